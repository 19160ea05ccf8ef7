"""What these tests look at."""

from typing import Any

from registration.programmes.models import Programme
from tests.records import applications, change, link_in_last_mail, mails

__all__ = ["applications", "link_in_last_mail", "mails", "set_window"]


def set_window(app: Any, slug: str, **moments: Any) -> None:
    change(app, Programme, moments, slug=slug)
