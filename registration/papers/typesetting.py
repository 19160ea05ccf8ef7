"""PDF files, set with typst: words go in as data, never as part of a template's source.

They are tagged after PDF/UA-1 (ISO 14289), with a title and a language.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import structlog
import typst

from registration.core.errors import RuleBroken
from registration.core.languages import text
from registration.core.settings import settings
from registration.programmes.catalogue import site

log = structlog.get_logger()

STANDARD = "ua-1"
REGIONS = {"de": "DE", "en": "GB", "zh": "CN"}
# Fonts of systems that have the signs of all three languages; the first that is there is taken.
FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "PingFang SC",
    "Microsoft YaHei", "SimSun",
)  # fmt: skip
UNKNOWN = "\ufffd"  # stands for a sign that no font has
MOST_UNKNOWN = 50
WITHOUT_SIGN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
CONTROLS = {number: " " for number in range(0x20) if chr(number) != "\n"}


class NoFont(RuleBroken):
    """The system has no font with Chinese characters; a PDF would hold empty boxes."""


def font() -> str:
    """The font of the PDF files.

    Raises:
        NoFont: there is none; the log says what to do.
    """
    return choose_font(_installed().families(), settings.pdf_font)


def choose_font(families: Iterable[str], wanted: str = "") -> str:
    """Which of the installed fonts is taken; ``wanted`` is the operator's, or empty.

    Raises:
        NoFont: none will do.
    """
    there = set(families)
    for name in [wanted] if wanted else FONTS:
        if name in there:
            return name
    log.error("no_font_for_pdf", wanted=wanted or FONTS[0], hint="install fonts-noto-cjk, restart")
    raise NoFont


def typeset(template: str, data: Mapping[str, Any], *, language: str, now: datetime) -> bytes:
    """A PDF file.

    Args:
        template: the name of a file in ``templates/papers/``, without its ending.
        data: what it shows, as plain JSON; ``title`` is that of the document.
        language: of its readers.
        now: when it is made, aware.

    Raises:
        NoFont: see ``font``.
    """
    around = {
        "fonts": [font()],
        "language": language,
        "region": REGIONS[language],
        "office": text(site().office, language),
    }
    source = (settings.template_folder / "papers" / f"{template}.typ").read_bytes()
    written = json.dumps({**data, **around}, ensure_ascii=False)

    def compiled(words: str, *standards: str) -> bytes:
        return typst.compile(
            source,
            font_paths=_installed(),
            sys_inputs={"data": words},
            pdf_standards=list(standards),  # type: ignore[arg-type]  # known names only
            timestamp=now.replace(microsecond=0),
        )

    return _with_known_signs(compiled, written)


def _with_known_signs(compiled: Callable[..., bytes], words: str) -> bytes:
    """The file, with a sign of its own for each that no font has: never an empty box."""
    for _ in range(MOST_UNKNOWN):
        try:
            return compiled(words, STANDARD)
        except typst.TypstError as error:
            lacking = _lacking(error.message)
            if not lacking:
                raise
            log.warning("pdf_lacks_signs", signs=[f"U+{ord(sign):04X}" for sign in lacking])
            words = words.translate(dict.fromkeys(map(ord, lacking), UNKNOWN))
    return compiled(words)


def _lacking(message: str) -> set[str]:
    """The signs of which typst says that no font has them."""
    found = WITHOUT_SIGN.search(message)
    if found is None:
        return set()
    return set(ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])) - {UNKNOWN}


def plain(words: str) -> str:
    """Text without control characters, for which no font has a sign; lines stay."""
    return words.replace("\r\n", "\n").translate(CONTROLS)


@cache
def _installed() -> typst.Fonts:
    return typst.Fonts()
