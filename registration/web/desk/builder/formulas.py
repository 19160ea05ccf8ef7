"""What a value follows from, chosen from lists and read back in words."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core.languages import N_, say
from registration.forms import editing
from registration.forms.drafting import Draft
from registration.forms.fields.field import Field
from registration.forms.fields.group import Group
from registration.forms.register import TYPES
from registration.forms.rules.words import DAY_WORDS
from registration.forms.setting import Worked
from registration.staff.permissions import Act as Right
from registration.web.desk.blueprint import blueprint
from registration.web.desk.builder import place
from registration.web.desk.builder.place import Part
from registration.web.desk.builder.sentences import before
from registration.web.desk.builder.settings import DECIMAL
from registration.web.desk.builder.subjects import COUNTED
from registration.web.shared import access

ROWS = 4
MOST_TEXT = 200
# Operation → what it is called, how it is said, and how many values it takes.
OPERATIONS: dict[str, tuple[str, str, range]] = {
    "value": (N_("one value as it is"), "", range(1, 2)),
    "sum": (N_("the values added up"), " + ", range(2, ROWS + 1)),
    "difference": (N_("the first less the second"), " − ", range(2, 3)),
    "product": (N_("the values multiplied"), " × ", range(2, ROWS + 1)),
    "quotient": (N_("the first divided by the second"), " ÷ ", range(2, 3)),
    "days": (N_("the days from the first date to the second"), " → ", range(2, 3)),
    "join": (N_("the texts one after the other"), " & ", range(2, ROWS + 1)),
    "first": (N_("the first of the values that is there"), " / ", range(2, ROWS + 1)),
}
HOW_MANY = N_("This way of working it out needs another number of values.")
NUMBERED = frozenset({"number", "rating", "calculated", "hidden"})


@blueprint.get("/desk/forms/<form_key>/formula/<path:path>")
@access.staff(Right.BUILD)
def formula(form_key: str, path: str) -> ResponseReturnValue:
    """What a value follows from now, and what it may follow from."""
    found = place.draft(form_key)
    return _page(found, _worked_out(found, path))


@blueprint.post("/desk/forms/<form_key>/formula/<path:path>")
@access.staff(Right.BUILD)
def change_formula(form_key: str, path: str) -> ResponseReturnValue:
    """Keep what was chosen."""
    found = place.draft(form_key)
    part = _worked_out(found, path)
    operation = request.form.get("operation", "")
    known = _operands(_known(found, part))
    values = [one for row in range(ROWS) for one in _typed_operand(row, known)]
    if operation not in OPERATIONS or len(values) not in OPERATIONS[operation][2]:
        return _page(found, part, say(g.language, HOW_MANY)), 422
    raw = values[0] if operation == "value" else {operation: values}
    place.change(found, lambda doc: editing.set_values(doc, part.place, {"value": raw}))
    flash(say(g.language, "Saved in the draft."), "success")
    return redirect(url_for("desk.part", form_key=form_key, path=path), 303)


def formula_in_words(raw: Any, known: Mapping[str, Field]) -> str:
    """A formula as a reader reads it; empty where there is none."""
    if raw is None:
        return ""
    operands = {_name(one): words for one, words in _operands(known).values()}
    if _name(raw) in operands:
        return operands[_name(raw)]
    if not isinstance(raw, dict):
        return str(raw)
    for operation, (_, sign, _) in OPERATIONS.items():
        if set(raw) == {operation} and isinstance(raw[operation], list):
            parts = [formula_in_words(one, known) for one in raw[operation]]
            return sign.join(f"({part})" if " " in part and sign else part for part in parts)
    return say(g.language, "a formula of its own")


def _operands(known: Mapping[str, Field]) -> dict[str, tuple[Any, str]]:
    """What may be worked with: name in the form → (raw formula, words)."""
    found: dict[str, tuple[Any, str]] = {}
    for key, field in known.items():
        question = field.question(g.language) or key
        if field.type not in {"note", "group"}:
            found[f"field:{key}"] = ({"field": key}, f"“{question}”")
        if field.type == "date":
            words = say(g.language, "age (“%(question)s”)", question=question)
            found[f"age:{key}"] = ({"age": key, "on": "starts"}, words)
        if field.type in COUNTED:
            words = say(g.language, "number of entries in “%(question)s”", question=question)
            found[f"count:{key}"] = ({"count": key}, words)
        found |= _totals(field, question)
    for day, words in DAY_WORDS.items():
        found[f"day:{day}"] = ({"day": day}, say(g.language, words))
    return found


def _totals(field: Field, question: str) -> dict[str, tuple[Any, str]]:
    inner = field.fields if isinstance(field, Group) else ()
    return {
        f"total:{field.key}:{one.key}": (
            {"total": field.key, "of": one.key},
            say(
                g.language,
                "“%(inner)s” added up over “%(question)s”",
                inner=one.question(g.language) or one.key,
                question=question,
            ),
        )
        for one in inner
        if one.type in NUMBERED
    }


def _typed_operand(row: int, known: Mapping[str, tuple[Any, str]]) -> list[Any]:
    """What stands in a row: a chosen value, or else the fixed one that was typed."""
    chosen = request.form.get(f"operand-{row}", "")
    if chosen in known:
        return [known[chosen][0]]
    fixed = request.form.get(f"fixed-{row}", "").replace("\0", "").strip()[:MOST_TEXT]
    if DECIMAL.fullmatch(fixed):
        number = float(fixed.replace(",", "."))
        return [int(number) if number.is_integer() else number]
    return [fixed] if fixed else []


def _name(raw: Any) -> str:
    return repr(sorted(raw.items())) if isinstance(raw, dict) else repr(raw)


def _worked_out(found: Draft, path: str) -> Part:
    """The question of an address, which answers 404 if nothing is worked out in it."""
    part = place.part(found, path)
    return part if is_worked_out(part) else abort(404)


def is_worked_out(part: Part) -> bool:
    """Whether the value of a question follows from others."""
    kind = TYPES.get(part.kind)
    return kind is not None and any(isinstance(one, Worked) for one in kind.settings.values())


def _known(found: Draft, part: Part) -> dict[str, Field]:
    return before(found.so_far, part.place)


def _page(found: Draft, part: Part, error: str = "") -> str:
    known = _known(found, part)
    return render_template(
        "desk/builder/formula.html",
        draft=found,
        name=place.name_of(found),
        part=part,
        now=formula_in_words(part.raw.get("value"), known),
        operations={name: words for name, (words, _, _) in OPERATIONS.items()},
        operands={name: words for name, (_, words) in _operands(known).items()},
        rows=ROWS,
        typed=request.form,
        error=error,
    )
