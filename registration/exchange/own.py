"""What the system itself says of an application, as columns of a table."""

from collections.abc import Iterable, Mapping

from registration.core.languages import N_
from registration.forms.document import Document
from registration.forms.readers import Reader

OWN = {  # in every table; no field's key begins like this
    "_reference": N_("Reference"),
    "_state": N_("State"),
    "_sent_at": N_("Sent"),
    "_language": N_("Language"),
    "_places": N_("Places"),
}
MORE = {  # only where somebody asks for them
    "_name": N_("Name"),
    "_email": N_("Email address"),
    "_institution": N_("Institution"),
    "_partner": N_("Partner city"),
}
TAKEN_FROM = {"_name": "name", "_email": "email", "_institution": "institution"}
ROLES = tuple(TAKEN_FROM.values())


def own_columns(documents: Iterable[Document], reader: Reader) -> Mapping[str, str]:
    """Key → words; without what repeats an answer that is hidden from the ``reader``."""
    fields = [document.field_with_role(role) for document in documents for role in ROLES]
    hidden = {field.role for field in fields if field is not None and reader.hides(field)}
    return {
        key: words
        for key, words in {**OWN, **MORE}.items()
        if reader.blind is None or key in OWN
        if TAKEN_FROM.get(key) not in hidden
    }
