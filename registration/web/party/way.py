"""The way through a part: its steps, and where it goes on."""

from flask import g, url_for

from registration.applications import answers
from registration.core.languages import say, text
from registration.parties.models import Contribution
from registration.web.shared.steps import Step

SUMMARY = "summary"


def steps(part: Contribution) -> list[Step]:
    """The sections that are asked for, then the summary."""
    done = answers.complete_sections(part.application)
    found = [
        Step(
            one.key, text(one.title, g.language), address(part, "section", one.key), one.key in done
        )
        for one in answers.visible_sections(part.application, by=part.party)
    ]
    return [
        *found,
        Step(SUMMARY, say(g.language, "Check and send"), address(part, "summary"), done=False),
    ]


def after(part: Contribution, section_key: str) -> str:
    """The address of the page after a section: the next one, or the summary."""
    keys = _keys(part)
    following = keys[keys.index(section_key) + 1 :] if section_key in keys else []
    return address(part, "section", following[0]) if following else address(part, "summary")


def back(part: Contribution, section_key: str) -> str:
    """The address of the page before a section."""
    keys = _keys(part)
    before = keys[: keys.index(section_key)] if section_key in keys else []
    return address(part, "section", before[-1]) if before else address(part, "part")


def goes_on(part: Contribution) -> str:
    """Where somebody goes on: the first open section, else the summary."""
    missing = answers.missing_sections(part.application, by=part.party)
    return address(part, "section", missing[0]) if missing else address(part, "summary")


def place(part: Contribution) -> dict[str, str | int]:
    """What stands in the addresses of a part."""
    return {"reference": part.application.reference, "number": part.id}


def address(part: Contribution, page: str, section_key: str | None = None) -> str:
    """The address of one of its pages."""
    reference = part.application.reference
    return url_for(f"party.{page}", reference=reference, number=part.id, section_key=section_key)


def _keys(part: Contribution) -> list[str]:
    return [one.key for one in answers.visible_sections(part.application, by=part.party)]
