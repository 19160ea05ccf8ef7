"""Applications on paper: a list with the chosen columns, and address labels."""

from collections.abc import Iterator
from datetime import date

from registration.core.db import db, unit_of_work
from registration.core.errors import RuleBroken
from registration.core.formats import show_days, show_moment
from registration.core.languages import N_, say, say_many, text
from registration.exchange.answers import Extract, Question
from registration.exchange.cells import Cell
from registration.forms.fields.address import Address
from registration.forms.postal_rules import is_latin
from registration.forms.spellings import spellings
from registration.papers.lists import (
    MOST_COLUMNS,
    MOST_ROWS,
    List,
    TooManyColumns,
    TooManyForPaper,
    list_file,
)
from registration.papers.stickers import stickers_file
from registration.papers.typesetting import font
from registration.programmes.models import Programme

TITLE = N_("Address labels: %(programme)s")
# What stands in a list as long as nobody has chosen among more columns than a page holds.
USUAL = ("_name", "_institution", "_partner", "_reference", "_state", "_places")
SENSITIVE = N_("With sensitive answers. Please destroy this paper when it is no longer needed.")


class NoAddresses(RuleBroken):
    """No question of the form asks for an address, or none that this reader may have."""


def check_list(found: Extract) -> None:
    """Refuse at once what cannot be printed as a list.

    Raises:
        NoFont, TooManyColumns, TooManyForPaper: as they say.
    """
    font()
    if len(found.order) > MOST_COLUMNS:
        raise TooManyColumns
    _check_rows(found)


def check_stickers(found: Extract) -> None:
    """Refuse at once what cannot be printed as labels.

    Raises:
        NoFont, NoAddresses, TooManyForPaper: as they say.
    """
    font()
    if not found.addresses:
        raise NoAddresses
    _check_rows(found)


def list_pdf(found: Extract) -> Iterator[bytes]:
    """The table as PDF."""
    language = found.asked.language
    rows = [[_words(cell, language) for cell in row] for row in found.table()]
    programme = _programme(found)
    counted = say_many(language, len(rows), "%(num)s application", "%(num)s applications")
    moment = show_moment(found.until, language, zone=found.zone)
    note = say(language, N_("As of %(moment)s"), moment=moment)
    if found.reader.opened:
        note = f"{note}. {say(language, SENSITIVE)}"
    days = _days(found.asked.starts, found.asked.ends, language)
    about = "\n".join(filter(None, (days, text(programme.venue, language), counted)))
    title = text(programme.title, language)
    paper = List(title=title, about=about, note=note, header=found.header, rows=rows)
    yield list_file(paper, language=language, now=found.until)


def stickers_pdf(found: Extract) -> Iterator[bytes]:
    """The address labels as PDF; whoever gave no address has none."""
    wanted, language = found.stickers, found.asked.language
    key = wanted.address if wanted.address in found.addresses else next(iter(found.addresses), "")
    labels = [lines for _, questions in found.shown() if (lines := _label(found, questions, key))]
    title = say(language, TITLE, programme=title_of(found))
    yield stickers_file(labels, wanted, title=title, language=language, now=found.until)


def _check_rows(found: Extract) -> None:
    if found.count() > MOST_ROWS:
        raise TooManyForPaper


def title_of(found: Extract) -> str:
    """What the programme is called."""
    return text(_programme(found).title, found.asked.language)


def _programme(found: Extract) -> Programme:
    """The programme, read in a unit of its own like the applications."""
    with unit_of_work(writes=False):
        programme = db.session.get_one(Programme, found.programme_id)
        db.session.expunge(programme)
        return programme


def _days(starts: str, ends: str, language: str) -> str:
    if not starts or not ends:
        return ""
    return show_days(date.fromisoformat(starts), date.fromisoformat(ends), language)


def _words(cell: Cell, language: str) -> str:
    if isinstance(cell, bool):
        return say(language, N_("Yes")) if cell else say(language, N_("No"))
    return "" if cell is None else str(cell)


def _label(found: Extract, questions: dict[str, Question], key: str) -> list[str]:
    if key not in questions:
        return []
    field, value = questions[key]
    if not isinstance(field, Address):
        return []
    words = [part for name, part in value.items() if name != "country"]
    recipient = _recipient(questions, latin=is_latin(*words))
    written = field.on_label(value, recipient, found.asked, found.stickers.home)
    return written.splitlines()


def _recipient(questions: dict[str, Question], *, latin: bool) -> str:
    """The name in the script of the address, if it has one; empty if it is hidden."""
    for field, value in questions.values():
        if field.role == "name":
            found = spellings(value)
            fitting = [one for one in found if one.in_hanzi != latin]
            return next((one.whole for one in (*fitting, *found)), "")
    return ""
