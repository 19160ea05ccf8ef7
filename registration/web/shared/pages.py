"""What every template may use: filters, the site's own texts, translations."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, url_for
from jinja2 import StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from registration.applications.states import STATE_WORDS
from registration.core import formats
from registration.core.languages import HTML_LANGUAGE, Texts, catalogue, text
from registration.programmes.catalogue import site
from registration.staff.permissions import Act, may
from registration.web.shared import access, locale

_markdown = MarkdownIt("commonmark", {"html": False})


def init_app(app: Flask) -> None:
    """Give the templates of ``app`` their filters and globals."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        _gettext, _ngettext, newstyle=True
    )
    environment.filters.update(
        text=_text, markdown=markdown, moment=_moment, day=_day, number=_number, listed=_listed
    )
    environment.globals["static_url"] = _static_url
    app.context_processor(_shared)


@lru_cache(maxsize=512)
def markdown(source: str, under: int = 1) -> Markup:
    """HTML of an office's Markdown text; raw HTML in it is shown as text, never passed on.

    Args:
        source: the text; its headings begin at ``##``, as below the title of a page.
        under: the level of the heading that it stands under; its own are below that.
    """
    env: dict[str, Any] = {}
    tokens = _markdown.parse(source, env)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            level = max(int(token.tag[1]), 2) + under - 1
            token.tag = f"h{min(level, 6)}"
    shown = _markdown.renderer.render(tokens, _markdown.options, env)
    return Markup(shown)  # noqa: S704  # the renderer escapes, see its html=False


def _shared() -> dict[str, Any]:
    return {
        "language": g.language,
        "html_language": HTML_LANGUAGE[g.language],
        "languages": locale.other_languages(),
        "person": access.person(),
        "coordinates": may(access.person(), Act.BUILD, None),
        "site": site(),
        "state_words": STATE_WORDS,
    }


def _gettext(message: str) -> str:
    return catalogue(g.language).gettext(message)


def _ngettext(one: str, many: str, count: int) -> str:
    return catalogue(g.language).ngettext(one, many, count)


def _text(texts: Texts | None) -> str:
    return text(texts, g.language)


def _moment(value: datetime, zone: str) -> str:
    return formats.show_moment(value, g.language, zone=zone)


def _day(value: date, zone: str | None = None) -> str:
    return formats.show_date(value, g.language, zone=zone)


def _number(value: float) -> str:
    return formats.show_number(value, g.language)


def _listed(values: Iterable[str]) -> str:
    return formats.show_list(values, g.language)


def _static_url(path: str) -> str:
    folder = Path(current_app.static_folder or "")
    return url_for("static", filename=path, v=_fingerprint(folder / path))


@lru_cache(maxsize=64)
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
