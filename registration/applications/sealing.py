"""Sealing: sensitive answers stand encrypted in the database, apart from the others.

This is the one place through which a section's answers are written and read. A group with a
sensitive question is sealed as a whole. What was kept before there was sealing is read as it is,
until ``flask reencrypt`` seals it.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy.orm.attributes import instance_state

from registration.applications.models import AnswerVersion, SectionAnswers
from registration.core import crypto
from registration.core.settings import settings

log = structlog.get_logger()

Kept = SectionAnswers | AnswerVersion


@dataclass(frozen=True)
class Content:
    """The answers of a section; ``readable`` is False where the sealed ones cannot be opened."""

    typed: list[Any] = field(default_factory=list)
    values: dict[str, Any] | None = None
    readable: bool = True


def write(
    kept: Kept,
    keys: Collection[str],
    *,
    typed: list[Any],
    values: Mapping[str, Any] | None,
) -> None:
    """Keep the answers of a section, those to the questions in ``keys`` sealed.

    Of an old version only the values are kept, never what was ``typed``.
    ``kept`` has the id of its application already if there are any. What cannot be opened stays
    as long as nothing is typed in its place: its key may come back.
    """
    secret = [pair for pair in typed if _belongs(pair[0], keys)]
    if isinstance(kept, SectionAnswers):
        kept.typed = [pair for pair in typed if not _belongs(pair[0], keys)]
    kept.values = _part(values, lambda key: key not in keys)
    if not keys:
        kept.sealed = None
    elif read(kept).readable or any(value.strip() for _, value in secret):
        _seal(kept, {"typed": secret, "values": _part(values, lambda key: key in keys)})


def read(kept: Kept) -> Content:
    """All answers of a section; decrypted once for each object, and only where some are sealed."""
    typed = kept.typed if isinstance(kept, SectionAnswers) else []
    if kept.sealed is None:
        return Content(typed, kept.values)
    opened = _opened(kept)
    if opened is None:
        return Content(typed, kept.values, readable=False)
    values = None if kept.values is None else {**kept.values, **(opened["values"] or {})}
    return Content([*typed, *opened["typed"]], values)


def lost(answers: Iterable[Kept]) -> set[str]:
    """The keys of the sections whose sealed answers cannot be read."""
    return {kept.section for kept in answers if not read(kept).readable}


def drop(kept: Kept) -> None:
    """Delete what is sealed, readable or not."""
    kept.sealed = None


def renew(kept: Kept, keys: Collection[str]) -> bool | None:
    """Seal with the newest key what is plain or sealed with an older one.

    Returns:
        Whether anything changed; None where it cannot be read, and so stays as it is.
    """
    content = read(kept)
    if not content.readable:
        return None
    if kept.sealed is None and not keys:
        return False
    if kept.sealed is not None and crypto.is_newest(
        kept.sealed, secrets=settings.secret_keys, row=_row(kept)
    ):
        return False
    write(kept, keys, typed=content.typed, values=content.values)
    return True


def _seal(kept: Kept, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False)
    kept.sealed = crypto.encrypt(text, secrets=settings.secret_keys, row=_row(kept))


def _opened(kept: Kept) -> dict[str, Any] | None:
    """What is sealed, remembered with the object for as long as it is the same."""
    memory = instance_state(kept).info
    if memory.get("sealed") != kept.sealed:
        memory["sealed"], memory["opened"] = kept.sealed, _decrypted(kept)
    return memory["opened"]  # type: ignore[no-any-return]  # JSON of ours


def _decrypted(kept: Kept) -> dict[str, Any] | None:
    try:
        text = crypto.decrypt(kept.sealed or "", secrets=settings.secret_keys, row=_row(kept))
    except crypto.Undecryptable:
        log.error("sealed_answers_unreadable", row=_row(kept))  # noqa: TRY400  # no trace needed
        return None
    return dict(json.loads(text))


def _row(kept: Kept) -> str:
    if isinstance(kept, AnswerVersion):
        return f"answer_versions:{kept.application_id}:{kept.number}:{kept.section}"
    return f"section_answers:{kept.application_id}:{kept.section}"


def _belongs(name: str, keys: Collection[str]) -> bool:
    """Whether an input is a part of one of these questions; its name begins with their key."""
    return name.partition("-")[0] in keys


def _part(values: Mapping[str, Any] | None, wanted: Callable[[str], bool]) -> dict[str, Any] | None:
    return None if values is None else {key: values[key] for key in values if wanted(key)}
