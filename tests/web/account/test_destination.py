"""After signing in nobody is led away from our pages."""

import pytest

from registration.web.account.destination import destination

EVIL = [
    "//e", "///e", "/\\e", "\\/e", "\\\\e", "/%09/e", "/\t/e", "/\n/e", "/ /e", "https:e",
    "https:/e", "https://e", "HTTPS://e", "@e", "/@e", "javascript:alert(1)", "data:text/html,x",
    "/en//e",
    "/en/account//e", "/en/account\\@e", "/en/account#//e", "/en/account?next=//e", "/en/../e",
    "/en/account/\u2028", "/en/account/../../e", "/.e", "/;@e", "/en/account@e", "e", "", "?", "#",
    "/en/account\r\nLocation: //e", "/fr/account", "/en/nothing-here", "/en/account/sign-out",
    "/static/css/site.css", "/en/" + "a" * 5000, "/en/" + "a." * 5000 + "!", None, 7,
    ["/en/account"],
]  # fmt: skip


@pytest.mark.parametrize("wanted", EVIL)
def test_what_is_not_exactly_one_of_our_pages_leads_to_the_desk(app, wanted):
    with app.test_request_context("/en/account/sign-in"):
        app.preprocess_request()
        assert destination(wanted) == "/en/desk"


@pytest.mark.parametrize("wanted", ["/en/account", "/de/account?a=b%20c&d=1", "/zh/desk", "/en/"])
def test_our_own_pages_are_kept(app, wanted):
    with app.test_request_context("/en/account/sign-in"):
        app.preprocess_request()
        assert destination(wanted) == wanted
