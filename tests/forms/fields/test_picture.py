from fractions import Fraction

import pytest

from tests.forms.documents import field
from tests.forms.reading import ENGLISH, field_of, read
from tests.forms.test_document import problems_of, with_fields


def test_the_answer_is_the_picture_that_was_kept():
    assert read(field_of("picture", key="papers")) == ["cv.pdf"]
    assert read(field_of("picture", key="photo")) is None


def test_one_jpeg_or_png_is_taken():
    asked = field_of("picture")
    assert asked.accept == ".jpg,.jpeg,image/jpeg,.png,image/png"
    assert (asked.max_files, asked.max_bytes) == (1, 10 * 1024 * 1024)


def test_a_ratio_is_width_by_height():
    assert field_of("picture", ratio="35:45").proportion == Fraction(7, 9)
    assert field_of("picture").proportion is None


@pytest.mark.parametrize("ratio", ["35/45", "0:1", "1:0", "35:45:1", "٣:٤", "-1:1", "99999:1"])
def test_a_ratio_that_is_none_is_named(ratio):
    told = problems_of(with_fields(field("picture", "portrait", ratio=ratio)))
    assert told == [f"form/only/portrait: ratio {ratio!r} is not like 35:45"]


def test_the_ratio_gives_the_height_that_the_form_leaves_out():
    least = [
        field_of("picture", ratio="35:45", min_width=70).least,
        field_of("picture", ratio="1:1", min_height=50).least,
        field_of("picture", min_width=70).least,
        field_of("picture").least,
    ]
    assert least == [(70, 90), (50, 50), (70, 1), (1, 1)]


def test_its_name_is_shown():
    assert field_of("picture").show(["me.jpg"], ENGLISH) == "me.jpg"
