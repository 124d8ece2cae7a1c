"""The console script ``elearn``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from elearn import __version__
from elearn.cli.output import say, say_json
from elearn.cli.problems import sentence
from elearn.kernel.errors import ElearnError

if TYPE_CHECKING:
    from elearn.packs.models import Edition

REFUSED = 1
"""Exit code when something was refused; 2 is wrong usage."""
DAY = click.DateTime(["%Y-%m-%d"])


class Cli(click.Group):
    """A group whose known errors are one clear line instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not isinstance(error, ElearnError) and not type(error).__module__.startswith("sqlalchemy."):
                raise
            for line in explain(error):
                say(line, err=True)
            ctx.exit(REFUSED)


def explain(error: Exception) -> Iterator[str]:
    """Yield the lines that tell a person what is wrong and how to mend it."""
    from sqlalchemy.exc import SQLAlchemyError

    from elearn.authoring.errors import ContentMissing, ContentRefused
    from elearn.packs.errors import PackAssetsMissing, UnknownRecipe
    from elearn.search.errors import IndexBusy, IndexMissing
    from elearn.storage.blobs import BlobStoreUnavailable
    from elearn.web.render import AssetsMissing

    match error:
        case ContentRefused():
            yield from map(sentence, error.report)
            yield f"Nothing was published. Problems: {len(error.report)}."
        case ContentMissing():
            yield f"There is no content at {error.params['path']}. Name a folder such as courses/japan."
        case AssetsMissing() | PackAssetsMissing():
            yield f"The front end is not built ({error.params['path']}). Run: make run"
        case IndexMissing():
            yield "The search index is missing. Run: elearn search rebuild"
        case IndexBusy():
            yield "Another process is rebuilding the search index. Try again in a minute."
        case BlobStoreUnavailable():
            yield f"The blob store cannot be used ({error.params['reason']}). Check the disk, or the S3 settings."
        case UnknownRecipe():
            yield f"There is no pack {error.params['recipe']}: no such market, or nothing to put in."
        case SQLAlchemyError():
            reason = str(getattr(error, "orig", error)).splitlines()[0]
            yield f"The database cannot be used: {reason}. Check ELEARN_DATABASE_URL, the disk, and that it runs."
        case _:
            yield str(error)


@click.group(cls=Cli)
@click.version_option(__version__)
def main() -> None:
    """Courses on life-science markets and a glossary to read, hear and show."""


@contextmanager
def application() -> Iterator[object]:
    """Open the application with its tables ready, for commands that work on the database."""
    from elearn.app import create_app
    from elearn.prepare import make_data_folder
    from elearn.storage import schema

    app = create_app()
    make_data_folder(app.extensions["elearn"].settings)
    with app.app_context():
        schema.upgrade()
        yield app.extensions["elearn"]


@main.command()
@click.option("--no-prepare", is_flag=True, help="Do not migrate, publish or index first.")
def serve(no_prepare: bool) -> None:
    """Serve the site; prepare what is missing first."""
    from elearn.cli.serve import run

    run(should_prepare=not no_prepare)


@main.group()
def content() -> None:
    """Check and publish courses and glossaries."""


@content.command("check")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.pass_context
def content_check(ctx: click.Context, path: Path, as_json: bool) -> None:
    """Check a folder; all problems at once. What it links to outside is looked for beside it.

    Courses are also held against the list by which they are accepted. What a course that says `state: being-written`
    lacks is shown as still to do and fails nothing.
    """
    from elearn.cli.content import check

    ctx.exit(0 if check(path, as_json) else REFUSED)


@content.command("words")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def content_words(path: Path, as_json: bool) -> None:
    """Show phrases that say a term in another word than the term's own entry."""
    from dataclasses import asdict

    from elearn.authoring.services import check, read_units
    from elearn.content.consistency import two_words

    found = [one for termbase in check(read_units(path)).termbases.values() for one in two_words(termbase.concepts)]
    if as_json:
        say_json([asdict(one) for one in found])
        return
    for one in found:
        say(f"{one.lang}: {one.phrase} says {one.used!r}, {one.term} prefers {one.preferred!r}")
    say(f"Lines: {len(found)}.")


@content.command("publish")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def content_publish(path: Path) -> None:
    """Publish a folder, all or nothing, and bring the search index up to date."""
    from elearn.prepare import bring_index_up_to_date, publish

    with application() as services:
        result = publish(services, path)  # type: ignore[arg-type]
        bring_index_up_to_date(services, known=result.lessons)  # type: ignore[arg-type]
        services.wake()  # type: ignore[attr-defined]
    say(
        f"Published: {len(result.published)}. Unchanged: {len(result.unchanged)}. "
        f"Recordings asked for: {result.clips_requested}."
    )


