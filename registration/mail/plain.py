"""The words of an HTML mail, without anything that a browser would act upon."""

from html.parser import HTMLParser

LONGEST = 2_000_000  # signs of HTML that are looked at
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "select"})
_LINES = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "h1",
        "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section",
        "table", "tr", "ul",
    }
)  # fmt: skip


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # HTMLParser's interface
        if tag in _SILENT and not self.silent:
            self.silent = tag
        elif tag == "body":
            self.silent = ""
        elif tag in _LINES:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""
        elif tag in _LINES - {"br"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\r", " ").replace("\n", " "))


def words_of(html: str) -> str:
    """The text of an HTML page, a line for each block."""
    reader = _Words()
    reader.feed(html[:LONGEST])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    found: list[str] = []
    for line in lines:
        if line or (found and found[-1]):
            found.append(line)
    return "\n".join(found).strip()
