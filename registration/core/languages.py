"""The languages of the product, and texts that people wrote in several of them."""

from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.support import NullTranslations, Translations

from registration.core.settings import settings

LANGUAGES = ("de", "en", "zh")
DEFAULT = "en"
HTML_LANGUAGE = {"de": "de", "en": "en", "zh": "zh-Hans"}
SELF_NAMES = {"de": "Deutsch", "en": "English", "zh": "中文"}
_LOCALES = {"de": "de_DE", "en": "en_GB", "zh": "zh_Hans_CN"}

Texts = Mapping[str, str]


def locale(language: str) -> Locale:
    """The Babel locale by whose customs a language shows dates and numbers."""
    return _locale(language)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[language])


def text(texts: Texts | None, language: str) -> str:
    """The text in ``language``; where it is missing, in English, else in any language it has."""
    if not texts:
        return ""
    return texts.get(language) or texts.get(DEFAULT) or next(iter(texts.values()), "")


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of the product's own words; English stands in the source itself."""
    return Translations.load(settings.translation_folder, [language])


def say(language: str, message: str, /, **values: object) -> str:
    """One of the product's own sentences in ``language``; ``%(name)s`` stands for a value."""
    translated = catalogue(language).gettext(message)
    return translated % values if values else translated


def say_many(language: str, count: int, one: str, many: str, /, **values: object) -> str:
    """Like ``say`` for a sentence that depends on a count, which it may name ``%(num)s``."""
    return catalogue(language).ngettext(one, many, count) % {"num": count, **values}


def N_(message: str) -> str:  # noqa: N802  # the name that message extraction knows
    """Mark a sentence for translation where it stands in a table, to be said later."""
    return message
