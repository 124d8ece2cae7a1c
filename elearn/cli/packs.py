"""``elearn packs``: build packs now, list them, check one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from elearn.app import create_app
from elearn.cli.output import say, say_json
from elearn.kernel.errors import WrongSetting
from elearn.kernel.locales import CONTENT_LANGUAGES
from elearn.packs import queries
from elearn.packs import services as verbs
from elearn.packs.build import build
from elearn.packs.manifest import Fault, verify
from elearn.packs.models import Edition, Recipe
from elearn.prepare import make_data_folder
from elearn.storage import schema
from elearn.storage.db import db, transaction

SENTENCES = {
    "not-a-zip": "is no zip that can be read",
    "no-manifest": "has no manifest.json",
    "bad-manifest": "has a manifest.json that cannot be read",
    "missing": "is in the manifest and not in the pack",
    "unknown": "is in the pack and not in the manifest",
    "double": "is in the pack twice",
    "unsafe-name": "leads out of the folder",
    "size": "has another size than the manifest says",
    "digest": "has another digest than the manifest says",
    "damaged": "does not come out whole",
}


def make(market: str, source: str, target: str, edition: Edition, domains: tuple[str, ...], out: Path | None) -> None:
    """Build the packs that fit, or one to a file. Raises WrongSetting for what is not there."""
    for option, tag in (("--from", source), ("--to", target)):
        if tag and tag not in CONTENT_LANGUAGES:
            raise WrongSetting(option, tag, ", ".join(CONTENT_LANGUAGES))
    app = create_app()
    services = app.extensions["elearn"]
    make_data_folder(services.settings)
    with app.app_context():
        schema.upgrade()
        found = [
            recipe
            for recipe in queries.recipes(db.session())
            if market in ("", recipe.market) and source in ("", recipe.source) and target in ("", recipe.target)
            and recipe.edition == edition
        ]  # fmt: skip
        if not found:
            known = ", ".join(sorted({recipe.market for recipe in queries.recipes(db.session())}))
            raise WrongSetting("--market, --from and --to", f"{market} {source} {target}".strip(), f"markets {known}")
        if out is not None:
            if len(found) > 1:
                raise WrongSetting("--output", str(out), "a file for one pack: name --market, --from and --to")
            one = found[0]
            chosen = Recipe(one.market, one.source, one.target, one.edition, domains)
            report = build(db.session(), services.blobs, chosen, out)
            say(f"{out}: {report.entries} entries, {report.clips} recordings, {report.missing} missing.")
            return
        if domains:
            raise WrongSetting("--domain", ", ".join(domains), "only together with --output")
        with transaction() as session:
            for recipe in found:
                verbs.request_anew(session, recipe)
        maker = services.pack_maker()
        while verbs.make_next(transaction, db.session(), maker):
            db.session.remove()
        rows(as_json=False, only={recipe.id for recipe in found})


def show(as_json: bool) -> None:
    """Print what was asked for and what is ready."""
    app = create_app()
    make_data_folder(app.extensions["elearn"].settings)
    with app.app_context():
        schema.upgrade()
        rows(as_json)


def rows(as_json: bool, only: set[str] | None = None) -> None:
    """Print one line a pack; needs an application context."""
    offers = [offer for offer in queries.offers(db.session()) if offer.state != "new"]
    offers = [offer for offer in offers if only is None or offer.recipe.id in only]
    if as_json:
        found = [
            {"id": offer.recipe.id, "state": offer.state, "files": [
                {**asdict(file), "built_at": file.built_at.isoformat(), "url": file.address} for file in offer.files
            ]}
            for offer in offers
        ]  # fmt: skip
        say_json(found)
        return
    for offer in offers:
        file = offer.zip
        about = f"{file.entries} entries, {file.clips} recordings, {file.size_bytes / 1e6:.1f} MB" if file else ""
        say(f"{offer.recipe.id:28} {offer.state:10} {about}")
    say(f"Packs: {len(offers)}.")


def check(path: Path, as_json: bool) -> bool:
    """Print what is wrong with a pack, and return whether nothing is."""
    faults = verify(path)
    if as_json:
        say_json([asdict(fault) for fault in faults])
    else:
        for fault in faults:
            say(sentence(path, fault))
        say("The pack is whole." if not faults else f"Faults: {len(faults)}.")
    return not faults


def sentence(path: Path, fault: Fault) -> str:
    """Return a fault in words."""
    return f"{fault.path or path.name} {SENTENCES[fault.code]}."
