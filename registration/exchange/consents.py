"""Proof of the consents in an application, for whoever gave them and for the office.

A controller has to be able to show that somebody consented (GDPR Art. 7(1)). What is shown is what
was kept with the answer: the wording in the language in which it was read, and its digest.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from registration.applications import answers
from registration.applications.answers import Row, ShownSection
from registration.applications.models import Application
from registration.core.formats import show_moment
from registration.core.languages import N_, SELF_NAMES, say, text
from registration.forms import readers
from registration.forms.readers import Reader
from registration.forms.rules.values import ACCEPTED, APPLICANT
from registration.papers.consents import Answered, Person, Record, consents_file
from registration.parties import contributions
from registration.parties.words import WHO

TITLE = N_("Record of consents")
NOTE = N_("As of %(moment)s (%(zone)s)")
OWN = (APPLICANT, ACCEPTED)  # the parties in which the applicant speaks


def among(sections: Iterable[ShownSection]) -> bool:
    """Whether there is a consent among these answers that can be shown, given or refused."""
    return any(_is_answered(row) for section in sections for row in section.rows)


def proof(
    application: Application,
    parties: Iterable[str],
    *,
    language: str,
    now: datetime,
    reader: Reader = readers.APPLICANT,
) -> bytes | None:
    """The consents that these parties gave or refused, as PDF; None where there is none.

    Args:
        application: one that was sent.
        parties: whose answers are shown; those who have sent theirs.
        language: of the paper; what was agreed to stands in its own.
        now: the moment, aware.
        reader: what is hidden from them is left out.

    Raises:
        NoFont: the system has no font for it.
    """
    zone = application.programme.time_zone
    shown = {
        party: answers.shown(
            application, language, today=now.date().isoformat(), by=party, reader=reader
        )
        for party in parties
    }
    people = [
        Person(_who(application, party, language), _answered(application, sections, language))
        for party, sections in shown.items()
        if among(sections)
    ]
    if not people:
        return None
    moment = show_moment(now, language, zone=zone)
    record = Record(
        title=say(language, TITLE),
        note=say(language, NOTE, moment=moment, zone=zone),
        facts=[
            (say(language, N_("Programme")), text(application.programme.title, language)),
            (say(language, N_("Applicant")), application.name),
            (say(language, N_("Reference")), application.reference),
        ],
        people=people,
    )
    return consents_file(record, language=language, now=now)


def _is_answered(row: Row) -> bool:
    return row.field.type == "consent" and bool(row.value) and not row.hidden


def _who(application: Application, party: str, language: str) -> str:
    called = say(language, WHO[party])
    named = contributions.by_party(application).get(party)
    name = application.name if party in OWN else named.name if named else ""
    return say(language, N_("%(name)s: %(value)s"), name=called, value=name) if name else called


def _answered(
    application: Application, sections: Sequence[ShownSection], language: str
) -> list[Answered]:
    saved = {kept.section: kept.saved_at for kept in application.answers}
    zone = application.programme.time_zone
    return [
        Answered(
            label=row.value["label"],
            wording=row.value["wording"],
            language=row.value["language"],
            facts=[
                (say(language, N_("Answer")), row.text),
                (
                    say(language, N_("Saved on")),
                    f"{show_moment(saved[section.section.key], language, zone=zone)} ({zone})",
                ),
                (say(language, N_("Language")), SELF_NAMES[row.value["language"]]),
                (say(language, N_("SHA-256 of the wording")), row.value["sha256"]),
            ],
        )
        for section in sections
        for row in section.rows
        if _is_answered(row)
    ]