@main.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--from", "source", default="", help="The language you speak, such as en.")
@click.option("--to", "target", default="", help="The language you speak to, such as ja.")
@click.option("--json", "as_json", is_flag=True, help="Print the hits as JSON.")
def search(query: tuple[str, ...], source: str, target: str, as_json: bool) -> None:
    """Search entries and lessons. `elearn search rebuild` makes the index anew."""
    from dataclasses import asdict

    from elearn.prepare import bring_index_up_to_date
    from elearn.search import queries
    from elearn.search.models import SearchRequest

    with application() as services:
        if query == ("rebuild",):
            bring_index_up_to_date(services, always=True)  # type: ignore[arg-type]
            say("The index is new.")
            return
        bring_index_up_to_date(services)  # type: ignore[arg-type]
        asked = SearchRequest(" ".join(query), source, target)
        found = queries.search(services.index, asked)  # type: ignore[attr-defined]
    if as_json:
        say_json([asdict(hit) for hit in found.hits])
        return
    for hit in found.hits or found.nearest:
        titles = [hit.titles[tag] for tag in (source or "en", target) if tag in hit.titles]
        say(f"{hit.id}: {' = '.join(titles)}  ({hit.matched.form} {hit.matched.lang}: {hit.matched.text[:60]})")
    say(f"Found: {found.total}." if found.hits else "Nothing found; the nearest are above.")


@main.group()
def glossary() -> None:
    """See what readers miss and suggest, and what hangs loose."""


@glossary.command("gaps")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.option("--drop", multiple=True, metavar="QUERY", help="Delete this one; may be given several times.")
@click.option("--before", type=DAY, metavar="DATE", help="Delete those last asked before this day.")
def glossary_gaps(as_json: bool, drop: tuple[str, ...], before: datetime | None) -> None:
    """Show what several people looked for and did not find, or delete some of it; what goes is shown."""
    from elearn.cli.glossary import gaps

    with application():
        gaps(as_json, drop, before)


@glossary.command("suggestions")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.option("--drop", multiple=True, type=int, metavar="ID", help="Delete this one; may be given several times.")
@click.option("--before", type=DAY, metavar="DATE", help="Delete those sent before this day.")
def glossary_suggestions(as_json: bool, drop: tuple[int, ...], before: datetime | None) -> None:
    """Show the better wordings that readers sent, beside ours, or delete some; what goes is shown."""
    from elearn.cli.glossary import suggestions

    with application():
        suggestions(as_json, drop, before)


@glossary.command("orphans")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def glossary_orphans(as_json: bool) -> None:
    """Show terms that no phrase uses and entries that no lesson uses."""
    from elearn.cli.glossary import orphans

    with application():
        orphans(as_json)


@main.group()
def audio() -> None:
    """Make and count recordings."""


@audio.command("make")
@click.option("--lang", default="", help="Only this language, such as ja.")
@click.option("--engine", default="", help="Only this engine; it must be one of ELEARN_SPEECH.")
def audio_make(lang: str, engine: str) -> None:
    """Make all missing recordings now, with progress."""
    from elearn.cli.audio import make

    make(lang, engine)


@audio.command("report")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def audio_report(as_json: bool) -> None:
    """Show how far the recordings of each language are."""
    from elearn.cli.audio import report

    report(as_json)


@main.group()
def packs() -> None:
    """Build, list and check offline packs."""


@packs.command("build")
@click.option("--market", default="", help="Only this market, such as japan.")
@click.option("--from", "source", default="", help="Only for readers of this language, such as en.")
@click.option("--to", "target", default="", help="Only for this language spoken there, such as ja.")
@click.option("--edition", type=click.Choice(["first", "all"]), default="first", help="The small or the large edition.")
@click.option("--domain", "domains", multiple=True, help="Only this topic; may be given several times; with --output.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write one pack to this file.")
def packs_build(
    market: str, source: str, target: str, edition: Edition, domains: tuple[str, ...], output: Path | None
) -> None:
    """Build packs now, and offer them; or one to a file."""
    from elearn.cli.packs import make

    make(market, source, target, edition, domains, output)


@packs.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def packs_list(as_json: bool) -> None:
    """Show the packs that were asked for, and their files."""
    from elearn.cli.packs import show

    show(as_json)


@packs.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the faults as JSON.")
@click.pass_context
def packs_verify(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Check a pack against its own manifest: every file, size and digest."""
    from elearn.cli.packs import check

    ctx.exit(0 if check(file, as_json) else REFUSED)


@main.group()
def jobs() -> None:
    """Run background work."""


@jobs.command("work")
def jobs_work() -> None:
    """Make recordings and tidy up until stopped."""
    from elearn.worker import work

    work()


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check settings, database, blobs, index and speech engines, and say what to do."""
    from elearn.cli.doctor import examine

    findings = examine()
    if as_json:
        say_json([finding.__dict__ for finding in findings])
    else:
        for finding in findings:
            advice = f" {finding.advice}" if finding.advice else ""
            say(f"{'ok  ' if finding.is_well else 'BAD '} {finding.part}: {finding.state}.{advice}")
    ctx.exit(0 if all(finding.is_well for finding in findings) else REFUSED)


if __name__ == "__main__":
    sys.exit(main())
