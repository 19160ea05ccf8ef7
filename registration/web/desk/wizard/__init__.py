"""Preparing a programme step by step, until it opens."""

from registration.web.desk.wizard import begin, opening, pages

__all__ = ["begin", "opening", "pages"]
