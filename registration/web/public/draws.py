"""What is published about a lottery: the commitment before, seed and order after it."""

import json

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from registration.programmes import catalogue
from registration.programmes.models import Draw, Programme
from registration.web.public.blueprint import blueprint
from registration.web.shared import access
from registration.workflow import lottery


@blueprint.get("/programmes/<slug>/draw")
@access.public
def draw(slug: str) -> ResponseReturnValue:
    """The draw of a programme, for people."""
    programme, made = _draw(slug)
    return render_template("public/draw.html", programme=programme, draw=made)


@blueprint.get("/programmes/<slug>/draw.json")
@access.public
def draw_file(slug: str) -> ResponseReturnValue:
    """The same for programs that check it; without names."""
    programme, made = _draw(slug)
    text = json.dumps(lottery.published(made, programme), indent=1) + "\n"
    head = {
        "Content-Type": "application/json",
        "Content-Disposition": f'attachment; filename="draw-{programme.slug}.json"',
    }
    return text, 200, head


def _draw(slug: str) -> tuple[Programme, Draw]:
    programme = catalogue.by_slug(slug) or abort(404)
    made = lottery.of(programme)
    return (programme, made) if made is not None else abort(404)
