"""Opening a programme: what has to be there before the public sees it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from jinja2 import TemplateError

from registration.audit import trail
from registration.core.errors import RuleBroken
from registration.core.languages import LANGUAGES, N_, Texts
from registration.forms.fields.email import address_of
from registration.forms.lacking import languages_lacking
from registration.notices import preview
from registration.programmes.catalogue import places_left
from registration.programmes.models import Programme, Selection
from registration.workflow import places

LONG_RETENTION = 3 * 365


class NotReady(RuleBroken):
    """Something essential is missing, or a warning was not waved through."""


@dataclass(frozen=True)
class Check:
    """One thing that has to be right.

    Attributes:
        key: its name.
        step: the page of the wizard where it is put right.
        title: what it is about, a sentence to be said.
        problem: what is wrong, a sentence to be said; None where it is ready.
        essential: whether the programme cannot open with it; else a coordinator may accept it.
    """

    key: str
    step: str
    title: str
    problem: str | None
    essential: bool = True


def checks(programme: Programme, *, now: datetime) -> list[Check]:
    """All that has to be right before ``programme`` opens, and how it stands at ``now``."""
    return [
        Check("texts", "words", N_("Texts in all three languages"), _texts(programme)),
        Check("contact", "words", N_("Address for questions"), _contact(programme)),
        Check("venue", "time", N_("Venue in all three languages"), _venue(programme)),
        Check("dates", "time", N_("Dates"), _dates(programme, now)),
        Check("form", "form", N_("Form"), _form(programme)),
        Check("selection", "time", N_("How places are given"), _selection(programme)),
        Check("places", "places", N_("Places"), _places(programme), essential=False),
        Check("retention", "places", N_("Deletion of the data"), _kept(programme), essential=False),
        Check("mails", "words", N_("Mails in all three languages"), _mails(programme)),
    ]


def open_to_public(
    programme: Programme, *, accepted: Collection[str], by: str, now: datetime
) -> None:
    """Show a prepared programme to the public; from ``opens_at`` on, people can apply.

    ``accepted`` are the keys of the warnings that the coordinator has seen and waves through.

    Raises:
        NotReady: something is missing; nothing was changed.
    """
    places.lock([programme.id])
    found = [check for check in checks(programme, now=now) if check.problem is not None]
    if any(check.essential or check.key not in accepted for check in found):
        raise NotReady
    programme.opened = True
    about = f"programme:{programme.id}"
    trail.record("open_programme", about=about, by=by, now=now, accepted=[one.key for one in found])


def _complete(texts: Texts | None) -> bool:
    return all((texts or {}).get(language) for language in LANGUAGES)


def _texts(programme: Programme) -> str | None:
    needed = (programme.title, programme.summary, programme.body, programme.who, programme.data)
    if all(_complete(texts) for texts in needed):
        return None
    return N_("A text is missing in one of the languages at least.")


def _contact(programme: Programme) -> str | None:
    if address_of(programme.contact or "") is not None:
        return None
    return N_("Applicants need an email address to which they can write.")


def _venue(programme: Programme) -> str | None:
    if _complete(programme.venue):
        return None
    return N_("The venue stands in every mail; it is missing in one of the languages at least.")


def _dates(programme: Programme, now: datetime) -> str | None:
    moments = (programme.opens_at, programme.closes_at, programme.starts_at, programme.ends_at)
    opens, closes, starts, ends = moments
    if opens is None or closes is None or starts is None or ends is None:
        return N_("Please say when applications open and close, and when it starts and ends.")
    if not opens < closes <= starts <= ends:
        return N_("The order has to be: applications open, applications close, it starts, it ends.")
    return N_("The deadline for applications has passed already.") if closes <= now else None


def _form(programme: Programme) -> str | None:
    if programme.form_version is None:
        return N_("Please choose a form that is published.")
    if not languages_lacking(programme.form_version.document):
        return None
    return N_("A text of the form is missing in one of the languages at least.")


def _selection(programme: Programme) -> str | None:
    if programme.selection == Selection.FIRST_COME:
        if not programme.release_together:
            return None
        return N_("Places are given at once, but decisions are to become known together.")
    closes, release = programme.closes_at, programme.release_at
    if closes is None or (programme.release_together and release and release < closes):
        return N_("Places are given after the deadline; decisions cannot become known before it.")
    return None


def _places(programme: Programme) -> str | None:
    if places_left(programme) is not None:
        return None
    return N_("The number of places is not limited.")


def _kept(programme: Programme) -> str | None:
    if programme.retention_days <= LONG_RETENTION:
        return None
    return N_("The data are kept for more than three years. That needs a reason.")


def _mails(programme: Programme) -> str | None:
    try:
        mails = preview.every_mail(programme)
    except TemplateError:
        mails = []
    if mails and all(mail.subject and mail.text.strip() for mail in mails):
        return None
    return N_("A mail to applicants cannot be written with what is given here.")
