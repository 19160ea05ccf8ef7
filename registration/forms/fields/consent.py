"""A consent whose wording is kept with the answer."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.languages import N_, SELF_NAMES, Texts, say, text
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.setting import Flag, Wording

CALLED = {
    "given": N_("Answer"),
    "language": N_("Language"),
    "label": N_("Sentence at the box"),
    "wording": N_("Wording"),
    "sha256": N_("SHA-256 of the wording"),
}
ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True, kw_only=True, eq=False)
class Consent(Field):
    """``wording`` (Markdown) is what is agreed to, the label the sentence at the box.

    The controller must be able to prove the consent (GDPR Art. 7(1)), so the value holds the very
    text: ``{"given", "language", "label", "wording", "sha256"}``; the digest is that of the
    wording in UTF-8. Nothing is ticked beforehand. With ``may_refuse`` one says yes or no, either
    as easily (Art. 7(3) and (4)), and a no is kept as well.
    """

    type = "consent"
    settings: ClassVar = {"wording": Wording(), "may_refuse": Flag()}
    missing = N_("Please read and answer: “%(label)s”")
    wording: Texts
    may_refuse: bool

    @property
    def several_inputs(self) -> bool:  # type: ignore[override]  # depends on what is asked
        return self.may_refuse

    def choice(self, answer: str, asked: Asked) -> str:
        """What a box or button sends: its answer, and the digest of the wording that stood there.

        So a tick under another wording, in another language for example, is none under this one.
        """
        return f"{answer}-{_digest(text(self.wording, asked.language))}"

    def read(self, typed: Typed, asked: Asked) -> dict[str, Any] | None:
        value = only(typed)
        if not value:
            return None
        choices = {self.choice(answer, asked): given for answer, given in ANSWERS.items()}
        given = choices.get(value)
        if given is None or not (given or self.may_refuse):
            told = N_("This is not the wording that you answered. Please read it and answer again.")
            raise Wrong(told)
        wording = text(self.wording, asked.language)
        return {
            "given": given,
            "language": asked.language,
            "label": self.question(asked.language),
            "wording": wording,
            "sha256": _digest(wording),
        }

    def show(self, value: Any, asked: Asked) -> str:
        return self.show_part("given", value["given"], asked) if value else ""

    def part_names(self, language: str) -> Mapping[str, str]:
        return {part: say(language, words) for part, words in CALLED.items()}

    def show_part(self, part: str, value: Any, asked: Asked) -> str:
        if part == "given":
            return say(asked.language, N_("Agreed") if value else N_("Not agreed"))
        return SELF_NAMES.get(value, value) if part == "language" else str(value)


def _digest(wording: str) -> str:
    return hashlib.sha256(wording.encode()).hexdigest()
