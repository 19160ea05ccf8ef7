"""In which languages a form is not complete."""

from copy import deepcopy

import pytest

from registration.forms.lacking import languages_lacking
from tests.forms.documents import field, short_form


@pytest.mark.parametrize(
    ("label", "lacking"),
    [
        ({"de": "Wunsch", "en": "Wish", "zh": "愿望"}, []),
        ({"de": "Wunsch", "en": "Wish", "zh": " "}, ["zh"]),
        ({"de": "Wunsch"}, ["en", "zh"]),
        ({"de": "", "en": "", "zh": ""}, []),
    ],
)
def test_a_text_lacks_the_languages_in_which_it_says_nothing(label, lacking):
    document = deepcopy(short_form())
    document["sections"][1]["fields"].append({**field("text", "wish"), "hint": label})
    assert languages_lacking(document) == lacking
