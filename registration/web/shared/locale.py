"""The language of a page: its address says it; without one the cookie, then the browser."""

from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from registration.core.languages import DEFAULT, LANGUAGES, SELF_NAMES
from registration.web.shared import access

COOKIE = "language"
_YEAR = 365 * 24 * 60 * 60


def init_app(app: Flask) -> None:
    """Read the language from each address and keep what was chosen."""
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.after_request(_keep_language)
    app.add_url_rule("/", "root", access.public(_root))


def preferred_language() -> str:
    """The language for somebody who has not chosen one in the address."""
    kept = request.cookies.get(COOKIE)
    if kept in LANGUAGES:
        return kept
    return request.accept_languages.best_match(LANGUAGES, DEFAULT) or DEFAULT


def other_languages() -> list[tuple[str, str, str, bool]]:
    """(code, own name, address of this page, whether current) for each language."""
    endpoint, values = "public.start", {}
    if request.endpoint and current_app.url_map.is_endpoint_expecting(request.endpoint, "language"):
        endpoint, values = request.endpoint, {**(request.view_args or {})}
        if request.method == "GET":
            values.update(request.args.to_dict(flat=False))
    return [
        (code, name, url_for(endpoint, **{**values, "language": code}), code == g.language)
        for code, name in SELF_NAMES.items()
    ]


def _root() -> ResponseReturnValue:
    answer = redirect(url_for("public.start", language=preferred_language()), 302)
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    language = (values or {}).pop("language", None)
    g.language = language or preferred_language()
    g.language_from_address = language is not None


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values.setdefault("language", g.get("language", DEFAULT))


def _keep_language(response: Response) -> Response:
    chosen = g.get("language")
    if g.get("language_from_address") and request.cookies.get(COOKIE) != chosen:
        response.set_cookie(
            COOKIE,
            chosen,
            max_age=_YEAR,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure,
        )
    return response
