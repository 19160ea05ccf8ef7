"""Forms to start from: what such an office asks again and again, in three languages."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from registration.core.languages import N_
from registration.exchange import documents

TEMPLATES: Mapping[str, str] = {
    "blank": N_("A blank form: name, email address and declaration only"),
}
_FOLDER = Path(__file__).parent


def document(key: str) -> dict[str, Any]:
    """The form document of a template; ``key`` is one of ``TEMPLATES``."""
    found = documents.read((_FOLDER / f"{key}.yaml").read_bytes())
    if not isinstance(found, dict):
        raise TypeError(key)
    return found
