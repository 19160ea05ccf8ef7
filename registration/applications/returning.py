"""Returned by section: which sections an applicant may change, and what is asked in each.

An application that was returned with remarks on sections is locked in all others. Not locked is
what lacks an answer, because a change in a returned section or a new version of the form asks for
it now; having been filled in, it stays open until everything is sent again.
"""

from registration.applications import answers
from registration.applications.models import Application
from registration.applications.states import State
from registration.core.errors import RuleBroken


class SectionLocked(RuleBroken):
    """The application was returned, but not this section of it."""


def remarks(application: Application) -> dict[str, str]:
    """What is asked in each returned section; empty where the application as a whole is open."""
    return application.remarks if application.state == State.RETURNED else {}


def locked(application: Application) -> set[str]:
    """The keys of the sections that the applicant cannot change now."""
    asked = remarks(application)
    if not asked:
        return set()
    begun = {one.section for one in application.old_answers if one.number == application.revision}
    open_ones = {*asked, *answers.missing_sections(application), *begun}
    return {section.key for section in answers.visible_sections(application)} - open_ones


def require_open(application: Application, section_key: str) -> None:
    """Let a change of a section through that the applicant may change.

    Raises:
        SectionLocked: they may not.
    """
    if section_key in locked(application):
        raise SectionLocked
