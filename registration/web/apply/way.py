"""The way through an application: its steps, and where it goes on."""

from dataclasses import replace

from flask import g, url_for

from registration.applications import answers, returning
from registration.applications.models import Application
from registration.applications.states import State
from registration.core.languages import say, text
from registration.forms.document import Document
from registration.forms.rules.values import ACCEPTED, Facts
from registration.parties import contributions
from registration.web.shared.steps import Step

SUMMARY, OTHERS = "summary", "others"


def steps(application: Application) -> list[Step]:
    """The sections that are asked for, then the summary."""
    done, locked = answers.complete_sections(application), returning.locked(application)
    found = [
        Step(
            section.key,
            text(section.title, g.language),
            "" if section.key in locked else _url(application, section.key),
            section.key in done,
        )
        for section in answers.visible_sections(application)
    ]
    if contributions.needed(application):
        named = not contributions.unnamed(application)
        found.append(_others_step(_others(application), done=named))
    return [*found, _last_step(_summary(application))]


def first_steps(document: Document, facts: Facts) -> list[Step]:
    """The steps before anything was answered; they can't be jumped to yet."""
    found = [
        Step(section.key, text(section.title, g.language), "", done=False)
        for section in document.visible_sections({}, facts)
    ]
    if any(document.visible_sections({}, replace(facts, by=one)) for one in document.contributors):
        found.append(_others_step("", done=False))
    return [*found, _last_step("")]


def titles_of_more(document: Document) -> list[str]:
    """What is asked for only after acceptance."""
    return [text(section.title, g.language) for section in document.sections_by(ACCEPTED)]


def after(application: Application, section_key: str) -> str:
    """The address of the page after a section: the next one, who else fills in, or the summary."""
    keys = [section.key for section in answers.visible_sections(application)]
    following = keys[keys.index(section_key) + 1 :] if section_key in keys else []
    if following:
        return _url(application, following[0])
    return _others(application) if contributions.needed(application) else _summary(application)


def back(application: Application, section_key: str) -> str:
    """The address of the page before a section, or of the programme."""
    keys = [section.key for section in answers.visible_sections(application)]
    before = keys[: keys.index(section_key)] if section_key in keys else []
    if before:
        return _url(application, before[-1])
    return url_for("public.programme", slug=application.programme.slug)


def goes_on(application: Application) -> str:
    """Where somebody goes on who comes back: the first open page, the summary, the status."""
    if application.state != State.DRAFT:
        return url_for("apply.status", reference=application.reference)
    missing = answers.missing_sections(application)
    if missing:
        return _url(application, missing[0])
    return _others(application) if contributions.unnamed(application) else _summary(application)


def summary(application: Application, section_key: str) -> str:
    """Where a section is read on the summary."""
    return f"{_summary(application)}#section-{section_key}"


def _last_step(url: str) -> Step:
    return Step(SUMMARY, say(g.language, "Check and send"), url, done=False)


def _others_step(url: str, *, done: bool) -> Step:
    return Step(OTHERS, say(g.language, "Who fills in their part"), url, done)


def _others(application: Application) -> str:
    return url_for("apply.others", reference=application.reference)


def _url(application: Application, section_key: str) -> str:
    return url_for("apply.section", reference=application.reference, section_key=section_key)


def _summary(application: Application) -> str:
    return url_for("apply.summary", reference=application.reference)
