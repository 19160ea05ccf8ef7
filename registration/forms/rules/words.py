"""A condition as a sentence, for readers without JavaScript and for the builder."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from registration.core.formats import show_number
from registration.core.languages import N_, say
from registration.forms.rules.conditions import OPERATORS, SUBJECTS
from registration.forms.rules.values import is_single, number_of

if TYPE_CHECKING:
    from registration.forms.fields.field import Asked, Field

Fields = Mapping[str, "Field"]
SUBJECT_WORDS = {
    "count": N_("number of entries in “%(question)s”"),
    "age": N_("age (“%(question)s”), %(day)s"),
    "field": N_("“%(question)s”"),
}
DAY_WORDS = {
    "today": N_("today"),
    "starts": N_("the first day of the programme"),
    "ends": N_("the last day of the programme"),
}
PARTY_WORDS = {
    "applicant": N_("the applicant fills in"),
    "guardian": N_("a parent or guardian fills in"),
    "institution": N_("the institution fills in"),
    "referee": N_("the referee fills in"),
    "accepted": N_("the applicant fills in after being accepted"),
    "coordinator": N_("the office fills in"),
}
COMPARED_WORDS = {
    "is": N_("%(subject)s: %(value)s"),
    "is_not": N_("%(subject)s: not %(value)s"),
    "includes": N_("%(subject)s: %(value)s"),
    "at_least": N_("%(subject)s: at least %(value)s"),
    "at_most": N_("%(subject)s: at most %(value)s"),
    "more_than": N_("%(subject)s: more than %(value)s"),
    "less_than": N_("%(subject)s: less than %(value)s"),
}


SHOWN_BY_THEIR_TYPE = frozenset(
    ["choice", "country", "declaration", "language", "nationality", "number", "yes_no"]
)
SHOWN_AS_LISTS = frozenset(["choices", "dates", "ranking"])


def in_words(raw: Mapping[str, Any], fields: Fields, asked: "Asked") -> str:
    """A checked condition as a reader of ``asked.language`` reads it.

    Args:
        raw: the condition.
        fields: the questions that it may look at, by key.
        asked: the reader.
    """
    language = asked.language
    for joiner, between in (("all", N_(" and ")), ("any", N_(" or "))):
        if joiner in raw:
            return say(language, between).join(
                in_words(part, fields, asked) for part in raw[joiner]
            )
    if "not" in raw:
        return say(language, "not %(what)s", what=in_words(raw["not"], fields, asked))
    if "by" in raw:
        party = PARTY_WORDS[raw["by"]]
        return say(language, party)
    return _comparison(raw, fields, asked)


def _comparison(raw: Mapping[str, Any], fields: Fields, asked: "Asked") -> str:
    language = asked.language
    kind = next(name for name in SUBJECTS if name in raw)
    field = fields.get(raw[kind])
    question = field.question(language) if field else say(language, "an earlier answer")
    day = say(language, DAY_WORDS[raw.get("on", "starts")])
    subject = say(language, SUBJECT_WORDS[kind], question=question, day=day)
    operator = next(name for name in OPERATORS if name in raw)
    if operator == "filled":
        filled = N_("%(subject)s: any answer") if raw["filled"] else N_("%(subject)s: no answer")
        return say(language, filled, subject=subject)
    if operator == "one_of":
        values = [_value(one, field, fields, asked) for one in raw["one_of"]]
        joined = say(language, " or ").join(values)
        return _say_compared("is", subject, joined, language)
    value = _value(raw[operator], field if kind == "field" else None, fields, asked)
    return _say_compared(operator, subject, value, language)


def _say_compared(operator: str, subject: str, value: str, language: str) -> str:
    words = COMPARED_WORDS[operator]
    return say(language, words, subject=subject, value=value)


def _value(raw: Any, field: "Field | None", fields: Fields, asked: "Asked") -> str:
    if raw is None or is_single(raw):
        return _shown(raw, field, asked)
    if "day" in raw and not raw.get("plus_months") and not raw.get("plus_days"):
        day = DAY_WORDS[raw["day"]]
        return say(asked.language, day)
    if set(raw) == {"field"} and raw["field"] in fields:
        question = fields[raw["field"]].question(asked.language)
        return say(asked.language, N_("“%(question)s”"), question=question)
    return say(asked.language, "a calculated value")


def _shown(raw: Any, field: "Field | None", asked: "Asked") -> str:
    if field is not None and field.type in SHOWN_BY_THEIR_TYPE:
        return field.show(raw, asked)
    if field is not None and field.type in SHOWN_AS_LISTS:
        return field.show([raw], asked)
    return str(raw) if number_of(raw) is None else show_number(raw, asked.language)
