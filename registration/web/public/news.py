"""The link in news: looking changes nothing, a button refuses them, another takes that back.

Mail programs refuse by themselves with a POST that says so (RFC 8058) and has no token of ours; it
is good for this one act alone.
"""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from registration.core import clock
from registration.mail import refusals
from registration.notices import news as rules
from registration.web.public.blueprint import blueprint
from registration.web.shared import access

ONE_CLICK = ("List-Unsubscribe", "One-Click")


@blueprint.get("/news/<token>")
@access.public
def news(token: str) -> ResponseReturnValue:
    """Whether news go to this address, and what can be done about it."""
    address = _address(token)
    refused = refusals.refused_at(address)
    return render_template("public/news.html", token=token, address=address, refused=refused)


@blueprint.post("/news/<token>")
@access.public
def refuse_news(token: str) -> ResponseReturnValue:
    """Send no more news to this address."""
    address, (name, value) = _address(token), ONE_CLICK
    one_click = request.form.get(name) == value
    if not one_click and not FlaskForm().validate_on_submit():
        page = render_template("public/news.html", token=token, address=address, refused=None)
        return page, 400
    rules.refuse(address, now=clock.now())
    if one_click:
        return "", 200
    return redirect(url_for("public.news", token=token), 303)


@blueprint.post("/news/<token>/again")
@access.public
def allow_news(token: str) -> ResponseReturnValue:
    """Send news to this address again."""
    rules.allow(_address(token), now=clock.now())
    return redirect(url_for("public.news", token=token), 303)


def _address(token: str) -> str:
    return refusals.address_in(token) or abort(404)
