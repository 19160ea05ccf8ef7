"""Every error is answered with a page: those of the table, then HTTP's, the catch-all last."""

from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, SecurityError

from registration.core import formats
from registration.core.languages import say, text
from registration.parties.words import MISSING
from registration.web.shared import access
from registration.web.shared.error_pages import BROKEN, HTTP_PAGES, PAGES, WRONG_INPUT, Page
from registration.workflow import errors as workflow

log = structlog.get_logger()
SECRET_NAMES = ("password", "csrf", "token", "code")
MAX_TYPED = 200


def init_app(app: Flask) -> None:
    """Answer every error of ``app`` with a page; say where the health address is."""
    for error in PAGES:
        app.register_error_handler(error, _known)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def error_page(page: Page, **facts: str) -> tuple[str, int]:
    """The error page in the reader's language, with what was typed so that it is not lost."""
    g.setdefault("language", "en")
    html = render_template(
        "errors/error.html",
        status=page.status,
        title=say(g.language, page.title),
        message=say(g.language, page.message, **facts),
        what_next=[(say(g.language, "Go to the start page"), url_for("public.start"))],
        typed=_typed(),
    )
    return html, page.status


def _known(error: Exception) -> ResponseReturnValue:
    page = next(PAGES[kind] for kind in type(error).__mro__ if kind in PAGES)
    if page.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("request_refused", error=type(error).__name__, endpoint=request.endpoint)
    return error_page(page, **_facts(error))


def _facts(error: Exception) -> dict[str, str]:
    zone = getattr(error, "time_zone", None)
    if isinstance(error, workflow.ChoiceFull | workflow.LimitTooLow):
        return {**vars(error), "option": text(error.option, g.language)}
    if isinstance(error, workflow.PartsMissing):
        return {"parts": " ".join(say(g.language, MISSING[party]) for party in error.parties)}
    return {
        name: formats.show_moment(value, g.language, zone=zone) + f" ({zone})"
        for name, value in vars(error).items()
        if zone and name.endswith("_at")
    }


def _foreign_host(_error: SecurityError) -> ResponseReturnValue:
    """No page: its links would be built from a host name that is not ours."""
    return "This host name is not served here.\n", 400, {"Content-Type": "text/plain"}


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    html, status = error_page(HTTP_PAGES.get(error.code, Page(error.code, *_words(error.code))))
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return html, status, kept


def _words(status: int) -> tuple[str, str]:
    page = BROKEN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else WRONG_INPUT
    return page.title, page.message


def _unknown(error: Exception) -> ResponseReturnValue:
    log.error(
        "request_failed", error=type(error).__name__, endpoint=request.endpoint, exc_info=error
    )
    access.forget_person()
    return error_page(BROKEN)


def _typed() -> list[tuple[str, str]]:
    if request.method != "POST":
        return []
    try:
        pairs: list[tuple[str, Any]] = list(request.form.items(multi=True))
    except HTTPException:  # the body itself was what could not be read
        return []
    return [
        (name, value)
        for name, value in pairs[:MAX_TYPED]
        if value.strip() and not any(secret in name.lower() for secret in SECRET_NAMES)
    ]
