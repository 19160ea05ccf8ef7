"""Links in mails: opening shows, a button acts. And new ones for whoever lost theirs."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.languages import say
from registration.notices import catalogue as notices
from registration.parties import links
from registration.web.apply import way
from registration.web.apply.blueprint import blueprint
from registration.web.apply.inputs import EmailInput
from registration.web.shared import access


@blueprint.get("/open/<token>")
@access.public
def open_link(token: str) -> ResponseReturnValue:
    """A page with a button, the same for every link; programs that only look change nothing."""
    return render_template("apply/open.html", token=token)


@blueprint.post("/open/<token>")
@access.public
def use_link(token: str) -> ResponseReturnValue:
    """Open the application in this browser; the address that the link went to is now proved."""
    link = links.find(token, now=clock.now())
    if link is None:
        return render_template("apply/link_gone.html"), 404
    links.prove_email(link, now=clock.now())
    access.grant(link.id)
    return redirect(way.goes_on(link.application), 303)


@blueprint.get("/apply/<reference>/later")
@access.applicant
def later(reference: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Ask where to send the link for going on with a draft."""
    application = access.opened_application()
    form = EmailInput(email=application.email)
    return render_template("apply/later.html", application=application, form=form)


@blueprint.post("/apply/<reference>/later")
@access.applicant
def send_later(reference: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Send the link for going on with a draft."""
    application = access.opened_application()
    form = EmailInput()
    if not form.validate_on_submit():
        return render_template("apply/later.html", application=application, form=form), 422
    now = clock.now()
    if links.may_mail_again(application, now=now):
        _, token = links.issue(application, emailed_to=form.address, now=now)
        notices.resume(application, email=form.address, token=token, now=now)
    return render_template("apply/later_sent.html", application=application, address=form.address)


@blueprint.get("/new-link")
@access.public
def new_link() -> ResponseReturnValue:
    """For whoever lost the mail with the link."""
    return render_template("apply/new_link.html", form=EmailInput())


@blueprint.post("/new-link")
@access.public
def send_new_link() -> ResponseReturnValue:
    """Send links to the applications of an address; the answer never tells if there are any."""
    form = EmailInput()
    if not form.validate_on_submit():
        return render_template("apply/new_link.html", form=form), 422
    now = clock.now()
    for application in links.applications_of(form.address, reference=form.tidy_reference):
        if links.may_mail_again(application, now=now):
            _, token = links.issue(application, emailed_to=application.email, now=now)
            notices.new_link(application, token=token, now=now)
    title = say(g.language, "Please look into your mailbox")
    return render_template("apply/new_link_sent.html", title=title, address=form.address)


@blueprint.post("/apply/<reference>/forget")
@access.applicant
def forget(reference: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Close the application in this browser, e.g. on a shared computer."""
    access.forget_application(access.opened_application().id)
    return redirect(url_for("public.start"), 303)
