"""What a draft still needs before it can be published, in words, with the part that needs it."""

from dataclasses import dataclass

from flask import g

from registration.forms import editing
from registration.forms.drafting import Draft
from registration.forms.editing import Place
from registration.web.desk.builder.words import problem_words


@dataclass(frozen=True)
class Finding:
    """Something that is missing or wrong, and the part to open to mend it."""

    place: Place
    message: str

    @property
    def path(self) -> str:
        """The part's place in an address; empty for the form itself."""
        return "/".join(self.place)


def findings_of(draft: Draft) -> list[Finding]:
    """What stands between a draft and its publication, in the order of the form."""
    return [
        Finding(where, problem_words(problem, _kind(draft, where), g.language))
        for problem in draft.problems
        for where in [_part_at(draft, problem.place)]
    ]


def _part_at(draft: Draft, wanted: Place) -> Place:
    """The nearest part: a problem may lie within a choice or a check of a question."""
    for length in range(len(wanted), 0, -1):
        try:
            editing.find(draft.document, wanted[:length])
        except editing.NoSuchPlace:
            continue
        return wanted[:length]
    return ()


def _kind(draft: Draft, where: Place) -> str:
    return str(editing.find(draft.document, where).get("type", "")) if len(where) > 1 else ""
