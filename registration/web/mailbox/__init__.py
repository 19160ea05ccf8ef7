"""The mails that the local catcher caught; only there while it runs."""

from registration.web.mailbox import pages
from registration.web.mailbox.blueprint import blueprint

__all__ = ["blueprint", "pages"]
