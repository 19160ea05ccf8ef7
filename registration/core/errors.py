"""Errors are named after the rule they break; ``web.shared.error_pages`` has status and words."""


class RuleBroken(Exception):
    """Base of every refusal by a rule. Carries data, no prose."""


class NotFound(RuleBroken):
    """What was asked for is not there, or not for this person."""


class Forbidden(RuleBroken):
    """The person is known but has not the right."""
