"""The headers that every answer carries, whatever its status."""

import pytest

from registration.web.shared.headers import POLICY

PATHS = ["/de/", "/", "/de/nowhere", "/health", "/static/css/tokens.css", "/de/desk"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_policy(client, path):
    with client.get(path) as answer:
        head = answer.headers
    assert head["Content-Security-Policy"] == POLICY
    assert head["X-Content-Type-Options"] == "nosniff"
    assert head["Referrer-Policy"] == "same-origin"
    assert head["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_policy_allows_no_inline_script_and_no_other_host():
    assert "unsafe" not in POLICY
    assert "http" not in POLICY


def test_only_static_files_may_be_kept(client):
    assert client.get("/de/").headers["Cache-Control"] == "no-store"
    with client.get("/static/css/tokens.css?v=1") as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_script_that_another_one_loads_is_asked_for_again_after_an_update(client):
    with client.get("/static/js/rules.js") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["ETag"]


def test_over_https_browsers_are_told_to_stay_there(client):
    answer = client.get("/de/", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_foreign_host_name_is_refused(client):
    assert client.get("/de/", headers={"Host": "evil.example"}).status_code == 400


def test_forwarded_headers_change_nothing_without_a_known_proxy(client):
    answer = client.get("/", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.headers["Location"] == "/en/"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_other_origin_is_let_in(client, origin):
    head = client.get("/de/", headers={"Origin": origin}).headers
    assert "Access-Control-Allow-Origin" not in head


def test_trace_is_not_answered(client):
    assert client.open("/de/", method="TRACE").status_code == 405
