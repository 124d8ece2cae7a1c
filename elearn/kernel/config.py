"""All settings, in one frozen object, each with its environment variable and its meaning.

Settings come from ``ELEARN_*`` variables or from a file of ``NAME=value`` lines named by ``ELEARN_CONFIG``; the
environment wins. A wrong setting stops the start. ``docs/guide/settings.md`` lists each; a test compares.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from elearn.kernel.errors import WrongSetting
from elearn.kernel.locales import CONTENT_LANGUAGES

_SHIPPED = Path(__file__).resolve().parents[1] / "_shipped"
PROJECT_ROOT = _SHIPPED if _SHIPPED.is_dir() else Path(__file__).resolve().parents[2]
"""Where content, catalogues and the built front end lie: the checkout, or inside an installed wheel."""
_DATA = Path.cwd() / "instance" if _SHIPPED.is_dir() else PROJECT_ROOT / "instance"
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")


def _text(value: str) -> str:
    return value


def _path(value: str) -> Path:
    try:
        return Path(value).expanduser().resolve()
    except RuntimeError as error:
        raise ValueError("a path whose home folder exists") from error


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not re.fullmatch(r"-?\d{1,9}", value) or not low <= int(value) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(", ".join(choices))
        return value

    return parse


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _languages(value: str) -> tuple[str, ...]:
    if value == "*":
        return CONTENT_LANGUAGES
    if not set(_words(value)) <= set(CONTENT_LANGUAGES):
        raise ValueError(f"* or some of {' '.join(CONTENT_LANGUAGES)}, by comma")
    return _words(value)


SPEECH_ENGINES = ("espeak", "gtts", "silent")
"""The speech engines that ``elearn.wiring`` can build."""

DEFAULT_SPEECH: dict[str, tuple[str, ...]] = dict.fromkeys(CONTENT_LANGUAGES, ("espeak",))


def _speech_table(value: str) -> dict[str, tuple[str, ...]]:
    """Parse ``ja=gtts+espeak,ar=espeak``: the engines of a language, the first choice first."""
    table = dict(DEFAULT_SPEECH)
    for word in _words(value):
        language, _, names = word.partition("=")
        engines = tuple(names.split("+"))
        languages = CONTENT_LANGUAGES if language == "*" else (language,)
        if (language != "*" and language not in CONTENT_LANGUAGES) or not set(engines) <= set(SPEECH_ENGINES):
            raise ValueError(
                f"pairs such as ja=gtts+espeak; languages * {' '.join(CONTENT_LANGUAGES)}; "
                f"engines {' '.join(SPEECH_ENGINES)}"
            )
        table.update(dict.fromkeys(languages, engines))
    return table


def _setting(parse: Callable[[str], object], help: str, default: object = MISSING, **extra: object):  # type: ignore[no-untyped-def]
    """Declare a field whose variable is ``ELEARN_`` plus its name in capitals."""
    metadata = {"parse": parse, "help": help}
    return field(default=default, metadata=metadata, **extra)  # type: ignore[call-overload]


@dataclass(frozen=True)
class Settings:
    """Every choice an operator can make. Paths are absolute; times and sizes have their unit in the name."""

    data: Path = _setting(_path, "Folder of all mutable data.", _DATA)
    content: Path = _setting(_path, "Folder that holds `courses/` and `glossaries/`.", PROJECT_ROOT)
    env: str = _setting(_one_of("local", "production"), "`production` refuses debug and needs trusted hosts.", "local")
    debug: int = _setting(_whole(0, 1), "1 shows errors in the browser; refused in production.", 0)
    host: str = _setting(_text, "Address to listen on.", "127.0.0.1")
    port: int = _setting(_whole(1, 65535), "Port to listen on.", 8000)
    workers: int = _setting(_whole(1, 64), "Web processes; one serves more than a thousand pages a second.", 1)
    threads: int = _setting(_whole(1, 512), "Threads of a web process; slow clients each hold one.", 32)
    trusted_hosts: tuple[str, ...] = _setting(_words, "Host names we answer to, by comma.", _LOOPBACK)
    proxy_hops: int = _setting(_whole(0, 5), "Reverse proxies in front whose X-Forwarded headers are believed.", 0)
    database_url: str = _setting(_text, "SQLAlchemy address; empty means SQLite in the data folder.", "")
    search_engine: str = _setting(_one_of("tantivy", "whoosh"), "The search engine.", "tantivy")
    blobs: str = _setting(_text, "`local`, or `s3://bucket` (with the S3 settings).", "local")
    s3_endpoint: str = _setting(_text, "Address of the S3 server; empty means the cloud's own.", "")
    s3_region: str = _setting(_text, "Region of the S3 server.", "us-east-1")
    s3_access_key: str = _setting(_text, "Access key of the S3 server.", "")
    s3_secret_key: str = _setting(_text, "Secret key of the S3 server.", "")
    speech: Mapping[str, tuple[str, ...]] = _setting(
        _speech_table,
        "Speech engines by language, such as `ja=gtts+espeak`; `*` means all languages.",
        default_factory=lambda: dict(DEFAULT_SPEECH),
    )
    gtts_url: str = _setting(_text, "Address of the online engine; empty means its own, by language.", "")
    jobs: str = _setting(
        _one_of("embedded", "external", "off"),
        "`embedded` runs jobs beside the web server; `external` leaves them to `elearn jobs work`; `off` runs none.",
        "embedded",
    )
    speech_workers: int = _setting(_whole(1, 64), "Clips made at the same time.", 1)
    packs: tuple[str, ...] = _setting(
        _languages,
        "Readers' languages, by comma, for whom packs are built without being asked; `*` means all.",
        ("en",),
    )
    clip_requests_per_minute: int = _setting(_whole(1, 100_000), "Clips one address may ask for in a minute.", 60)
    clock_offset_days: int = _setting(_whole(-36500, 36500), "Moves the clock, to see what will be stale.", 0)
    min_free_mb: int = _setting(_whole(0, 1_000_000), "Below this much free disk `/readyz` says no.", 64)
    log_level: str = _setting(
        _one_of("debug", "info", "warning", "error"), "What is logged; `info` has a line for each request.", "warning"
    )

    def __post_init__(self) -> None:
        if self.env == "production" and self.debug:
            raise WrongSetting("ELEARN_DEBUG", "1", "0 in production")
        if self.trusted_hosts == _LOOPBACK and (self.env == "production" or self.host not in _LOOPBACK):
            raise WrongSetting(
                "ELEARN_TRUSTED_HOSTS",
                "",
                f"the host names that readers use, by comma, when listening on {self.host} or in production",
            )
        if self.blobs != "local" and not re.fullmatch(
            r"s3://[a-z0-9](?:[a-z0-9\-]|\.(?!\.)){1,61}[a-z0-9]", self.blobs
        ):
            raise WrongSetting("ELEARN_BLOBS", self.blobs, "local or s3://bucket")

    @property
    def url(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.data / 'elearn.db'}"

    @property
    def blob_folder(self) -> Path:
        """Where the local blob store keeps its files."""
        return self.data / "blobs"

    @property
    def index_folder(self) -> Path:
        """Where search indexes live; may vanish and be rebuilt."""
        return self.data / "index"

    @property
    def jobs_file(self) -> Path:
        """The queue file of the embedded job runner; may vanish, rows are the truth."""
        return self.data / "jobs.db"

    @property
    def courses(self) -> Path:
        """Folder of the markets."""
        return self.content / "courses"

    @property
    def glossaries(self) -> Path:
        """Folder of the termbases."""
        return self.content / "glossaries"


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return f"ELEARN_{name.upper()}"


def read_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the settings from the environment and the file that ``ELEARN_CONFIG`` names.

    Args:
        environ: variables; ``os.environ`` when none are given.
        overrides: ready values that win over both, by field name.

    Raises:
        WrongSetting: a value is not allowed, or a variable ``ELEARN_*`` is unknown.
    """
    given = dict(os.environ if environ is None else environ)
    if config := given.pop("ELEARN_CONFIG", ""):
        given = {**_read_file(Path(config)), **given}
    known = {variable(item.name): item for item in fields(Settings)}
    for name in given:
        if name.startswith("ELEARN_") and name not in known and not name.startswith("ELEARN_TEST_"):
            raise WrongSetting(name, given[name], "a known setting; docs/guide/settings.md lists them")
    values: dict[str, object] = {}
    for name, item in known.items():
        if name in given and item.name not in overrides:
            try:
                values[item.name] = item.metadata["parse"](given[name])
            except ValueError as error:
                raise WrongSetting(name, given[name], str(error)) from error
    return Settings(**{**values, **overrides})


def _read_file(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting("ELEARN_CONFIG", str(path), "a readable UTF-8 file of NAME=value lines") from error
    pairs = (line.partition("=") for line in lines if line.strip() and not line.lstrip().startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}
