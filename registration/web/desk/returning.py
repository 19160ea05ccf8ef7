"""Which sections a coordinator gives back, and what each of them is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g, request

from registration.applications import answers
from registration.applications.models import Application
from registration.core.languages import say, text

MOST_SIGNS = 1000


@dataclass(frozen=True)
class Asked:
    """A section as it can be given back, with what was typed and what is wrong with it."""

    key: str
    title: str
    ticked: bool = False
    remark: str = ""
    problem: str = ""


def asked(application: Application) -> list[Asked]:
    """The applicant's sections, each with what the coordinator typed about it."""
    ticked = set(request.form.getlist("sections"))
    return [
        _read(section.key, text(section.title, g.language), ticked=section.key in ticked)
        for section in answers.visible_sections(application)
    ]


def remarks_in(sections: Sequence[Asked]) -> Mapping[str, str]:
    """What is asked, by section."""
    return {one.key: one.remark for one in sections if one.ticked and not one.problem}


def _read(key: str, title: str, *, ticked: bool) -> Asked:
    raw = request.form.get(f"remark-{key}", "")
    remark = raw.replace("\0", "").replace("\r\n", "\n").strip()
    problem = ""
    if len(remark) > MOST_SIGNS:
        problem = say(g.language, "Please use at most 1,000 characters.")
    elif ticked and not remark:
        problem = say(g.language, "Please write what should be corrected in this section.")
    elif remark and not ticked:
        problem = say(g.language, "Tick the section as well, or delete what you wrote here.")
    return Asked(key, title, ticked, remark, problem)
