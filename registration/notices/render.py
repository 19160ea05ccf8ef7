"""The words of a notice: a folder of templates, rendered in the recipient's language."""

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from registration.core.languages import HTML_LANGUAGE, catalogue
from registration.core.settings import settings


@dataclass(frozen=True)
class Rendered:
    """A message in one language, ready to be queued or shown."""

    subject: str
    text: str
    html: str


def render(notice: str, language: str, **context: object) -> Rendered:
    """Render ``templates/mail/<notice>/`` in ``language``; a missing value is an error."""
    subject, body, html = _templates(notice, language)
    context["html_language"] = HTML_LANGUAGE[language]
    return Rendered(
        subject=" ".join(subject.render(context).split()),
        text=body.render(context).strip() + "\n",
        html=html.render(context),
    )


def render_own(
    notice: str, language: str, *, text: str, html: Markup, **context: object
) -> Rendered:
    """Like ``render``, with the given words where the body of the notice has its own."""
    environment = _environment(language)
    context["html_language"] = HTML_LANGUAGE[language]
    subject, _, _ = _templates(notice, language)
    plain, rich = (environment.get_template(f"mail/own.{kind}") for kind in ("txt", "html"))
    return Rendered(
        subject=" ".join(subject.render(context).split()),
        text=plain.render(context, notice=notice, own=text).strip() + "\n",
        html=rich.render(context, notice=notice, own=html),
    )


def render_edited(language: str, *, subject: str, html: Markup) -> str:
    """The HTML of a mail whose whole text somebody has changed."""
    template = _environment(language).get_template("mail/edited.html")
    return template.render(html_language=HTML_LANGUAGE[language], subject=subject, own=html)


@cache
def _templates(notice: str, language: str) -> tuple[Template, Template, Template]:
    environment = _environment(language)
    subject, body, html = (
        environment.get_template(f"mail/{notice}/{name}")
        for name in ("subject.txt", "body.txt", "body.html")
    )
    return subject, body, html


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(settings.template_folder),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # by the extension
        catalogue(language), newstyle=True
    )
    return environment
