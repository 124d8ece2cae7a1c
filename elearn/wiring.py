"""The one importer of adapters: each need is met by one function that chooses by a setting.

Adding an engine is one file in ``adapters/``, one ``case`` here, one parameter in the port's contract test and one row
in the settings guide. Nothing is started here: every service opens what it needs when first used, in the process that
uses it.
"""

from __future__ import annotations

from functools import cache, partial

from flask import Flask

from elearn.adapters.blobs_local import LocalBlobs
from elearn.adapters.jobs_huey import HueyJobs
from elearn.adapters.pdf_typst import set_pdf
from elearn.audio.maker import ClipMaker
from elearn.audio.ports import SpeechEngine, SpeechTable
from elearn.glossaries.services import Askers
from elearn.jobs import tasks
from elearn.jobs.tasks import JobContext, JobQueue
from elearn.kernel.clock import Clock
from elearn.kernel.config import Settings
from elearn.kernel.errors import WrongSetting
from elearn.packs import services as packs
from elearn.packs.services import PackMaker
from elearn.search.ports import SearchIndex
from elearn.services import Services
from elearn.storage.blobs import BlobStore

PACK_FOLDER = "packs"
"""Below the data folder: unfinished packs."""


def build(app: Flask, settings: Settings) -> Services:
    """Choose and build all services of an application."""
    blobs = build_blobs(settings)
    speech = build_speech(settings)
    queue, context = build_jobs(app, settings, speech, blobs)
    return Services(
        settings=settings,
        clock=Clock(settings.clock_offset_days),
        index=build_index(settings),
        blobs=blobs,
        speech=speech,
        set_pdf=set_pdf,
        askers=Askers(),
        wake=lambda: None if settings.jobs == "off" else _wake(queue, context),
        wake_packs=lambda: None if settings.jobs == "off" else _wake_packs(queue),
        pack_maker=partial(build_pack_maker, settings, blobs),
    )


def _wake(queue: JobQueue, context: JobContext) -> None:
    tasks.wake(queue, context)


def _wake_packs(queue: JobQueue) -> None:
    tasks.wake_packs(queue)


def build_index(settings: Settings) -> SearchIndex:
    """Return the search engine that ``search_engine`` names."""
    match settings.search_engine:
        case "tantivy":
            from elearn.adapters.search_tantivy import TantivyIndex

            return TantivyIndex(settings.index_folder)
        case "whoosh":
            from elearn.adapters.search_whoosh import WhooshIndex

            return WhooshIndex(settings.index_folder)
        case other:
            raise WrongSetting("ELEARN_SEARCH_ENGINE", other, "tantivy, whoosh")


def build_blobs(settings: Settings) -> BlobStore:
    """Return the blob store that ``blobs`` names."""
    if settings.blobs == "local":
        return LocalBlobs(settings.blob_folder)
    from elearn.adapters.blobs_s3 import S3Blobs

    return S3Blobs(
        settings.blobs.removeprefix("s3://"),
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
    )


def build_speech(settings: Settings) -> SpeechTable:
    """Return the table of speech engines; each is built only if some language names it."""
    names = {name for choice in settings.speech.values() for name in choice}
    return SpeechTable({name: build_speech_engine(name, settings) for name in sorted(names)}, settings.speech)


def build_speech_engine(name: str, settings: Settings) -> SpeechEngine:
    """Return a speech engine by its name in settings."""
    match name:
        case "espeak":
            from elearn.adapters.speech_espeak import EspeakSpeech

            return EspeakSpeech()
        case "gtts":
            from elearn.adapters.speech_gtts import GttsSpeech

            return GttsSpeech(settings.gtts_url)
        case "silent":
            from elearn.adapters.speech_silent import SilentSpeech

            return SilentSpeech()
        case other:
            raise WrongSetting("ELEARN_SPEECH", other, "espeak, gtts, silent")


def build_jobs(app: Flask, settings: Settings, speech: SpeechTable, blobs: BlobStore) -> tuple[JobQueue, JobContext]:
    """Return the job runner with all tasks attached, and what they work with."""
    queue = HueyJobs(settings.jobs_file)
    context = JobContext(
        open=app.app_context,
        clip_maker=cache(partial(build_clip_maker, speech, blobs)),
        pack_maker=cache(partial(build_pack_maker, settings, blobs)),
        parallel=settings.speech_workers,
        tidy=(
            partial(packs.tidy, settings.data / PACK_FOLDER),
            *((blobs.tidy,) if isinstance(blobs, LocalBlobs) else ()),
        ),
    )
    tasks.attach(queue, context)
    return queue, context


def build_clip_maker(speech: SpeechTable, blobs: BlobStore) -> ClipMaker:
    """Return what makes clips; the encoder is loaded here, so that web processes never carry it."""
    from elearn.adapters.mp3 import LameMp3

    return ClipMaker(speech, LameMp3(), blobs)


def build_pack_maker(settings: Settings, blobs: BlobStore) -> PackMaker:
    """Return what builds packs, in all their forms; libraries are loaded here, not in web processes."""
    from elearn.adapters.decks_genanki import GenankiDecks
    from elearn.adapters.workbooks_xlsx import XlsxWorkbooks
    from elearn.packs.build import build
    from elearn.packs.deck import build_deck
    from elearn.packs.tables import build_csv, build_workbook

    decks, workbooks = GenankiDecks(), XlsxWorkbooks()
    return PackMaker(
        blobs,
        settings.data / PACK_FOLDER,
        {
            "zip": lambda session, recipe, path, moment: build(session, blobs, recipe, path),
            "apkg": lambda session, recipe, path, moment: build_deck(session, blobs, decks, recipe, path, moment),
            "xlsx": lambda session, recipe, path, moment: build_workbook(session, workbooks, recipe, path),
            "csv": lambda session, recipe, path, moment: build_csv(session, recipe, path),
        },
    )
