"""Forms to start from: what such an office asks again and again, in three languages."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from registration.core.languages import N_
from registration.exchange import documents

TEMPLATES: Mapping[str, str] = {
    "blank": N_("A blank form: name, email address and declaration only"),
    "seminar": N_("Seminar for judges and civil servants"),
    "exchange": N_("School exchange, with the part for parents or guardians"),
    "event": N_("Anniversary or reception, with guests whom people bring"),
    "visa": N_("Details for the visa and the letter of invitation"),
    "host_family": N_("A host family introduces itself"),
    "exchange_full": N_("Full application of an exchange pupil, with school, reference and office"),
    "host_family_full": N_("The full application of a host family, with home visit and reference"),
}
_FOLDER = Path(__file__).parent


def document(key: str) -> dict[str, Any]:
    """The form document of a template; ``key`` is one of ``TEMPLATES``."""
    found = documents.read((_FOLDER / f"{key}.yaml").read_bytes())
    if not isinstance(found, dict):
        raise TypeError(key)
    return found
