"""A page with a form: 200 when it is opened, 422 when something needs a correction, 429 to wait."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Form

from registration.staff.errors import TooManyAttempts
from registration.web.account.inputs import explain_waiting


def form_page(template: str, form: Form, **values: Any) -> ResponseReturnValue:
    """The page as it was opened, or with everything that was wrong."""
    return render_template(template, form=form, **values), 422 if request.method == "POST" else 200


def waiting_page(
    template: str, form: Form, refusal: TooManyAttempts, **values: Any
) -> ResponseReturnValue:
    """The page that says how long to wait; machines read it from Retry-After."""
    explain_waiting(form, refusal)
    html = render_template(template, form=form, **values)
    return html, 429, {"Retry-After": str(refusal.retry_after)}
