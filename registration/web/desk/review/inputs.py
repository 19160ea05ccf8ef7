"""A stage of review as the office typed it, and back into the form where something is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import g
from werkzeug.datastructures import MultiDict

from registration.core.languages import say
from registration.core.numbers import whole_number
from registration.programmes.windows import END_OF_DAY
from registration.review.models import ReviewStage
from registration.review.stages import Plan, Wanted
from registration.web.desk.builder.settings import texts_typed
from registration.web.desk.inputs import FIRST_YEAR, LAST_YEAR

MOST_CRITERIA = 20
EMPTY_ROWS = 3
MOST_REVIEWERS = 20
MOST_WEIGHT = 100
MOST_POINTS = 100

Texts = dict[str, str]
Typed = MultiDict[str, str]
Problems = list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """A criterion as it stands in the form."""

    id: str = ""
    title: Texts | None = None
    hint: Texts | None = None
    weight: str = "1"
    lowest: str = "1"
    highest: str = "5"
    order: str = ""

    @property
    def blank(self) -> bool:
        """Whether nobody wants it: a row that was left, or whose words were deleted."""
        return not self.title and not self.hint


@dataclass(frozen=True)
class Sheet:
    """The form of a stage as it stands on the page."""

    title: Texts | None
    due: str
    per_application: str
    blind_names: bool
    blind_scores: bool
    rows: Sequence[Row]


NEW = Sheet(None, "", "2", blind_names=True, blind_scores=True, rows=[Row()] * EMPTY_ROWS)


def sheet_of(stage: ReviewStage) -> Sheet:
    """The form of a stage as it was saved, with room for more criteria."""
    zone = ZoneInfo(stage.programme.time_zone)
    rows = [
        Row(
            str(one.id), one.title, one.hint, str(one.weight), str(one.lowest), str(one.highest),
            str(number),
        )
        for number, one in enumerate(stage.criteria, 1)
    ]  # fmt: skip
    return Sheet(
        title=stage.title,
        due=stage.due_at.astimezone(zone).date().isoformat() if stage.due_at else "",
        per_application=str(stage.per_application),
        blind_names=stage.blind_names,
        blind_scores=stage.blind_scores,
        rows=[*rows, *[Row()] * EMPTY_ROWS][:MOST_CRITERIA],
    )


def typed_sheet(typed: Typed) -> Sheet:
    """The form as it was typed, right or wrong."""
    return Sheet(
        title=texts_typed(typed, "title"),
        due=typed.get("due", "").strip(),
        per_application=typed.get("per_application", "").strip(),
        blind_names="blind_names" in typed,
        blind_scores="blind_scores" in typed,
        rows=[
            _typed_row(typed, f"criterion-{number}")
            for number in range(MOST_CRITERIA)
            if f"criterion-{number}-weight" in typed
        ],
    )


def plan_of(sheet: Sheet, zone: str) -> tuple[Plan | None, Problems]:
    """What is wanted, and what is wrong with it: (id of the input, what to do)."""
    problems: Problems = []
    due = _due(sheet.due, zone, problems)
    most = _whole("per_application", sheet.per_application, 1, MOST_REVIEWERS, problems)
    wanted = [
        (_order(row, number), number, _criterion(row, f"criterion-{number}", problems))
        for number, row in enumerate(sheet.rows)
        if not row.blank
    ]
    if not wanted:
        told = say(g.language, "Please give at least one criterion a title.")
        problems.append(("field-criterion-0-title", told))
    if problems:
        return None, problems
    criteria = [one for *_, one in sorted(wanted, key=lambda row: row[:2])]
    return (
        Plan(sheet.title, due, most, sheet.blind_names, sheet.blind_scores, criteria),
        problems,
    )


def _typed_row(typed: Typed, name: str) -> Row:
    def plain(part: str) -> str:
        return typed.get(f"{name}-{part}", "").strip()

    return Row(
        id=plain("id"),
        title=texts_typed(typed, f"{name}-title"),
        hint=texts_typed(typed, f"{name}-hint"),
        weight=plain("weight"),
        lowest=plain("lowest"),
        highest=plain("highest"),
        order=plain("order"),
    )


def _criterion(row: Row, name: str, problems: Problems) -> Wanted:
    if not row.title:
        told = say(g.language, "Please give this criterion a title, or delete its explanation.")
        problems.append((f"field-{name}-title", told))
    weight = _whole(f"{name}-weight", row.weight, 1, MOST_WEIGHT, problems)
    lowest = _whole(f"{name}-lowest", row.lowest, 0, MOST_POINTS, problems)
    highest = _whole(f"{name}-highest", row.highest, 0, MOST_POINTS, problems)
    if lowest >= highest:
        told = say(g.language, "The highest number of points must be above the lowest.")
        problems.append((f"{name}-highest", told))
    known = whole_number(row.id)
    return Wanted(known, row.title or {}, row.hint, weight, lowest, highest)


def _due(day: str, zone: str, problems: Problems) -> datetime | None:
    """The last minute of the day on the clocks of the programme."""
    if not day:
        return None
    try:
        found = date.fromisoformat(day)
    except ValueError:
        found = date.min
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        told = say(g.language, "There is no such day. Please check day, month and year.")
        problems.append(("due", told))
        return None
    return datetime.combine(found, END_OF_DAY, tzinfo=ZoneInfo(zone))


def _order(row: Row, number: int) -> int:
    """Where it was put; a new one comes last."""
    order = whole_number(row.order)
    return MOST_CRITERIA + number if order is None else order


def _whole(name: str, raw: str, least: int, most: int, problems: Problems) -> int:
    number = whole_number(raw)
    if number is not None and least <= number <= most:
        return number
    told = say(
        g.language, "Please give a whole number from %(least)s to %(most)s.", least=least, most=most
    )
    problems.append((name, told))
    return least if name.endswith(("weight", "lowest", "application")) else most
