"""``elearn audio``: make missing recordings now, and count them."""

from __future__ import annotations

from dataclasses import asdict

import click

from elearn.app import create_app
from elearn.audio import queries
from elearn.audio import services as audio
from elearn.cli.output import say, say_json
from elearn.kernel.errors import WrongSetting
from elearn.kernel.locales import CONTENT_LANGUAGES
from elearn.prepare import make_data_folder
from elearn.storage import schema
from elearn.storage.db import db, transaction
from elearn.wiring import build_clip_maker, build_speech


def make(lang: str, engine: str) -> None:
    """Make what is missing until nothing is due. Raises WrongSetting for a language or engine that is not in use."""
    if lang and lang not in CONTENT_LANGUAGES:
        raise WrongSetting("--lang", lang, ", ".join(CONTENT_LANGUAGES))
    app = create_app()
    services = app.extensions["elearn"]
    choices = services.settings.speech
    languages = [tag for tag in CONTENT_LANGUAGES if lang in ("", tag) and (not engine or engine in choices[tag])]
    if not languages:
        named = ", ".join(sorted({name for names in choices.values() for name in names}))
        raise WrongSetting("--engine", engine, f"{named}, as ELEARN_SPEECH has it for the language")
    make_data_folder(services.settings)
    speech = build_speech(services.settings)
    maker = build_clip_maker(speech.only(engine) if engine else speech, services.blobs)
    made = failed = 0
    with app.app_context():
        schema.upgrade()
        with transaction() as session:
            audio.request_again(session, languages=languages)  # perhaps the fault is mended
        due = queries.waiting(db.session()).due
        db.session.remove()
        with click.progressbar(range(due), label="Recordings", show_pos=True) as bar:
            while True:
                done = audio.make_batch(transaction, maker, languages=languages)
                if done.is_idle:
                    break
                made, failed = made + done.made, failed + done.failed
                bar.update(done.made)
                db.session.remove()
    maker.speech.close()
    say(f"Made: {made}. Failed: {failed}.")


def report(as_json: bool) -> None:
    """Print one line a language."""
    app = create_app()
    make_data_folder(app.extensions["elearn"].settings)
    with app.app_context():
        schema.upgrade()
        rows = queries.coverage(db.session())
    if as_json:
        say_json([asdict(row) for row in rows])
        return
    say(f"{'language':9}{'ready':>7}{'waiting':>9}{'failed':>8}{'minutes':>9}{'MB':>7}  engines")
    for row in rows:
        engines = ", ".join(f"{name} {count}" for name, count in row.engines.items())
        say(
            f"{row.language:9}{row.ready:7}{row.requested:9}{row.failed:8}{row.duration_ms / 60000:9.1f}"
            f"{row.size_bytes / 1e6:7.1f}  {engines}"
        )
        for code, count in row.errors.items():
            say(f"{'':9}{count} with {code}")
