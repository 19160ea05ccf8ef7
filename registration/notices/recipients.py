"""To whom a notice goes, and what it may say to an address that nobody has proved yet."""

from registration.applications.models import Application
from registration.core.settings import settings


def greeting_name(application: Application) -> str:
    """The name to greet with; empty while the address is unproved, so that a typing error
    tells a stranger nothing about the applicant.
    """
    return application.name if application.email_proved_at else ""


def application_link(application: Application, token: str) -> str:
    """The address that opens the application to its applicant."""
    return f"{settings.public_url}/{application.language}/open/{token}"
