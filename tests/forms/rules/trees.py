"""Made-up rules, answers and facts for the property-based tests."""

from hypothesis import strategies as st

from registration.forms.rules.conditions import COMPARED
from registration.forms.rules.formulas import DAYS
from registration.forms.rules.values import PARTIES

KEYS = ("a", "b", "group", "born")
WORDS = st.sampled_from(["", "x", "vegan", "10", "9", "é", "北京", "2026-02-28"])
DAYS_TYPED = st.dates().map(str) | st.sampled_from(
    ["2008-02-29", "2026-02-28", "2026-02-30", "0000-01-01", "9999-12-31", "20260101", "09:30"]
)
NUMBERS = (
    st.integers(-(2**53), 2**53)
    | st.integers(-20, 20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0.1, 0.5, 2.5, -0.5, 1e300, -1e300, 0.0078125, 1e-7])
)
SINGLE = WORDS | DAYS_TYPED | NUMBERS | st.booleans()
ITEMS = st.lists(st.dictionaries(st.sampled_from(["age", "name"]), SINGLE, max_size=2), max_size=3)
VALUES = SINGLE | st.lists(SINGLE, max_size=3) | ITEMS
ANSWERS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4)
FACTS = st.fixed_dictionaries(
    {
        "today": st.dates().map(str),
        "starts": DAYS_TYPED | st.just(""),
        "ends": st.dates().map(str) | st.just(""),
        "by": st.sampled_from(PARTIES),
    }
)
FIELD = st.sampled_from(KEYS)
LEAVES = ("single", "field", "count", "total", "age", "day")
OF_SOME = ("sum", "product", "join", "first")
OF_TWO = ("difference", "quotient", "days")
TESTS = ("is", "is_not", "includes", *COMPARED)


@st.composite
def formulas(draw, depth=3):  # noqa: PLR0911  # a line a kind of formula
    """Any formula, at most ``depth`` deep."""
    more = (*OF_SOME, *OF_TWO, "round", "if") if depth else ()
    kind = draw(st.sampled_from((*LEAVES, *more)))
    smaller = formulas(depth - 1)
    if kind == "single":
        return draw(SINGLE)
    if kind in {"field", "count"}:
        return {kind: draw(FIELD)}
    if kind == "total":
        return {"total": "group", "of": "age"}
    if kind == "age":
        return {"age": draw(FIELD), "on": draw(st.sampled_from(DAYS))}
    if kind == "day":
        months, days = draw(st.integers(-1200, 1200)), draw(st.integers(-36_500, 36_500))
        return {"day": draw(st.sampled_from(DAYS)), "plus_months": months, "plus_days": days}
    if kind == "round":
        return {"round": draw(smaller), "digits": draw(st.integers(0, 6))}
    if kind == "if":
        branches = {"if": draw(conditions(depth - 1)), "then": draw(smaller)}
        return branches | ({"else": draw(smaller)} if draw(st.booleans()) else {})
    fewest, most = (2, 2) if kind in OF_TWO else (1, 3)
    tree = {kind: draw(st.lists(smaller, min_size=fewest, max_size=most))}
    return tree | ({"with": draw(WORDS)} if kind == "join" else {})


@st.composite
def conditions(draw, depth=3):
    """Any condition, at most ``depth`` deep."""
    kind = draw(st.sampled_from(("test", "by", *(("all", "any", "not") if depth else ()))))
    if kind == "by":
        return {"by": draw(st.sampled_from(PARTIES))}
    if kind == "not":
        return {"not": draw(conditions(depth - 1))}
    if kind in {"all", "any"}:
        return {kind: draw(st.lists(conditions(depth - 1), min_size=1, max_size=3))}
    subject = draw(st.sampled_from(("field", "count", "age")))
    about = {subject: draw(FIELD)}
    if subject == "age":
        about["on"] = draw(st.sampled_from(DAYS))
    operator = draw(st.sampled_from((*TESTS, "one_of", "filled")))
    if operator == "filled":
        return about | {operator: draw(st.booleans())}
    if operator == "one_of":
        return about | {operator: draw(st.lists(SINGLE, min_size=1, max_size=3))}
    return about | {operator: draw(formulas(max(depth - 1, 0)))}


@st.composite
def cases(draw):
    """A condition, a formula, answers and facts."""
    return [draw(conditions()), draw(formulas()), draw(ANSWERS), draw(FACTS)]
