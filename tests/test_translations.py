"""Every sentence of the product stands in German and Chinese, with the same placeholders."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "N_": None,
    "say": (2,),
    "say_many": (3, 4),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
UNCHANGED_WORDS = 3


def messages_in_source(root: Path = ROOT) -> dict[str, tuple[str, ...]]:
    methods, options = parse_mapping_cfg(BytesIOText(root / "babel.cfg"))
    found = {}
    for _file, _line, message, _comments, _context in extract_from_dir(
        str(root), methods, options, KEYWORDS
    ):
        forms = message if isinstance(message, tuple) else (message,)
        found[forms[0]] = forms
    return found


class BytesIOText:
    """A mapping file as Babel wants it: opened for reading lines."""

    def __init__(self, path: Path) -> None:
        self.lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        self.name = str(path)

    def __iter__(self):
        return iter(self.lines)


def catalogue(language: str) -> Catalog:
    path = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
    return read_po(BytesIO(path.read_bytes()), locale=language)


def wanting(forms: tuple[str, ...], known: Catalog) -> str | None:
    message = known.get(forms[0])
    if message is None or message.fuzzy:
        return f"not translated: {forms[0]}"
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(strings):
        return f"not translated: {forms[0]}"
    wanted = {name for form in forms for name in PLACEHOLDER.findall(form)}
    for string in strings:
        if not set(PLACEHOLDER.findall(string)) <= wanted:
            return f"unknown placeholder: {string}"
        if len(forms) == 1 and set(PLACEHOLDER.findall(string)) != wanted:
            return f"lost placeholder: {string}"
    return None


@pytest.mark.parametrize("language", ["de", "zh"])
def test_every_sentence_is_translated(language):
    known = catalogue(language)
    problems = [wanting(forms, known) for forms in messages_in_source().values()]
    assert [problem for problem in problems if problem] == []


@pytest.mark.parametrize("language", ["de", "zh"])
def test_no_translation_outlived_its_sentence(language):
    source = messages_in_source()
    stale = [message.id for message in catalogue(language) if message.id]
    stale = [one[0] if isinstance(one, tuple) else one for one in stale]
    assert [one for one in stale if one not in source] == []


@pytest.mark.parametrize("language", ["de", "zh"])
def test_long_sentences_are_not_left_in_english(language):
    same = [
        message.id
        for message in catalogue(language)
        if isinstance(message.id, str)
        and message.string == message.id
        and len(message.id.split()) > UNCHANGED_WORDS
    ]
    assert same == []


def test_the_check_finds_a_sentence_without_translation():
    known = Catalog(locale="de")
    known.add("Apply", "")
    known.add("Until %(day)s", "Bis dann")
    assert wanting(("Apply",), known) == "not translated: Apply"
    assert wanting(("Withdraw",), known) == "not translated: Withdraw"
    assert wanting(("Until %(day)s",), known) == "lost placeholder: Bis dann"
