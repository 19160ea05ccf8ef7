"""What guardians, institutions and referees use: their part of somebody else's application."""

from registration.web.party import fill, links, part, summary
from registration.web.party.blueprint import blueprint

CHECKS_CSRF_ITSELF = (fill.save,)

__all__ = ["CHECKS_CSRF_ITSELF", "blueprint", "fill", "links", "part", "summary"]
