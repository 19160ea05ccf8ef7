"""What form documents look like, for people who write them and for their editors."""

import json

from flask.typing import ResponseReturnValue

from registration.core.settings import settings
from registration.forms.schema import form_schema
from registration.web.shared import access

PATH = "/forms.schema.json"


@access.public
def schema() -> ResponseReturnValue:
    """The JSON Schema of form documents; the same in every language."""
    text = json.dumps(form_schema(f"{settings.public_url}{PATH}"), ensure_ascii=False, indent=2)
    head = {"Content-Type": "application/schema+json", "Cache-Control": "public, max-age=3600"}
    return text, 200, head
