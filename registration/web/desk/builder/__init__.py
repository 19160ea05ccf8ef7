"""Coordinators write forms: a draft, part by part, tried out and published as a version."""

from registration.web.desk.builder import listing, outline, parts, publishing, rules, trial

__all__ = ["listing", "outline", "parts", "publishing", "rules", "trial"]
