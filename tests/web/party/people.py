"""What Anna and the others do on their pages, and what left for them."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, update
from werkzeug.test import TestResponse

from registration.core import clock
from registration.core.db import db
from registration.mail.models import Message
from registration.parties.models import Contribution
from tests.page import Visitor
from tests.records import look
from tests.web.apply.ground import PERSON, REST

GERDA = {"guardian__name": "Gerda Beispiel", "guardian__email": "gerda@familie.example",
         "guardian__language": "de"}  # fmt: skip
ROLF = {"referee__name": "Rolf Rat", "referee__email": "rolf@uni.example"}


def fill_in(visitor: Visitor, slug: str, **more: str) -> Visitor:
    """Answer everything of one's own; the visitor then stands before who else fills in."""
    visitor.open(f"/en/programmes/{slug}/apply")
    visitor.send(**PERSON | more)
    visitor.send(**REST)
    return visitor


def send_everything(visitor: Visitor, slug: str, **others: str) -> Visitor:
    """Apply, name the others, send."""
    fill_in(visitor, slug)
    visitor.send(**GERDA | others)
    assert visitor.heading == "Check your answers"
    visitor.send()
    assert visitor.heading == "Your application"
    return visitor


def links_to(app: Any, address: str) -> list[str]:
    """The paths of the links in the mails to an address, the oldest first."""
    query = select(Message.text).where(Message.recipient == address).order_by(Message.id)
    texts = look(app, lambda: list(db.session.scalars(query)))
    return [re.search(r"https?://[^/]+(/\w\w/invited/\S+)", one)[1] for one in texts]


def mail_to(app: Any, address: str) -> Row[Any]:
    """The newest mail to an address."""
    columns = (Message.notice, Message.language, Message.subject, Message.text, Message.html)
    query = select(*columns).where(Message.recipient == address).order_by(Message.id.desc())
    return look(app, lambda: db.session.execute(query.limit(1)).one())


def open_invitation(app: Any, visitor: Visitor, address: str) -> Visitor:
    """Follow the newest link to an address, and read on in English."""
    visitor.open(links_to(app, address)[-1])
    visitor.send()
    visitor.open(re.sub(r"^/\w\w/", "/en/", visitor.address))
    return visitor


def fill_in_part(gerda: Visitor, **typed: str) -> Visitor:
    """Both sections of the guardian; she then stands before the summary of her part."""
    go_to(gerda, "Begin")
    gerda.send(**{"phone": "030 1234", **typed})
    gerda.send(alone="yes")
    return gerda


def go_to(visitor: Visitor, words: str) -> Visitor:
    """Follow the link with these words."""
    visitor.open(next(a["href"] for a in visitor.page.all("a") if a.text == words))
    return visitor


def wait(app: Any) -> None:
    """Some minutes pass since the last links left."""
    past = clock.now() - timedelta(minutes=10)
    change = update(Contribution).values(mailed_at=past)
    look(app, lambda: db.session.execute(change), writes=True)


def post(visitor: Visitor, address: str, **typed: str) -> TestResponse:
    """A post with a valid token, whatever page it belongs to."""
    page = visitor.client.get("/en/new-link").text
    csrf = page.split('name="csrf_token" value="')[1].split('"')[0]
    return visitor.client.post(address, data={"csrf_token": csrf, **typed})
