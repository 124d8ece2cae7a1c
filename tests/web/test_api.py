"""The JSON interface answers as ``docs/guide/api.md`` and its own description say."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from elearn.audio import services as audio
from elearn.prepare import prepare
from elearn.storage.db import transaction
from elearn.wiring import build_clip_maker, build_speech


def test_search_says_why_a_hit_was_found(published_app: Flask) -> None:
    found = published_app.test_client().get("/api/v1/search?q=めいし&from=en&to=ja&limit=3").get_json()
    assert set(found) >= {"query", "took_ms", "total", "hits"}
    hit = found["hits"][0]
    assert hit["id"] == "fair-business-card"
    assert set(hit["terms"]) == {"en", "ja"}
    assert (hit["matched"]["lang"], hit["matched"]["form"]) == ("ja", "reading")
    assert hit["url"] == "/en/phrases/entry/fair-business-card/"


def test_a_concept_comes_with_all_its_languages(published_app: Flask) -> None:
    concept = published_app.test_client().get("/api/v1/concepts/fair-business-card").get_json()
    assert len(concept["languages"]) == 13
    assert concept["languages"]["ar"]["dir"] == "rtl"


def test_lists_lead_to_single_things(published_app: Flask) -> None:
    client = published_app.test_client()
    listed = client.get("/api/v1/concepts?domain=greetings").get_json()["concepts"]
    assert client.get(f"/api/v1/concepts/{listed[0]['id']}").status_code == 200
    market = client.get("/api/v1/markets?locale=ja").get_json()["markets"][0]
    detail = client.get(f"/api/v1/markets/{market['id']}?locale=ja").get_json()
    lesson = client.get(f"/api/v1/lessons/{detail['lessons'][0]['id']}").get_json()
    assert lesson["facts"]
    assert client.get(market["url"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/concepts/nothing", 404),
        ("/api/v1/concepts?domain=nothing", 404),
        ("/api/v1/concepts", 422),
        ("/api/v1/markets/nothing", 404),
        ("/api/v1/search?q=x&limit=1000", 422),
        ("/api/v1/search?q=x&from=klingon", 422),
        ("/api/v1/clips/nothing/ja", 404),
        ("/api/v1/clips/fair-business-card/ja?speed=fast", 422),
        ("/api/v1/nothing", 404),
        ("/api/v1/concepts/%00", 404),
        ("/api/v1/concepts?domain=%00", 422),
        ("/api/v1/clips/%00/ja", 404),
    ],
)
def test_wrong_questions_get_a_clear_no(published_app: Flask, path: str, status: int) -> None:
    response = published_app.test_client().get(path)
    assert response.status_code == status
    assert response.is_json


def test_every_route_of_the_interface_is_described(published_app: Flask) -> None:
    described = published_app.test_client().get("/api/v1/openapi.json").get_json()
    assert described["openapi"].startswith("3.1")
    routes = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in published_app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.rule.endswith("openapi.json")
    }
    assert routes == set(described["paths"])


def test_a_missing_clip_is_asked_for_made_and_played(tmp_path: Path, databases, make_app) -> None:  # type: ignore[no-untyped-def]
    app = make_app(
        data=tmp_path, database_url=databases.new(), jobs="off", speech=dict.fromkeys(LANGUAGES, ("silent",))
    )
    services = app.extensions["elearn"]
    prepare(app, services)
    client = app.test_client()
    address = "/api/v1/clips/fair-business-card/ja"
    assert client.get(address).status_code == 202
    asked = client.post(address)
    assert (asked.status_code, asked.get_json()["state"]) == (202, "requested")
    maker = build_clip_maker(build_speech(services.settings), services.blobs)
    with app.app_context():
        audio.make_batch(transaction, maker, limit=1)
    clip = client.get(address).get_json()
    assert clip["state"] == "ready"  # it was at the head of thousands
    assert clip["synthetic"] is True
    sound = client.get(clip["url"], buffered=True)
    assert sound.content_type == "audio/mpeg"
    _check_ranges(client, clip["url"], sound.data)


def _check_ranges(client, url: str, whole: bytes) -> None:  # type: ignore[no-untyped-def]
    etag = client.get(url, buffered=True).headers["ETag"]
    assert etag == f'"{url.split("/")[-1].removesuffix(".mp3")}"'
    part = client.get(url, buffered=True, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert client.get(url, buffered=True, headers={"Range": "bytes=-5"}).data == whole[-5:]
    assert client.get(url, buffered=True, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    assert client.get(url, buffered=True, headers={"Range": "bytes=0-1", "If-Range": '"other"'}).status_code == 200
    assert client.get(url, buffered=True, headers={"If-None-Match": etag}).status_code == 304
    head = client.head(url, buffered=True)
    assert (head.headers["Content-Length"], head.data) == (str(len(whole)), b"")
    assert "immutable" in head.headers["Cache-Control"]
    assert "Content-Encoding" not in client.get(url, buffered=True, headers={"Accept-Encoding": "gzip"}).headers
    assert client.get(url, buffered=True).headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


LANGUAGES = ("en", "fr", "el", "it", "pt-BR", "es", "ar", "zh-CN", "ja", "ko", "de", "hi", "ca")
