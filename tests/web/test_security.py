"""What every response carries, and what no request may do."""

from __future__ import annotations

import gzip
import shutil
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from elearn.kernel.config import Settings
from elearn.kernel.errors import WrongSetting
from elearn.prepare import prepare
from elearn.web.limits import network
from elearn.web.render import manifest
from elearn.web.security import CSP, HEADERS, HSTS
from tests.support.counting import count_queries


@pytest.fixture
def client(published_app: Flask) -> FlaskClient:
    return published_app.test_client()


@pytest.mark.parametrize("path", ["/en/", "/", "/nothing", "/healthz", "/api/v1/markets", "/api/v1/nothing", "STATIC"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    response = client.get(f"/static/{manifest()['app.css']}" if path == "STATIC" else path, buffered=True)
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert "Server" not in response.headers or "werkzeug" not in response.headers["Server"].lower()
    assert "unsafe" not in CSP


def test_strict_transport_is_for_production_only(client: FlaskClient, tmp_path, databases, make_app) -> None:  # type: ignore[no-untyped-def]
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    app = make_app(
        env="production", trusted_hosts=("example.org",), data=tmp_path, database_url=databases.new(), jobs="off"
    )
    response = app.test_client().get("/healthz", headers={"Host": "example.org"})
    assert response.headers["Strict-Transport-Security"] == HSTS


def test_production_without_known_hosts_does_not_start() -> None:
    with pytest.raises(WrongSetting, match="ELEARN_TRUSTED_HOSTS"):
        Settings(env="production")
    with pytest.raises(WrongSetting, match="ELEARN_DEBUG"):
        Settings(env="production", debug=1, trusted_hosts=("example.org",))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example"])
def test_a_foreign_host_name_is_refused(client: FlaskClient, host: str) -> None:
    assert client.get("/en/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 404),
        ({"Referer": "https://evil.example/http://localhost/"}, 403),
        ({"Referer": "http://localhost.evil.example/"}, 403),
        ({"Referer": "http://localhost@evil.example/"}, 403),
        ({"Referer": "http://localhost/en/"}, 404),
        ({"Referer": "https://evil.example/", "Sec-Fetch-Site": "same-origin"}, 404),
        ({}, 404),
    ],
)
def test_an_unsafe_request_from_elsewhere_is_refused(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    assert client.post("/api/v1/clips/nothing/ja", headers=headers).status_code == status


@pytest.mark.parametrize(
    "path",
    ["/en/", "/en/markets/japan/", "/en/phrases/entry/fair-business-card/", "/en/search/?q=card", "/readyz", "/metrics",
     "/api/v1/clips/fair-business-card/ja", "/api/v1/search?q=card", "/en/phrases/entry/fair-business-card/hear/ja/"],
)  # fmt: skip
def test_reading_never_writes(client: FlaskClient, path: str) -> None:
    with count_queries() as asked:
        client.get(path)
    assert [statement for statement in asked if not statement.lstrip().upper().startswith(("SELECT", "WITH"))] == []


def test_the_body_and_the_address_have_limits(client: FlaskClient) -> None:
    big = client.post("/en/phrases/entry/fair-business-card/hear/ja/", data={"x": "y" * 2_000_000})
    assert big.status_code == 413
    assert client.get("/en/search/?q=" + "x" * 5000).status_code == 414


def test_asking_for_recordings_is_limited(published_app: Flask, tmp_path, databases, make_app) -> None:  # type: ignore[no-untyped-def]
    app = make_app(data=tmp_path, database_url=databases.new(), jobs="off", clip_requests_per_minute=3)
    with app.app_context():
        from elearn.storage import schema

        schema.upgrade()
    client = app.test_client()
    answers = [client.post("/api/v1/clips/nothing/ja").status_code for _ in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    assert client.post("/api/v1/clips/nothing/ja").headers["Retry-After"]


def test_text_is_compressed_and_says_what_it_varies_with(client: FlaskClient) -> None:
    plain = client.get("/en/", headers={"Accept-Encoding": ""})
    zipped = client.get("/en/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data) == plain.data
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert zipped.headers["ETag"] != plain.headers["ETag"]


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    etag = client.get("/en/").headers["ETag"]
    assert client.get("/en/", headers={"If-None-Match": etag}).status_code == 304


def test_head_and_get_agree(client: FlaskClient) -> None:
    for path in ("/en/", "/en/markets/", "/healthz"):
        get, head = client.get(path), client.head(path)
        assert head.data == b""
        assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_cookies_are_for_the_server_alone(client: FlaskClient) -> None:
    cookies = client.get("/en/?from=fr&to=ja&theme=dark").headers.getlist("Set-Cookie")
    assert len(cookies) == 3
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_reading_twice_sets_no_cookie_again(client: FlaskClient) -> None:
    client.get("/en/")
    assert client.get("/en/markets/").headers.getlist("Set-Cookie") == []


def test_a_lost_index_is_told_and_made_anew(databases, tmp_path, make_app) -> None:  # type: ignore[no-untyped-def]
    settings = Settings(data=tmp_path, database_url=databases.new(), jobs="off")
    app = make_app(settings)
    prepare(app, app.extensions["elearn"])
    shutil.rmtree(tmp_path / "index")
    client = make_app(settings).test_client()  # a process that has not opened the old one
    refused = client.get("/en/search/?q=card")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    for _ in range(600):
        if client.get("/en/search/?q=card").status_code == 200:
            return
        time.sleep(0.1)
    raise AssertionError("the index did not come back")


def test_every_view_that_writes_lets_in_only_a_few_at_once(published_app: Flask) -> None:
    unsafe = [
        rule for rule in published_app.url_map.iter_rules() if set(rule.methods or ()) - {"GET", "HEAD", "OPTIONS"}
    ]
    assert len(unsafe) >= 4
    assert not [rule.rule for rule in unsafe if not hasattr(published_app.view_functions[rule.endpoint], "few_at_once")]


@pytest.mark.parametrize(
    ("address", "person"),
    [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("2001:db8:1:2a0:ffff::9", "2001:db8:1:200::/56"), ("2001:db8:1:300::1", "2001:db8:1:300::/56"),
        ("fe80::1%eth0", "fe80::/56"), ("", ""), ("unix:", "unix:"),
    ],
)  # fmt: skip
def test_a_person_is_a_network(address: str, person: str) -> None:
    assert network(address) == person


def test_the_limits_know_a_network_by_all_its_addresses(published_app: Flask, databases, tmp_path, make_app) -> None:  # type: ignore[no-untyped-def]
    app = make_app(data=tmp_path, database_url=databases.new(), jobs="off", clip_requests_per_minute=2)
    with app.app_context():
        from elearn.storage import schema

        schema.upgrade()
    client = app.test_client()
    asked = [
        client.post("/api/v1/clips/nothing/ja", environ_base={"REMOTE_ADDR": f"2001:db8::{n}"}) for n in range(1, 4)
    ]
    assert [answer.status_code for answer in asked] == [404, 404, 429]
    assert ["Retry-After" in answer.headers for answer in asked] == [False, False, True]
    assert 0 < int(asked[2].headers["Retry-After"]) <= 60
    assert "Time left: 1 minute" in asked[2].get_json()["detail"]


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/en/markets", "/en/markets/"), ("/en/search?q=a%26b", "/en/search/?q=a%26b"),
        ("//evil.example/..//en/markets", None), ("/en//markets/", "/en/markets/"), ("//en/markets", "/en/markets/"),
    ],
)  # fmt: skip
def test_a_missing_slash_leads_to_an_address_without_a_host(
    client: FlaskClient, path: str, location: str | None
) -> None:
    bare, _, query = path.partition("?")
    answer = client.get("/", environ_overrides={"PATH_INFO": bare, "QUERY_STRING": query})
    if location is None:
        assert not answer.headers.get("Location", "/").startswith(("//", "http"))
    else:
        assert (answer.status_code, answer.headers["Location"]) == (308, location)
