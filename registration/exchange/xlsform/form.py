"""A form document from the workbook of an XLSForm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from registration.core.languages import LANGUAGES, N_, say
from registration.exchange.xlsform.choices import read_lists
from registration.exchange.xlsform.columns import language_of, read_rows
from registration.exchange.xlsform.findings import Findings
from registration.exchange.xlsform.keys import key_for
from registration.exchange.xlsform.outline import GROUP, Item, name_items, read_outline
from registration.exchange.xlsform.questions import Questions
from registration.exchange.xlsform.workbook import read_sheets
from registration.forms.document import NEEDED_ROLES
from registration.forms.versions import FORM_KEY

PAGE = N_("Your details")
WANTED = {"name": "the person's name", "email": "the email address"}


@dataclass(frozen=True)
class Found:
    """What a workbook gives.

    Attributes:
        key: of the form.
        document: the form document; it is whole only where there are no problems.
        problems: what keeps it from being one, each with its sheet and row.
        left_out: what was left out because it has no counterpart.
        places: key of a question or section, or group/question → sheet and row.
    """

    key: str
    document: dict[str, Any]
    problems: list[str]
    left_out: list[str]
    places: Mapping[str, str]

    def with_rows(self, problems: tuple[str, ...]) -> list[str]:
        """Problems of the document, with the sheet and row that each comes from."""
        return [f"{self._row(problem)}{problem}" for problem in problems]

    def _row(self, problem: str) -> str:
        steps = problem.partition(":")[0].split("/")
        for last in range(len(steps), 0, -1):
            for name in ("/".join(steps[last - 2 : last]), steps[last - 1]):
                if name in self.places:
                    return f"{self.places[name]}: "
        return ""


def read_form(data: bytes, *, key: str = "", language: str = "") -> Found:
    """The form in a workbook.

    Args:
        data: the file.
        key: of the form; else the one in the sheet ``settings``.
        language: of columns that name none; else the default language in ``settings``.

    Raises:
        UnreadableDocument: it is no workbook that can be read.
    """
    sheets = read_sheets(data)
    settings = next(read_rows(sheets["settings"]), None)
    spoken = language_of(settings.get("default_language")) if settings else None
    findings = Findings(language or spoken or "")
    named = settings.get("form_id") if settings else ""
    key = key or (named if FORM_KEY.fullmatch(named) else key_for(named) if named else "")
    if not key:
        findings.problems.append("settings row 2: form_id is missing; or give the form's --key")
    lists = read_lists(read_rows(sheets["choices"]), findings)
    items, known = name_items(read_outline(read_rows(sheets["survey"]), findings), lists, findings)
    sections = [*_sections(items, Questions(known, lists, findings), findings)]
    roles = {field.get("role") for section in sections for field in section["fields"]}
    findings.problems.extend(
        f"survey: add a column role and write {role} in the row that asks for {WANTED[role]}"
        for role in NEEDED_ROLES
        if role not in roles
    )
    document = {"key": key, "sections": sections}
    return Found(key, document, findings.problems, findings.left_out, dict(_places(items)))


def _sections(
    items: list[Item], questions: Questions, findings: Findings
) -> Iterator[dict[str, Any]]:
    """A page for each outermost group, and for the questions between them."""
    taken: set[str] = set()
    for page in _pages(items):
        group = page[0] if page[0].type == GROUP else None
        key = key_for(group.known.key if group else "details", taken)
        taken.add(key)
        title = findings.texts(group.cells, "label", optional=True) if group else {}
        section: dict[str, Any] = {"key": key, "title": title or _standard_title()}
        when = questions.when(group) if group else True
        if group and (intro := findings.texts(group.cells, "hint", optional=True)):
            section["intro"] = intro
        if isinstance(when, dict):
            section["when"] = when
        section["fields"] = [*questions.fields(group.items if group else page)]
        if when is False:
            findings.leave(page[0].cells, "it is never asked for")
        elif section["fields"]:
            yield section


def _pages(items: list[Item]) -> Iterator[list[Item]]:
    between: list[Item] = []
    for item in items:
        if item.type != GROUP:
            between.append(item)
            continue
        if between:
            yield between
        between = []
        yield [item]
    if between:
        yield between


def _standard_title() -> dict[str, str]:
    return {code: say(code, PAGE) for code in LANGUAGES}


def _places(items: list[Item]) -> Iterator[tuple[str, str]]:
    for item in items:
        yield item.known.key, item.cells.place
        if item.known.group:
            yield f"{item.known.group}/{item.known.key}", item.cells.place
        yield from _places(item.items)
