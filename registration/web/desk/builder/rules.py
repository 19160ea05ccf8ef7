"""Conditions out of lists: when a part is shown, needed, offered, or right."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core.languages import N_, say
from registration.core.numbers import whole_number
from registration.forms import editing
from registration.forms.drafting import Draft
from registration.forms.editing import Raw
from registration.staff.permissions import Act as Right
from registration.web.desk.blueprint import blueprint
from registration.web.desk.builder import place
from registration.web.desk.builder.place import Part
from registration.web.desk.builder.sentences import before, entries, known_at, reader, sentence
from registration.web.desk.builder.subjects import Subject, WrongLine, subjects_of
from registration.web.shared import access

JOINERS = ("all", "any")
QUESTIONS = {
    "when": N_("When is “%(title)s” shown?"),
    "required": N_("When is an answer to “%(title)s” needed?"),
    "valid": N_("What must be true of an answer to “%(title)s”?"),
    "choices": N_("When is “%(title)s” offered?"),
}


@dataclass(frozen=True)
class Target:
    """The rule that a page is about: ``kind`` is its setting, ``of`` which of several."""

    kind: str
    of: str

    @classmethod
    def named(cls, name: str) -> "Target":
        """``when``, ``required``, ``valid-2`` or ``choices-vegan``; another name answers 404."""
        kind, _, of = name.partition("-")
        if kind not in QUESTIONS or bool(of) != (kind in {"valid", "choices"}):
            abort(404)
        return cls(kind, of)

    def rule(self, raw: Raw) -> Any:
        """The rule as the part has it."""
        if not self.of:
            found = raw.get(self.kind)
            return found if isinstance(found, dict) else None
        return self._entry(raw).get(self._name)

    def with_rule(self, raw: Raw, rule: Any) -> dict[str, Any]:
        """The values of the part by which it has the rule; None takes it away."""
        if not self.of:
            return {self.kind: rule}
        wanted = self._entry(raw)
        changed = [
            {**{k: v for k, v in one.items() if k != self._name}, **_named(self._name, rule)}
            if one is wanted
            else one
            for one in entries(raw, self.kind)
        ]
        return {self.kind: changed}

    def title(self, part: Part) -> str:
        """What the rule is about."""
        return place.title_of(self._entry(part.raw)) if self.kind == "choices" else part.title

    @property
    def _name(self) -> str:
        return "rule" if self.kind == "valid" else "when"

    def _entry(self, raw: Raw) -> Raw:
        found = [
            one
            for number, one in enumerate(entries(raw, self.kind))
            if self.of == (str(number) if self.kind == "valid" else one.get("key"))
        ]
        return found[0] if found else abort(404)


def _named(name: str, rule: Any) -> dict[str, Any]:
    return {} if rule is None else {name: rule}


@blueprint.get("/desk/forms/<form_key>/rules/<name>/<path:path>")
@access.staff(Right.BUILD)
def rule(form_key: str, name: str, path: str) -> ResponseReturnValue:
    """A rule line by line, and what a further line may be about."""
    found = place.draft(form_key)
    return _page(found, place.part(found, path), Target.named(name))


@blueprint.post("/desk/forms/<form_key>/rules/<name>/<path:path>")
@access.staff(Right.BUILD)
def change_rule(form_key: str, name: str, path: str) -> ResponseReturnValue:
    """Add a line, take one away, or say whether all of them must hold."""
    found = place.draft(form_key)
    part, target = place.part(found, path), Target.named(name)
    joiner, lines = lines_of(target.rule(part.raw))
    act, _, raw = request.form.get("do", "").partition(" ")
    number = whole_number(raw)
    if act == "remove" and number is not None and number < len(lines):
        del lines[number]
    elif act == "join" and request.form.get("joiner") in JOINERS:
        joiner = request.form["joiner"]
    elif act == "add":
        try:
            lines = [*lines, _line(found, part, target)]
        except WrongLine as wrong:
            return _page(found, part, target, say(g.language, wrong.message)), 422
    else:
        abort(422)
    values = target.with_rule(part.raw, joined(joiner, lines))
    place.change(found, lambda document: editing.set_values(document, part.place, values))
    flash(say(g.language, "Saved in the draft."), "success")
    return redirect(url_for("desk.rule", form_key=form_key, name=name, path=path), 303)


def lines_of(rule: Any) -> tuple[str, list[Raw]]:
    """How the lines of a rule are joined, and the lines."""
    if not isinstance(rule, dict):
        return "all", []
    for joiner in JOINERS:
        if isinstance(rule.get(joiner), list):
            return joiner, list(rule[joiner])
    return "all", [rule]


def joined(joiner: str, lines: list[Raw]) -> Raw | None:
    """A rule of these lines; None of none."""
    if len(lines) > 1:
        return {joiner: lines}
    return lines[0] if lines else None


def _subjects(found: Draft, part: Part, target: Target) -> dict[str, Subject]:
    known = before(found.so_far, part.place, itself=target.kind == "valid")
    return subjects_of(known, reader())


def _line(found: Draft, part: Part, target: Target) -> Raw:
    subject = _subjects(found, part, target).get(request.form.get("subject", ""))
    if subject is None:
        raise WrongLine(N_("Please choose what the line is about."))
    value = request.form.get("value") or request.form.get("fixed", "")
    line = subject.line(request.form.get("operator", ""), value)
    return {"not": line} if "not" in request.form else line


def _page(found: Draft, part: Part, target: Target, error: str = "") -> str:
    known = known_at(found.so_far, part.place)
    joiner, lines = lines_of(target.rule(part.raw))
    subjects = _subjects(found, part, target)
    about = request.values.get("subject", "")
    question = QUESTIONS[target.kind]
    return render_template(
        "desk/builder/rule.html",
        draft=found,
        name=place.name_of(found),
        part=part,
        rule_name=(request.view_args or {})["name"],
        heading=say(g.language, question, title=target.title(part)),
        joiner=joiner,
        lines=[sentence(line, known) for line in lines],
        subjects=subjects,
        subject=subjects.get(about),
        typed=request.form,
        error=error,
    )
