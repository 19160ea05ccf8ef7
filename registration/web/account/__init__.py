"""Signing in and out, and one's own account."""

from registration.web.account import profile, reset, second_factor, sign_in
from registration.web.account.blueprint import blueprint

__all__ = ["blueprint", "profile", "reset", "second_factor", "sign_in"]
