"""Other words for a mail that waits: its personal links stay, its HTML is made anew."""

import re
from collections.abc import Collection
from datetime import datetime

from markdown_it import MarkdownIt
from markupsafe import Markup

from registration.audit import trail
from registration.core.errors import RuleBroken
from registration.mail import rewriting
from registration.mail.models import Message
from registration.notices.render import render_edited

EDITED = "mail_edit"
SIGNATURE = "\n-- \n"

_SECRET = re.compile(r"(/(?:open|invited|news)/)[\w-]+")
_LINK = re.compile(r"https?://\S*?/(?:open|invited|news)/[\w-]+")
_MASKED = re.compile(r"https?://\S*?/(?:open|invited|news)/…")
_ADDRESS = re.compile(r"(?<![<\w])https?://[!-;=?-~]*[\w/#=]", re.ASCII)
# What stands in a mail may come from an applicant: no words can hide where a link leads.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "link", "reference", "lheading"]
)


class LinkMissing(RuleBroken):
    """A personal link of the mail is not in its new text, or was changed; ``link`` says which."""

    def __init__(self, link: str) -> None:
        super().__init__(link)
        self.link = link


def masked(text: str) -> str:
    """The text or HTML of a mail without the secrets of personal links."""
    return _SECRET.sub(r"\1…", text)


def edit(
    message: Message,
    *,
    subject: str,
    text: str,
    due_at: datetime,
    without: Collection[int] = (),
    seen: str,
    by: str,
    now: datetime,
) -> None:
    """Give a waiting mail the words that somebody made of its ``masked`` text, or another time.

    Raises:
        LinkMissing: a personal link is not where it was, or not as it was.
        TooLate: the mail has left, is leaving, or may have arrived.
        ChangedMeanwhile: it is not as it was ``seen``.
    """
    same = text.strip() == masked(message.text).strip()
    whole = message.text if same else _with_links(text.strip() + "\n", message.text)
    html = render_edited(message.language, subject=subject, html=as_html(whole))
    words = {"subject": subject, "text": whole, "html": html}
    rewriting.rewrite(message, **words, due_at=due_at, without=without, seen=seen)
    trail.record(
        EDITED, about=message.about, by=by, now=now, notice=message.notice, message=message.id
    )


def as_html(text: str) -> Markup:
    """The text of a mail, which is read as Markdown, as HTML with every address as a link."""
    ruled = text.replace(SIGNATURE, "\n\n---\n\n")
    return Markup(_markdown.render(_ADDRESS.sub(r"<\g<0>>", ruled)))  # noqa: S704  # the renderer escapes


def _with_links(text: str, original: str) -> str:
    links, typed = _LINK.findall(original), _MASKED.findall(text)
    for number, link in enumerate(links or typed):
        if typed[number : number + 1] != [masked(link)] or len(typed) != len(links):
            raise LinkMissing(masked(link))
    real = iter(links)
    return _MASKED.sub(lambda _: next(real), text)
