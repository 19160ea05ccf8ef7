"""Coordinators write forms: a draft, part by part, tried out and published as a version."""

from registration.web.desk.builder import (
    formulas,
    listing,
    outline,
    parts,
    publishing,
    rules,
    trial,
)

__all__ = ["formulas", "listing", "outline", "parts", "publishing", "rules", "trial"]
