"""Preparing a programme step by step, until it opens."""

from registration.web.desk.wizard import begin, dates, opening, pages

__all__ = ["begin", "dates", "opening", "pages"]
