"""What must be true before the first page is served: tables, content, search index, clip wishes.

Entry points call this; each step does nothing where there is nothing to do, so a second start is quick.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from elearn.authoring import services as authoring
from elearn.authoring.errors import ContentMissing
from elearn.authoring.services import PublishResult
from elearn.content.lesson import LessonDocument
from elearn.kernel.config import Settings
from elearn.kernel.errors import WrongSetting
from elearn.packs import queries as pack_queries
from elearn.packs import services as packs
from elearn.search import services as search
from elearn.search.sources import VERSION, documents
from elearn.services import Services
from elearn.storage import schema
from elearn.storage.db import db, read_stamps, transaction


@dataclass(frozen=True)
class Prepared:
    """What was done."""

    content: PublishResult
    index_rebuilt: bool


def prepare(app: Flask, services: Services) -> Prepared:
    """Bring tables, content and index up to date. Raises ContentRefused and what the parts raise."""
    make_data_folder(services.settings)
    with app.app_context():
        schema.upgrade()
        content = publish(services, services.settings.content, is_everything=True)
        rebuilt = bring_index_up_to_date(services, known=content.lessons)
        request_packs(services)
        db.session.remove()
    return Prepared(content, rebuilt)


def make_data_folder(settings: Settings) -> None:
    """Make the data folder, for our eyes only. Raises WrongSetting where that is not possible."""
    os.umask(0o077)
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        settings.data.chmod(0o700)
        probe = settings.data / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise WrongSetting(
            "ELEARN_DATA", str(settings.data), f"a folder that we may write ({error.strerror})"
        ) from error


def publish(services: Services, path: Path, *, is_everything: bool = False) -> PublishResult:
    """Publish what lies at a path, in one transaction; needs an application context.

    An index that other work needs is not touched here: see ``bring_index_up_to_date``.
    """
    try:
        units = authoring.read_units(path)
    except ContentMissing as error:
        if not is_everything:
            raise
        allowed = "a folder that holds courses/ or glossaries/"
        raise WrongSetting("ELEARN_CONTENT", str(path), allowed) from error
    with _garbage_may_wait():
        while True:
            plan = authoring.plan(db.session(), units, withdraw_missing=is_everything)
            with transaction() as session:
                result = authoring.publish(session, plan, services.clock.now(), services.speech)
            if result is not None:  # else another process published in between: look again
                return result


@contextmanager
def _garbage_may_wait() -> Iterator[None]:
    """Keep the collector of garbage from searching all that is parsed: hardly any of it is garbage before the end.

    It took a quarter of the time and saved 8 of 360 MB.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def bring_index_up_to_date(
    services: Services, *, always: bool = False, known: Mapping[str, LessonDocument] | None = None
) -> bool:
    """Rebuild the search index if the content is newer or the index is lost; needs an application context.

    Args:
        always: rebuild it in any case.
        known: lessons that publishing has parsed.
    """
    session = db.session()
    stamp = f"{read_stamps(session).get('content', 0)}-{VERSION}"
    with _garbage_may_wait():
        if always:
            search.rebuild(services.index, documents(session), stamp)
            return True
        return search.ensure_current(services.index, stamp, lambda: documents(session, known))


def request_packs(services: Services) -> int:
    """Ask for the small packs that are built without being asked for; needs an application context."""
    wanted = services.settings.packs
    found = [one for one in pack_queries.recipes(db.session()) if one.source in wanted and one.edition == "first"]
    known = pack_queries.known_ids(db.session())
    missing = [recipe for recipe in found if recipe.id not in known]
    if missing:
        with transaction() as session:
            for recipe in missing:
                packs.request(session, recipe)
    return len(missing)
