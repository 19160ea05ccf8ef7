"""Read what was caught: a list, a mail, its HTML, its attachments."""

import io
from pathlib import Path

from flask import Response, abort, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from registration.mail import catcher
from registration.web.mailbox.blueprint import blueprint
from registration.web.shared import access

HTML_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@blueprint.get("/mailbox")
@access.public
def mails() -> ResponseReturnValue:
    """The newest mails."""
    return render_template("mailbox/mails.html", mails=catcher.caught(_folder()))


@blueprint.get("/mailbox/<mail_id>")
@access.public
def mail(mail_id: str) -> ResponseReturnValue:
    """One mail as text and as its HTML."""
    return render_template("mailbox/mail.html", mail=catcher.read(_folder(), mail_id))


@blueprint.get("/mailbox/<mail_id>/html")
@access.public
def html(mail_id: str) -> ResponseReturnValue:
    """The mail's HTML, in a box that runs nothing and loads nothing."""
    answer = Response(catcher.read(_folder(), mail_id).html or "", mimetype="text/html")
    answer.headers["Content-Security-Policy"] = HTML_POLICY
    return answer


@blueprint.get("/mailbox/<mail_id>/files/<int:number>")
@access.public
def attached(mail_id: str, number: int) -> ResponseReturnValue:
    """An attachment, to be saved."""
    files = catcher.read(_folder(), mail_id).attachments
    if number >= len(files):
        abort(404)
    answer = send_file(
        io.BytesIO(files[number].content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=files[number].name,
    )
    answer.headers["Cache-Control"] = "no-store"  # Flask's own word for files is "public"
    return answer


def _folder() -> Path:
    return Path(current_app.config["MAIL_CATCHER_FOLDER"])
