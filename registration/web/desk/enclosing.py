"""Files that somebody chooses for a mail; what was chosen before is known from signed fields."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flask import g, request
from itsdangerous import BadData, URLSafeTimedSerializer

from registration.core import clock
from registration.core.errors import RuleBroken
from registration.core.languages import N_, say
from registration.core.settings import settings
from registration.files.inspection import MEDIA_TYPES, WrongKind
from registration.mail import enclosed
from registration.mail.enclosed import Enclosed
from registration.notices import attaching
from registration.web.shared import access

VALID_SECONDS = 24 * 60 * 60
REFUSED: dict[type[RuleBroken], str] = {
    WrongKind: N_(
        "“%(name)s” was not attached: its content is none of the kinds that are possible here "
        "(%(kinds)s), or it is damaged."
    ),
    attaching.FileTooLarge: N_(
        "“%(name)s” was not attached: it is larger than %(size)s MB. Please choose a smaller file."
    ),
    attaching.TogetherTooLarge: N_(
        "“%(name)s” was not attached: all files together may have %(together)s MB, and there may "
        "be ten of them."
    ),
}
GONE = N_("A file that you chose is not kept any more. Please choose it again.")


@dataclass
class Choice:
    """The files of a mail as they were chosen, and what is wrong with others."""

    files: list[Enclosed] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def chosen(purpose: str) -> Choice:
    """What was kept before and is not taken off, and what was uploaded now.

    ``purpose`` says for which mail, so that a file can be used for that one alone.
    """
    choice = _kept_before(purpose)
    for upload in request.files.getlist("files"):
        if not upload.filename:
            continue
        content = upload.stream.read(settings.mail_attachment_mb * attaching.MEGABYTE + 1)
        upload.close()
        try:
            made = attaching.keep(
                content, name=upload.filename, beside=choice.files, now=clock.now()
            )
        except tuple(REFUSED) as refusal:
            choice.errors.append(_words_for(refusal, upload.filename))
        else:
            if made.id not in {one.id for one in choice.files}:
                choice.files.append(made)
    return choice


def shown(files: Iterable[Enclosed], purpose: str) -> list[tuple[Enclosed, str]]:
    """Each file with the field by which the next page knows it."""
    signer = _signer(purpose)
    return [(one, signer.dumps([one.id, one.name])) for one in files]


def limits() -> dict[str, str | int]:
    """What may be attached, for the page."""
    return {
        "kinds": ", ".join(kind.upper() for kind in MEDIA_TYPES),
        "size": settings.mail_attachment_mb,
        "together": settings.mail_attachments_mb,
    }


def _kept_before(purpose: str) -> Choice:
    off, signer, named = set(request.form.getlist("without")), _signer(purpose), {}
    for one in request.form.getlist("kept")[: attaching.MOST_FILES]:
        try:
            file_id, name = signer.loads(one, max_age=VALID_SECONDS)
        except BadData:
            continue
        if str(file_id) not in off:
            named[file_id] = name
    sizes = enclosed.still_kept(named, now=clock.now())
    kept = [Enclosed(one, name, sizes[one]) for one, name in named.items() if one in sizes]
    return Choice(kept, [say(g.language, GONE)] if len(kept) < len(named) else [])


def _words_for(refusal: RuleBroken, name: str) -> str:
    return say(g.language, REFUSED[type(refusal)], name=name, **limits())


def _signer(purpose: str) -> URLSafeTimedSerializer:
    keys: Sequence[str] = settings.secret_keys
    person = access.person_or_404()
    return URLSafeTimedSerializer(list(reversed(keys)), salt=f"mail file:{person.id}:{purpose}")
