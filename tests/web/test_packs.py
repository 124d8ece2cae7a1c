"""The page of packs, asking for one, and downloads that survive."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from elearn.packs import services
from elearn.packs.models import Recipe
from elearn.prepare import prepare
from elearn.storage.db import db, transaction
from tests.support.pages import Pages


@pytest.fixture(scope="module")
def pack_site(databases, tmp_path_factory):  # type: ignore[no-untyped-def]
    """A site of its own with one pack built, for what is asked here is kept."""
    from elearn.app import create_app

    app = create_app(data=tmp_path_factory.mktemp("packs"), database_url=databases.new(), jobs="off", packs=())
    app.testing = True
    prepare(app, app.extensions["elearn"])
    with app.app_context():
        with transaction() as session:
            services.request(session, Recipe("japan", "en", "ja"))
        assert services.make_next(transaction, db.session(), app.extensions["elearn"].pack_maker())
        db.session.remove()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def site(pack_site: Flask) -> FlaskClient:
    client = pack_site.test_client()
    client.open = partial(client.open, buffered=True)  # type: ignore[method-assign]  # lets go of the files
    return client


@pytest.fixture
def listed(site: FlaskClient) -> dict[str, object]:
    found: list[dict[str, object]] = site.get("/api/v1/packs").get_json()["packs"]
    assert len(found) == 1
    return found[0]


def test_the_page_shows_by_market_what_is_ready_and_what_can_be_asked_for(pack_site: Flask) -> None:
    page = Pages(pack_site).get("/en/packs/")
    assert len(page.all("section")) == 8
    ready = page.one("#japan-en-ja")
    assert ready.cssselect("a.button[href^='/packs/japan-en-ja-'][href$='.zip']")
    assert len(ready.cssselect(".pack-forms a")) == 3
    assert page.one("#japan-en-ja-all form").get("action") == "/en/packs/japan-en-ja-all/"
    assert page.one("#japan-en-ja code").text in page.text_of_page


@pytest.mark.parametrize("locale", ["ar", "ja", "de", "el"])
def test_the_page_speaks_every_language(pack_site: Flask, locale: str) -> None:
    page = Pages(pack_site).get(f"/{locale}/packs/")
    assert page.all(f"#japan-{locale}-ja, #brazil-{locale}-pt-br")


def test_another_language_of_ones_own_shows_other_packs(pack_site: Flask) -> None:
    assert Pages(pack_site).get("/en/packs/?from=fr").all("#japan-fr-ja")


def test_a_pack_is_asked_for_by_a_form_and_then_waited_for(pack_site: Flask, site: FlaskClient) -> None:
    answer = site.post("/en/packs/usa-en-en/")
    assert (answer.status_code, answer.location) == (303, "/en/packs/?from=en#usa-en-en")
    pack_site.extensions["page_cache"].forget()
    item = Pages(pack_site).get("/en/packs/").one("#usa-en-en")
    assert "This pack is being built." in item.text_content()
    assert not item.cssselect("form")


@pytest.mark.parametrize("path", ["/en/packs/mars-en-ja/", "/en/packs/japan-en-en/"])
def test_a_pack_that_cannot_be_is_not_there(site: FlaskClient, path: str) -> None:
    assert site.post(path).status_code == 404


def test_the_list_for_programs_says_where_a_pack_is_and_what_it_weighs(listed: dict[str, object]) -> None:
    assert {"market": "japan", "languages": ["en", "ja"], "edition": "first"}.items() <= listed.items()
    assert listed["url"] == f"/packs/{listed['id']}.zip"
    assert set(listed["forms"]) == {"zip", "apkg", "csv", "xlsx"}  # type: ignore[call-overload]


def test_a_download_is_what_the_list_says(site: FlaskClient, listed: dict[str, object]) -> None:
    answer = site.get(str(listed["url"]), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert len(answer.data) == listed["size_bytes"]
    digest = hashlib.sha256(answer.data)
    assert digest.hexdigest() == listed["sha256"]
    assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert answer.headers["ETag"] == f'"{listed["sha256"]}"'
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "index.html" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()


def test_a_download_goes_on_where_it_broke_off(site: FlaskClient, listed: dict[str, object]) -> None:
    url, etag = str(listed["url"]), f'"{listed["sha256"]}"'
    whole = site.get(url).data
    part = site.get(url, headers={"Range": "bytes=1000-", "If-Range": etag})
    assert part.status_code == 206
    assert part.headers["Content-Range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
    assert whole[:1000] + part.data == whole
    with site.get(url, headers={"Range": "bytes=1000-", "If-Range": '"another"'}) as other:
        assert other.status_code == 200
    beyond = site.get(url, headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")
    with site.get(url, headers={"If-None-Match": etag}) as unchanged:
        assert unchanged.status_code == 304


def test_head_says_what_get_says(site: FlaskClient, listed: dict[str, object]) -> None:
    got = site.get(str(listed["url"]))
    head = site.head(str(listed["url"]))
    left_out = {"X-Request-ID", "Date", "Expires"}
    assert {k: v for k, v in head.headers if k not in left_out} == {k: v for k, v in got.headers if k not in left_out}
    assert head.data == b""


@pytest.mark.parametrize("form", ["apkg", "csv", "xlsx"])
def test_every_form_has_an_address(site: FlaskClient, listed: dict[str, object], form: str) -> None:
    answer = site.get(listed["forms"][form])  # type: ignore[index]
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    assert answer.data


@pytest.mark.parametrize("path", ["/packs/japan-en-ja.zip", "/packs/x.exe", "/packs/japan-en-ja-000000000000.csv"])
def test_what_is_not_there_is_not_found(site: FlaskClient, path: str) -> None:
    assert site.get(path).status_code == 404


def test_a_file_has_one_form_only(site: FlaskClient, listed: dict[str, object]) -> None:
    assert site.get(f"/packs/{listed['id']}.csv").status_code == 404
