"""Pictures made ready to be kept: upright, cropped, written anew with nothing but pixels."""

import io
import struct
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from PIL import Image, ImageOps

from registration.core.errors import RuleBroken
from registration.files.inspection import WrongKind

# Checked before a pixel is decoded: a small file may unpack to gigabytes. The library's own limit
# stands at the same place; it refuses twice as many and warns below.
MAX_PIXELS = Image.MAX_IMAGE_PIXELS = 50_000_000
LARGEST_EDGE = 2400
QUALITY = 90
WEB_QUALITY = 80
THOUSAND = 1000
FORMATS = {"jpeg": "JPEG", "png": "PNG"}
# What decoders raise for damaged content.
DAMAGED = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError, struct.error,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


class TooFewPixels(RuleBroken):
    """What is left of the picture is smaller than the question takes."""


class Crop(NamedTuple):
    """What somebody chose to keep, in thousandths: left edge and width of the picture's width,
    upper edge of its height; the height follows from the ratio.
    """

    x: int
    y: int
    width: int


class Scaled(NamedTuple):
    """A JPEG file and its size in pixels."""

    content: bytes
    width: int
    height: int


def scaled(
    content: bytes, kind: str, *, widths: Sequence[int], least: tuple[int, int]
) -> list[Scaled]:
    """The whole picture once for each of ``widths``, at most so wide and twice as high, as JPEG.

    ``content``, ``kind`` and ``least`` are those of ``prepared``.

    Raises:
        WrongKind: as ``prepared``.
        TooFewPixels: it is too small.
    """
    picture = _upright(content, kind)
    if picture.width < least[0] or picture.height < least[1]:
        raise TooFewPixels
    return [_at_most(picture, width) for width in widths]


def prepared(
    content: bytes, kind: str, *, ratio: Fraction | None, crop: Crop | None, least: tuple[int, int]
) -> bytes:
    """The picture as it is kept, of the same kind.

    Args:
        content: a JPEG or PNG file.
        kind: ``jpeg`` or ``png``.
        ratio: width by height; None leaves the picture whole.
        crop: None, or what cannot be, keeps the largest part in the middle.
        least: the fewest pixels (width, height) it may have left.

    Raises:
        WrongKind: the content is damaged, or unpacks to more than 50 million pixels.
        TooFewPixels: it is too small.
    """
    picture = _upright(content, kind)
    if ratio is not None:
        picture = picture.crop(_box(picture.size, ratio, crop))
    if picture.width < least[0] or picture.height < least[1]:
        raise TooFewPixels
    picture.thumbnail((LARGEST_EDGE, LARGEST_EDGE))
    written = io.BytesIO()
    picture.save(written, FORMATS[kind], quality=QUALITY)
    return written.getvalue()


def _at_most(picture: Image.Image, width: int) -> Scaled:
    copy = picture.copy()
    copy.thumbnail((width, 2 * width))
    written = io.BytesIO()
    copy.save(written, "JPEG", quality=WEB_QUALITY, progressive=True, optimize=True)
    return Scaled(written.getvalue(), copy.width, copy.height)


def _upright(content: bytes, kind: str) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise WrongKind
            turned = ImageOps.exif_transpose(opened)
            return _on_white(turned)
    except DAMAGED:
        raise WrongKind from None


def _on_white(picture: Image.Image) -> Image.Image:
    """The pixels alone, in a new picture that knows nothing of the old one."""
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    pixels = Image.new("RGB", picture.size)
    pixels.paste(picture.convert("RGB"))
    return pixels


def _box(size: tuple[int, int], ratio: Fraction, crop: Crop | None) -> tuple[int, int, int, int]:
    width, height = size
    widest = min(width, max(1, int(height * ratio)))
    wide = widest
    if crop is not None and 0 < crop.width <= THOUSAND:
        wide = max(1, min(widest, width * crop.width // THOUSAND))
    high = min(height, max(1, round(wide / ratio)))
    left, top = (width - wide) // 2, (height - high) // 2
    if crop is not None and crop.width > 0:
        left = max(0, min(width - wide, width * crop.x // THOUSAND))
        top = max(0, min(height - high, height * crop.y // THOUSAND))
    return left, top, left + wide, top + high
