"""Telling in the Retrospective what came of a programme, with pictures."""

from registration.web.desk.retrospective import pages, pictures

__all__ = ["pages", "pictures"]
