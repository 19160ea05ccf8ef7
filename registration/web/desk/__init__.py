"""Stub."""

from registration.web.desk.blueprint import blueprint

__all__ = ["blueprint"]
