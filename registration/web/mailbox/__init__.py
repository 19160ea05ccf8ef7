"""Stub."""

from registration.web.mailbox.blueprint import blueprint

__all__ = ["blueprint"]
