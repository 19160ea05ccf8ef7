"""Read answers to single fields the way a page does."""

from typing import Any

from registration.core.languages import say
from registration.forms.document import parse
from registration.forms.fields.field import Asked, Field, Option, Wrong
from tests.forms.documents import field, section

TODAY = "2026-11-24"
DATES = (Option("opening", "Opening night"), Option("finale", "Finale"))
ENGLISH = Asked(language="en", today=TODAY, dates=DATES, files={"papers": ["cv.pdf"]})
GERMAN = Asked(language="de", today=TODAY, dates=DATES)
CHINESE = Asked(language="zh", today=TODAY, dates=DATES)


def field_of(kind: str, key: str = "question", **settings: Any) -> Field:
    asked = field(kind, key, **settings)
    needed = [
        field("name", "name_of_person", role="name"),
        field("email", "email_of_person", role="email"),
    ]
    document = parse({"key": "one", "sections": [section("only", *needed, asked)]})
    return document.sections[0].fields[-1]


def read(found: Field, asked: Asked = ENGLISH, **parts: str | list[str]) -> Any:
    """The value of what was typed; ``_`` stands for the part without a name."""
    typed = {
        "" if part == "_" else part: [value] if isinstance(value, str) else value
        for part, value in parts.items()
    }
    return found.read(typed, asked)


def refusal(found: Field, asked: Asked = ENGLISH, **parts: str | list[str]) -> str:
    """What a reader of English is told about an answer that cannot stand; else an empty text."""
    try:
        read(found, asked, **parts)
    except Wrong as wrong:
        return say("en", wrong.message, **wrong.values)
    return ""
