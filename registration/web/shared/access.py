"""Who may use a view: a declaration on every view, checked before it runs."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from registration.applications.models import Application
from registration.core import clock
from registration.core.db import one_at_a_time
from registration.parties import links
from registration.parties.models import Contribution
from registration.staff import permissions, sign_ins
from registration.staff.models import StaffMember
from registration.staff.permissions import Act

Check = Callable[[], ResponseReturnValue | None]
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

FRAMEWORK_ENDPOINTS = frozenset({"static"})
IDLE_SECONDS = 2 * 60 * 60
MOST_LINKS = 20


def public(view: View) -> View:
    """Anybody may."""
    return _declare(view, lambda: None)


def applicant(view: View) -> View:
    """Whoever opened the application of this address, in this browser, may. Others see a 404."""
    return _declare(view, _check_applicant)


def contributor(view: View) -> View:
    """Whoever opened the link to the part of this address, in this browser, may. Others: a 404."""
    return _declare(view, _check_contributor)


def signed_in(view: View) -> View:
    """Every signed-in staff member may."""
    return _declare(view, _check_signed_in)


def staff(act: Act) -> Callable[[View], View]:
    """Staff members may who have the right to ``act`` for at least one programme.

    Which programmes is asked again where a record is fetched, always through the person.
    """

    def check() -> ResponseReturnValue | None:
        refused = _check_signed_in()
        if refused is None and not permissions.may(person_or_404(), act, None):
            abort(403)
        return refused

    return lambda view: _declare(view, check)


def whole_office(act: Act) -> Callable[[View], View]:
    """Staff members may who have the right to ``act`` for all programmes of all partners."""

    def check() -> ResponseReturnValue | None:
        refused = _check_signed_in()
        if refused is None and not permissions.may_everywhere(person_or_404(), act):
            abort(403)
        return refused

    return lambda view: _declare(view, check)


def check(view: Callable[..., object]) -> ResponseReturnValue | None:
    """Run the declared check; a view without one (only the static files) is public."""
    rule: Check | None = getattr(view, "access", None)
    return rule() if rule else None


def refuse_views_without_rule(app: Flask) -> None:
    """Stop the start when a view forgot to declare who may use it.

    Raises:
        LookupError: names the views.
    """
    missing = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in FRAMEWORK_ENDPOINTS and not hasattr(view, "access")
    ]
    if missing:
        raise LookupError(f"views without an access rule: {', '.join(missing)}")


def person() -> StaffMember | None:
    """The signed-in staff member, if any; looked up once a request."""
    if "person" not in g:
        g.person = _find_person()
    return g.person  # type: ignore[no-any-return]  # flask.g is untyped


def forget_person() -> None:
    """Look nobody up while the page about a broken request is drawn."""
    g.person = None


def person_or_404() -> StaffMember:
    """The signed-in staff member, in views that declared ``staff``."""
    found = person()
    if found is None:
        abort(404)
    return found


def grant(link_id: int) -> None:
    """Let this browser use what a link opens; at most the last 20 are remembered."""
    known = [kept for kept in session.get("links", []) if kept != link_id]
    session["links"] = [*known, link_id][-MOST_LINKS:]
    session.permanent = True


def forget_application(application_id: int) -> None:
    """Close an application in this browser."""
    session["links"] = links.without(session.get("links", []), application_id)


def opened_application() -> Application:
    """The application that this applicant's view is about."""
    return g.application  # type: ignore[no-any-return]  # flask.g is untyped


def opened_part() -> Contribution:
    """The part that this contributor's view is about."""
    return g.part  # type: ignore[no-any-return]  # flask.g is untyped


def _declare(view: View, rule: Check) -> View:
    view.access = rule  # type: ignore[attr-defined]  # functions carry attributes
    return view


def _check_applicant() -> None:
    reference = (request.view_args or {}).get("reference", "")
    if request.method == "POST":
        one_at_a_time(f"application {reference}")
    found = links.opened_application(reference, session.get("links", []), now=clock.now())
    if found is None:
        abort(404)
    g.application = found


def _check_contributor() -> None:
    values = request.view_args or {}
    reference, number = values.get("reference", ""), values.get("number", 0)
    if request.method == "POST":
        one_at_a_time(f"application {reference}")
    found = links.opened_part(reference, number, session.get("links", []), now=clock.now())
    if found is None:
        abort(404)
    g.part = found


def _check_signed_in() -> ResponseReturnValue | None:
    if person() is not None:
        session["seen"] = int(clock.now().timestamp())
        return None
    if request.method == "GET":
        session["next"] = request.full_path.rstrip("?")
    return redirect(url_for("account.sign_in"), 303)


def _find_person() -> StaffMember | None:
    token = session.get("sign_in")
    if not isinstance(token, str):
        return None
    now = clock.now()
    if now.timestamp() - session.get("seen", 0) > IDLE_SECONDS:
        return None
    found = sign_ins.find(token, now=now)
    return found.staff_member if found else None
