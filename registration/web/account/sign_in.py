"""Signing in, in one step or two, and signing out."""

from flask import g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.languages import say
from registration.staff import credentials, second_factor
from registration.staff.errors import TooManyAttempts
from registration.web.account import signed_in
from registration.web.account.blueprint import blueprint
from registration.web.account.destination import destination
from registration.web.account.form_page import form_page, waiting_page
from registration.web.account.inputs import CodeInput, SignInInput
from registration.web.account.known_browser import visitor
from registration.web.shared import access


@blueprint.route("/account/sign-in", methods=["GET", "POST"])
@access.public
def sign_in() -> ResponseReturnValue:
    if request.method == "GET" and access.person() is not None:
        return redirect(destination(session.get("next")), 303)
    form = SignInInput()
    if not form.validate_on_submit():
        return form_page("account/sign_in.html", form)
    email, now = form.email.data, clock.now()
    try:
        person = credentials.check(email, form.password.data, visitor=visitor(email), now=now)
    except TooManyAttempts as refusal:
        return waiting_page("account/sign_in.html", form, refusal)
    if person is None:
        form.form_errors.append(say(g.language, "Email address or password is wrong."))
        return form_page("account/sign_in.html", form)
    if second_factor.is_on(person):
        signed_in.begin_half(person, now=now)
        return redirect(url_for("account.sign_in_code"), 303)
    return signed_in.enter(person, now=now)


@blueprint.route("/account/sign-in/code", methods=["GET", "POST"])
@access.public
def sign_in_code() -> ResponseReturnValue:
    now = clock.now()
    person = signed_in.half_signed_in(now=now)
    if person is None:
        return redirect(url_for("account.sign_in"), 303)
    form = CodeInput()
    if not form.validate_on_submit():
        return form_page("account/sign_in_code.html", form)
    try:
        right = second_factor.check(person, form.code.data, now=now)
    except TooManyAttempts as refusal:
        return waiting_page("account/sign_in_code.html", form, refusal)
    if not right:
        form.form_errors.append(
            say(g.language, "This code is not valid. Wait for the next one and try again.")
        )
        return form_page("account/sign_in_code.html", form)
    return signed_in.enter(person, now=now)


@blueprint.post("/account/sign-out")
@access.public
def sign_out() -> ResponseReturnValue:
    signed_in.leave(now=clock.now())
    response = redirect(url_for("public.start"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
