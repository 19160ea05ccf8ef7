"""What somebody chooses to take away: columns, their order, and which applications."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import g
from werkzeug.datastructures import MultiDict

from registration.core.languages import N_, say
from registration.core.numbers import whole_number
from registration.exchange.answers import documents_of
from registration.exchange.columns import columns_of
from registration.exchange.layouts import ExportLayout
from registration.exchange.own import OWN, own_columns
from registration.programmes.models import Programme
from registration.staff.permissions import Act, may
from registration.web.desk import address, scope
from registration.web.desk.address import Address
from registration.web.shared import access

CHOSEN = "chosen"  # says that columns were offered, so that none of them means none
PLACE = "place."
NO_PLACE = N_("Please write the position of a column as a whole number, for example 3.")
NO_COLUMN = N_("Please choose at least one column.")
OF_OTHERS = {"programme", "column", "sort"}  # what the queue's address says besides its filters


@dataclass(frozen=True)
class Offer:
    """A column that can be chosen."""

    key: str
    label: str
    sensitive: bool
    usual: bool
    chosen: bool
    place: str


@dataclass(frozen=True)
class Choice:
    """What was chosen, as it was typed.

    Attributes:
        offers: the columns that this person may have, in the order of the form.
        keys: the chosen ones in their order; none where nothing was chosen yet: that is, all.
        address: which applications.
        problems: what is wrong with it, in words, by the id of the input.
    """

    offers: Sequence[Offer]
    keys: tuple[str, ...]
    address: Address
    problems: Mapping[str, str]

    @property
    def usual(self) -> list[Offer]:
        """The columns that every table has."""
        return [one for one in self.offers if one.usual]

    @property
    def untouched(self) -> bool:
        """Whether the columns are as they were offered."""
        return all(one.chosen == one.usual and not one.place for one in self.offers)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What the applications are narrowed to."""
        return [pair for pair in self.address.pairs if pair[0] not in OF_OTHERS]

    @property
    def hidden_pairs(self) -> list[tuple[str, str]]:
        """The same without what has inputs of its own on the page."""
        return [pair for pair in self.pairs if pair[0] != "state"]

    @property
    def details(self) -> dict[str, object]:
        """What the trail says of it; nothing where everything is taken."""
        found = {"columns": [*self.keys], "filters": [list(pair) for pair in self.pairs]}
        return {name: chosen for name, chosen in found.items() if chosen}


def read(programme: Programme, given: MultiDict[str, str]) -> Choice:
    """The choice in an address or a form; what is not known, or not this person's, is left out."""
    narrowed = MultiDict(list(given.items(multi=True)))
    narrowed.setlist("programme", [programme.slug])
    found = address.read(narrowed)
    offers = list(_offers(programme, given))
    problems = {f"place-{one.key}": say(g.language, NO_PLACE) for one in offers if _wrong(one)}
    if found.problems:
        problems["choice"] = next(iter(found.problems.values()))
    ticked = [one for one in offers if one.chosen]
    if CHOSEN in given and not ticked:
        problems["columns"] = say(g.language, NO_COLUMN)
    ordered = sorted(ticked, key=_place)
    return Choice(
        offers=offers,
        keys=tuple(one.key for one in ordered) if CHOSEN in given else (),
        address=found,
        problems=problems,
    )


def of_layout(programme: Programme, layout: ExportLayout) -> Choice:
    """What a layout holds, as far as it is this person's business."""
    pairs: list[tuple[str, str]] = [(name, value) for name, value in layout.pairs]
    if layout.keys:
        pairs += [(CHOSEN, "yes"), *(("column", key) for key in layout.keys)]
        pairs += [(PLACE + key, str(at)) for at, key in enumerate(layout.keys, start=1)]
    return read(programme, MultiDict(pairs))


def _offers(programme: Programme, given: MultiDict[str, str]) -> Iterator[Offer]:
    person = access.person()
    documents = documents_of(programme)
    reader = scope.reader(programme, opened=may(person, Act.SEE_SENSITIVE, programme))
    shut = scope.reader(programme)
    office = may(person, Act.DECIDE, programme)
    own = own_columns(documents, reader)
    names = {key: say(g.language, words) for key, words in own.items()}
    columns = columns_of(documents, g.language, reader, office=office)
    names |= {column.key: column.label for column in columns}
    plain = {column.key for column in columns_of(documents, g.language, shut, office=office)}
    plain |= {*own_columns(documents, shut)}
    ticked = given.getlist("column")
    for key, label in names.items():
        usual = key in OWN or key not in own
        yield Offer(
            key=key,
            label=label,
            sensitive=key not in plain,
            usual=usual,
            chosen=key in ticked if CHOSEN in given else usual,
            place=given.get(PLACE + key, "").strip(),
        )


def _wrong(offer: Offer) -> bool:
    typed = offer.place
    return bool(typed) and whole_number(typed) is None


def _place(offer: Offer) -> tuple[bool, int]:
    """Those with a number first, in its order; the others follow as the form has them."""
    numbered = bool(offer.place) and not _wrong(offer)
    return (not numbered, int(offer.place) if numbered else 0)
