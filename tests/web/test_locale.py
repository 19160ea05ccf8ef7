"""The language comes from the address, then from what was chosen, then from the browser."""

import pytest


@pytest.mark.parametrize(
    ("accepts", "leads_to"),
    [("de-DE,de;q=0.9", "/de/"), ("zh-CN", "/zh/"), ("fr", "/en/"), ("", "/en/")],
)
def test_the_browsers_language_decides_at_first(client, accepts, leads_to):
    answer = client.get("/", headers={"Accept-Language": accepts})
    assert answer.headers["Location"] == leads_to


def test_a_chosen_language_is_kept(client):
    client.get("/zh/")
    assert client.get("/", headers={"Accept-Language": "de"}).headers["Location"] == "/zh/"


@pytest.mark.parametrize(
    ("language", "html"), [("de", 'lang="de"'), ("en", 'lang="en"'), ("zh", 'lang="zh-Hans"')]
)
def test_a_page_says_its_language(client, language, html):
    assert html in client.get(f"/{language}/").text


def test_an_unknown_language_is_an_unknown_page(client):
    assert client.get("/fr/").status_code == 404


def test_the_language_switch_leads_to_the_same_page(client):
    page = client.get("/de/privacy").text
    assert 'href="/zh/privacy"' in page
    assert 'href="/en/privacy"' in page
