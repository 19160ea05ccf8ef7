"""Links to a part: opening shows, a button acts. And new ones for whoever lost theirs."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.parties import links
from registration.web.party import way
from registration.web.party.blueprint import blueprint
from registration.web.shared import access
from registration.web.shared.address_input import AddressInput
from registration.workflow import contributing


@blueprint.get("/invited/<token>")
@access.public
def open_invitation(token: str) -> ResponseReturnValue:  # noqa: ARG001  # the same page for every link
    """A page with a button, the same for every link; programs that only look change nothing."""
    return render_template("party/open.html")


@blueprint.post("/invited/<token>")
@access.public
def use_invitation(token: str) -> ResponseReturnValue:
    """Open the part in this browser."""
    link = links.find_invitation(token, now=clock.now())
    if link is None or link.contribution is None:
        return render_template("party/link_gone.html"), 404
    access.grant(link.id)
    return redirect(way.address(link.contribution, "part"), 303)


@blueprint.get("/invited/new-link")
@access.public
def new_invitation() -> ResponseReturnValue:
    """For whoever lost the mail with the link, or has an old one."""
    return render_template("party/new_link.html", form=AddressInput(formdata=None))


@blueprint.post("/invited/new-link")
@access.public
def send_new_invitation() -> ResponseReturnValue:
    """Send links to the parts of an address; the answer never tells if there are any."""
    form = AddressInput()
    if not form.validate_on_submit():
        return render_template("party/new_link.html", form=form), 422
    for part in links.parts_of(form.address):
        contributing.invite_again(part, now=clock.now())
    return render_template("party/new_link_sent.html", address=form.address)
