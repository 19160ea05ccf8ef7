"""Where somebody goes after signing in: the page they had asked for, if it is one of ours."""

import re

from flask import current_app, url_for
from werkzeug.exceptions import HTTPException

_STEP = r"[\w.~-]+"
_OURS = re.compile(rf"/(?:de|en|zh)/(?:{_STEP}(?:/{_STEP})*)?/?(?:\?[\w.~=&%+-]*)?", re.ASCII)


def destination(wanted: object) -> str:
    r"""The wanted path when one of our own pages answers it, else the desk.

    What does not look exactly like our paths (``//evil``, ``/\evil``, ``/%09/evil``, a host, a
    scheme) is never compared any further.
    """
    if isinstance(wanted, str) and _OURS.fullmatch(wanted) and _is_a_page(wanted):
        return wanted
    return url_for("desk.queue")


def _is_a_page(path: str) -> bool:
    try:
        current_app.url_map.bind("localhost").match(path.partition("?")[0], method="GET")
    except HTTPException:  # not found, not for GET, or only after a redirect
        return False
    return True
