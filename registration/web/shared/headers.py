"""The headers that every answer carries (ASVS v5.0.0-3.4)."""

from flask import Flask, Response, request

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors "
)
POLICY = f"{_POLICY}'none'"
FRAMED_BY_US = f"{_POLICY}'self'"
_YEAR = 365 * 24 * 60 * 60


def init_app(app: Flask) -> None:
    """Add the headers to every answer of ``app``."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    head = response.headers
    head.setdefault("Content-Security-Policy", POLICY)
    head["X-Content-Type-Options"] = "nosniff"
    head["Referrer-Policy"] = "same-origin"
    head["Cross-Origin-Opener-Policy"] = "same-origin"
    head["Cross-Origin-Resource-Policy"] = "same-origin"
    head["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.is_secure:
        head["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
    if request.endpoint != "static":
        head.setdefault("Cache-Control", "no-store")
    return response
