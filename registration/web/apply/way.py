"""The way through an application: its steps, and where it goes on."""

from dataclasses import dataclass

from flask import g, url_for

from registration.applications import answers
from registration.applications.models import Application
from registration.applications.states import State
from registration.core.languages import say, text
from registration.forms.document import Document, Section
from registration.forms.rules.values import Facts

SUMMARY = "summary"


@dataclass(frozen=True)
class Step:
    """One step of the progress bar."""

    key: str
    title: str
    url: str
    done: bool


def steps(application: Application) -> list[Step]:
    """The sections that are asked for, then the summary."""
    done = answers.complete_sections(application)
    found = [
        Step(
            section.key,
            text(section.title, g.language),
            _url(application, section.key),
            section.key in done,
        )
        for section in visible(application)
    ]
    return [
        *found,
        Step(SUMMARY, say(g.language, "Check and send"), _summary(application), done=False),
    ]


def first_steps(document: Document, facts: Facts) -> list[Step]:
    """The steps before anything was answered; they can't be jumped to yet."""
    found = [
        Step(section.key, text(section.title, g.language), "", done=False)
        for section in document.visible_sections({}, facts)
    ]
    return [*found, _last_step("")]


def visible(application: Application) -> list[Section]:
    """The sections that are asked for."""
    known = answers.all_values(application)
    return answers.document_of(application).visible_sections(known, answers.facts_of(application))


def after(application: Application, section_key: str) -> str:
    """The address of the page after a section: the next one, or the summary."""
    keys = [section.key for section in visible(application)]
    following = keys[keys.index(section_key) + 1 :] if section_key in keys else []
    return _url(application, following[0]) if following else _summary(application)


def back(application: Application, section_key: str) -> str:
    """The address of the page before a section, or of the programme."""
    keys = [section.key for section in visible(application)]
    before = keys[: keys.index(section_key)] if section_key in keys else []
    if before:
        return _url(application, before[-1])
    return url_for("public.programme", slug=application.programme.slug)


def goes_on(application: Application) -> str:
    """Where somebody goes on who comes back: the first open section, the summary, the status."""
    if application.state != State.DRAFT:
        return url_for("apply.status", reference=application.reference)
    missing = answers.missing_sections(application)
    return _url(application, missing[0]) if missing else _summary(application)


def _last_step(url: str) -> Step:
    return Step(SUMMARY, say(g.language, "Check and send"), url, done=False)


def _url(application: Application, section_key: str) -> str:
    return url_for("apply.section", reference=application.reference, section_key=section_key)


def _summary(application: Application) -> str:
    return url_for("apply.summary", reference=application.reference)
