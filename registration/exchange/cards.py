"""The people of applications as electronic business cards."""

from collections.abc import Iterator

from registration.applications.models import Application
from registration.exchange.answers import Extract, Question
from registration.exchange.printed import title_of
from registration.forms.fields.field import Asked
from registration.forms.spellings import spellings
from registration.papers.cards import Person, card_of

CHINESE = "zh"


def cards_file(found: Extract) -> Iterator[bytes]:
    """A card an application, with what the reader may have of name, address and the like."""
    programme = title_of(found)
    for application, questions in found.shown():
        yield card_of(_person(application, questions, found.asked, programme), now=found.until)


def _person(
    application: Application, questions: dict[str, Question], asked: Asked, programme: str
) -> Person:
    by_role = {field.role: (field, value) for field, value in questions.values() if field.role}
    names = spellings(by_role["name"][1]) if "name" in by_role else []
    if asked.language == CHINESE:
        names.sort(key=lambda name: not name.in_hanzi)
    words = {
        role: field.show(value, asked)
        for role, (field, value) in by_role.items()
        if role in {"email", "institution"}
    }
    return Person(
        key=application.reference,
        names=names,
        email=words.get("email"),
        telephone=by_role["telephone"][1] if "telephone" in by_role else None,
        institution=words.get("institution"),
        language=application.language,
        programme=programme,
    )
