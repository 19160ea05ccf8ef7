"""Form documents as YAML or JSON text: read with care, written for readers."""

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from registration.core.errors import RuleBroken
from registration.forms.versions import MAX_DEPTH

MAX_BYTES = 2 * 1024 * 1024
LINE = 100
MAX_DIGITS = 30
# YAML 1.2's core schema, as far as YAML 1.1 means the same: what people write as "no" or "12:30"
# stays the text that it is.
WORDS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
}
WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
BROKEN = re.compile(r"[-+]?[0-9]+\.[0-9]*(?:[eE][-+][0-9]+)?")
OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029\ufeff]")
_STRINGS_AND_ENDS = re.compile(r'"(?:[^"\\]|\\.)*+"|\}', re.DOTALL)


class UnreadableDocument(RuleBroken):
    """The text is no document at all; ``reason`` says why and, where it is known, in which line."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def read(data: bytes, kind: str = "yaml") -> Any:
    """The plain data of a document in UTF-8.

    Args:
        data: the text.
        kind: ``yaml`` or ``json``.

    Raises:
        UnreadableDocument: more than 2 MB, not UTF-8, broken, nested too deeply, a key that stands
            twice in a mapping, or what plain data has not: aliases, tags, several documents.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(f"it is larger than {MAX_BYTES // 1024**2} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument("it is not text in UTF-8") from error
    return _read_json(text) if kind == "json" else _read_yaml(text)


def write(document: Any, kind: str = "yaml") -> str:
    """The document as ``yaml`` or ``json``: an entry a line, in the order in which it stands."""
    if kind == "json":
        return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return yaml.dump(
        document,
        Dumper=_Writer,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=LINE,
    )


def _read_json(text: str) -> Any:
    ended = 0

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal ended
        ended += 1
        found = dict(pairs)
        if len(found) < len(pairs):
            raise UnreadableDocument(f"line {_line_of_end(text, ended)}: {_twice(pairs)}")
        return found

    try:
        return json.loads(
            text,
            object_pairs_hook=mapping,
            parse_int=_whole,
            parse_float=_broken,
            parse_constant=_broken,
        )
    except json.JSONDecodeError as error:
        raise UnreadableDocument(f"line {error.lineno}: {error.msg}") from error
    except RecursionError as error:
        raise UnreadableDocument(f"it is nested more than {MAX_DEPTH} deep") from error


def _twice(pairs: Iterable[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]  # the usual way to say it
    return f"{twice!r} stands twice in the mapping that ends here"


def _line_of_end(text: str, number: int) -> int:
    """In which line the mapping ends that is the ``number``-th to end."""
    ends = (one for one in _STRINGS_AND_ENDS.finditer(text) if one[0] == "}")
    place = next(one.start() for index, one in enumerate(ends, 1) if index == number)
    return text.count("\n", 0, place) + 1


def _read_yaml(text: str) -> Any:
    try:
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
        return _Builder(events).document()
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise UnreadableDocument(f"{line}{error.problem}") from error
    except yaml.YAMLError as error:
        raise UnreadableDocument("it has a sign that YAML does not allow") from error


class _Builder:
    """Plain data from the events of a YAML text: nothing is made that the text does not hold."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events

    def document(self) -> Any:
        next(self.events)  # the stream starts
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise UnreadableDocument("it is empty")
        found = self.value(next(self.events), 0)
        next(self.events)  # the document ends
        if not isinstance(event := next(self.events), yaml.StreamEndEvent):
            raise _wrong(event, "a second document begins")
        return found

    def value(self, event: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise _wrong(event, f"it is nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.AliasEvent):
            raise _wrong(event, "write it out; aliases (*) are not read")
        if event.tag not in {None, "!"}:
            raise _wrong(event, "tags (!) are not read")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(depth)
        return _scalar(event)

    def mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.tag not in {None, "!"}:
                raise _wrong(event, "the name of a setting is a word")
            if event.value in found:
                raise _wrong(event, f"{event.value!r} stands twice in the same mapping")
            found[event.value] = self.value(next(self.events), depth + 1)
        return found

    def sequence(self, depth: int) -> list[Any]:
        found = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self.value(event, depth + 1))
        return found


def _scalar(event: Any) -> Any:
    raw = event.value
    if not event.implicit[0]:  # it stands in quotes or as a block
        return raw
    try:
        if raw in WORDS:
            return WORDS[raw]
        if WHOLE.fullmatch(raw):
            return _whole(raw)
        return _broken(raw) if BROKEN.fullmatch(raw) else raw
    except UnreadableDocument as error:
        raise _wrong(event, error.reason) from error


def _whole(raw: str) -> int:
    if len(raw) > MAX_DIGITS:
        raise UnreadableDocument("a number has too many digits")
    return int(raw)


def _broken(raw: str) -> float:
    number = float(raw)
    if not math.isfinite(number):
        raise UnreadableDocument(f"{raw[:MAX_DIGITS]} is no number")
    return number


def _wrong(event: Any, reason: str) -> UnreadableDocument:
    return UnreadableDocument(f"line {event.start_mark.line + 1}: {reason}")


class _Writer(yaml.SafeDumper):
    """Lists are set in under their name, long texts stand as blocks, nothing refers elsewhere."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # PyYAML's signature
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # PyYAML's signature
        return True


def _write_text(writer: _Writer, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else ">" if _folds(value) else None
    style = '"' if OTHER_BREAKS.search(value) else style
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _folds(value: str) -> bool:
    """Whether a line is long, and comes back the same when it is broken at its spaces."""
    return len(value) > LINE and value == " ".join(value.split()) and value[0].isalnum()


_Writer.add_representer(str, _write_text)
