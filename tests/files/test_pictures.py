"""Pictures are kept upright, cropped, and without anything but their pixels."""

import io
import struct
import zlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, PngImagePlugin

from registration.files.inspection import WrongKind
from registration.files.pictures import Crop, TooFewPixels, prepared

PASSPORT = Fraction(35, 45)
ORIENTATION = 0x0112
RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def halves(width, height):
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def written(picture, kind="PNG", **more):
    content = io.BytesIO()
    picture.save(content, kind, **more)
    return content.getvalue()


def kept(content, kind="png", *, ratio=None, crop=None, least=(0, 0)):
    return Image.open(io.BytesIO(prepared(content, kind, ratio=ratio, crop=crop, least=least)))


def bomb(width, height):
    """A PNG that says it has so many pixels, and has none."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IEND\xaeB`\x82"


def test_without_a_ratio_the_picture_stays_whole():
    assert kept(written(halves(200, 100))).size == (200, 100)


def test_without_a_choice_the_middle_is_kept():
    found = kept(written(halves(200, 100)), ratio=Fraction(1))
    assert found.size == (100, 100)
    assert (found.getpixel((0, 50)), found.getpixel((99, 50))) == (RED, BLUE)


@pytest.mark.parametrize(
    ("crop", "size", "colour"),
    [
        (Crop(0, 0, 250), (50, 50), RED),
        (Crop(750, 500, 250), (50, 50), BLUE),
        (Crop(1000, 1000, 1000), (100, 100), BLUE),
        (Crop(0, 0, 500), (100, 100), RED),
    ],
)
def test_what_somebody_chose_is_kept_as_far_as_it_lies_within(crop, size, colour):
    found = kept(written(halves(200, 100)), ratio=Fraction(1), crop=crop)
    assert found.size == size
    assert found.getpixel((size[0] - 1, size[1] // 2)) == colour


@given(
    some.integers(1, 60),
    some.integers(1, 60),
    some.builds(Crop, *[some.integers(0, 1000)] * 3) | some.none(),
)
def test_every_crop_of_every_picture_lies_within(width, height, crop):
    found = kept(written(Image.new("RGB", (width, height))), ratio=PASSPORT, crop=crop)
    assert 1 <= found.width <= width
    assert 1 <= found.height <= height


def test_a_picture_lying_on_its_side_is_turned_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    content = written(halves(80, 40), "JPEG", exif=exif)
    assert kept(content, "jpeg").size == (40, 80)


def test_nothing_but_pixels_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    jpeg = written(halves(80, 40), "JPEG", exif=exif, comment=b"secret", icc_profile=b"secret")
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Place", "secret at home")
    png = written(halves(80, 40), "PNG", pnginfo=notes)
    for content, kind in ((jpeg, "jpeg"), (png, "png")):
        again = prepared(content, kind, ratio=None, crop=None, least=(0, 0))
        assert b"secret" in content
        assert b"secret" not in again
        assert b"at home" not in again


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_becomes_a_plain_picture_on_white(mode):
    found = kept(written(Image.new(mode, (20, 20))))
    assert found.mode == "RGB"
    if mode in {"LA", "RGBA"}:
        assert found.getpixel((0, 0)) == WHITE


def test_print_colours_are_taken():
    assert kept(written(Image.new("CMYK", (20, 20)), "JPEG"), "jpeg").mode == "RGB"


def test_a_very_large_picture_is_made_smaller():
    assert kept(written(Image.new("RGB", (4800, 1200)))).size == (2400, 600)


def test_too_few_pixels_are_refused_as_they_are_left():
    content = written(halves(200, 100))
    assert kept(content, ratio=Fraction(1), least=(100, 100)).size == (100, 100)
    with pytest.raises(TooFewPixels):
        kept(content, ratio=Fraction(1), least=(101, 100))


@pytest.mark.parametrize("size", [(50_000, 50_000), (2**31 - 1, 1), (8000, 8000), (0, 0)])
def test_a_file_that_would_unpack_to_gigabytes_is_never_unpacked(size):
    with pytest.raises(WrongKind):
        kept(bomb(*size))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize(("kind", "form"), [("jpeg", "JPEG"), ("png", "PNG")])
@given(data=some.data())
def test_damage_is_refused_and_nothing_else_happens(kind, form, data):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    content = bytearray(written(halves(40, 20), form, exif=exif))
    for _ in range(data.draw(some.integers(1, 6))):
        content[data.draw(some.integers(0, len(content) - 1))] = data.draw(some.integers(0, 255))
    cut = data.draw(some.integers(1, len(content)))
    try:
        prepared(bytes(content[:cut]), kind, ratio=PASSPORT, crop=None, least=(0, 0))
    except WrongKind:
        return
