"""A nationality, as the passport's machine-readable line writes it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel.core import get_global

from registration.core.formats import sort_key
from registration.core.languages import N_, say
from registration.forms.fields.country import countries
from registration.forms.fields.field import Asked
from registration.forms.fields.listed import Listed

CODE = 3
# Withdrawn from ISO 3166-1, or somebody else's own code, but still known as an alias.
NOT_IN_USE = frozenset(["BUR", "DDR", "FXX", "TMP", "XKK", "YMD", "ZAR"])
# ICAO Doc 9303, part 3 (8th edition), section 5: what differs from ISO 3166-1, and what it lacks.
OTHERWISE = {"DEU": "D"}
SPECIAL = {
    "EUE": N_("European Union (laissez-passer)"),
    "GBD": N_("British Overseas Territories Citizen"),
    "GBN": N_("British National (Overseas)"),
    "GBO": N_("British Overseas Citizen"),
    "GBP": N_("British Protected Person"),
    "GBS": N_("British Subject"),
    "RKS": N_("Kosovo"),
    "UNA": N_("United Nations: specialised agency"),
    "UNK": N_("United Nations: Interim Administration Mission in Kosovo"),
    "UNO": N_("United Nations: organisation"),
    "XBA": N_("African Development Bank"),
    "XCC": N_("Caribbean Community"),
    "XCE": N_("Council of Europe"),
    "XCO": N_("Common Market for Eastern and Southern Africa"),
    "XDC": N_("Southern African Development Community"),
    "XEC": N_("Economic Community of West African States"),
    "XES": N_("Organisation of Eastern Caribbean States"),
    "XIM": N_("African Export-Import Bank"),
    "XMP": N_("Parliamentary Assembly of the Mediterranean"),
    "XOM": N_("Sovereign Military Order of Malta"),
    "XPO": N_("Interpol"),
    "XXA": N_("Stateless (1954 Convention)"),
    "XXB": N_("Refugee (1951 Convention)"),
    "XXC": N_("Refugee, other"),
    "XXX": N_("Nationality not specified"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Nationality(Listed):
    """A nationality by ICAO Doc 9303: ISO 3166-1 alpha-3, but ``D`` for Germany, and special ones.

    The value compares with the passport's machine-readable line without its fillers.
    """

    type = "nationality"

    def options(self, asked: Asked) -> tuple[tuple[str, str], ...]:
        """(code, name) of all nationalities, sorted as the language does."""
        return _nationalities(asked.language)

    def show(self, value: Any, asked: Asked) -> str:
        return dict(self.options(asked)).get(value, value) if value else ""


@lru_cache
def _nationalities(language: str) -> tuple[tuple[str, str], ...]:
    names = dict(countries(language))
    found = {code: say(language, name) for code, name in SPECIAL.items()}
    for code, territories in get_global("territory_aliases").items():
        name = names.get(territories[0]) if len(territories) == 1 else None
        if name and len(code) == CODE and code.isalpha() and code not in NOT_IN_USE:
            found[OTHERWISE.get(code, code)] = name
    return tuple(sorted(found.items(), key=lambda pair: sort_key(pair[1], language)))
