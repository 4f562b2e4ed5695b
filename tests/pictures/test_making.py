"""A photograph is made again, small, upright, and without what it tells of a phone."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from consult.pictures.making import LARGEST_FILE, PictureError, Wrong, make


def photo(size=(800, 400), kind="JPEG", *, orientation: int = 1, mode="RGB") -> bytes:
    """Red on its left half, blue on the right; with a maker, a place and a turn in its metadata."""
    image = Image.new(mode, size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = image.getexif()
    exif[0x0112] = orientation
    exif[0x010F] = "Téléphone de Paul"
    exif.get_ifd(0x8825)[1] = "N"
    written = BytesIO()
    image.save(written, kind, exif=exif)
    return written.getvalue()


def seen(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_of_what_the_phone_wrote(kind: str) -> None:
    made = make(photo(kind=kind))
    image = seen(made.content)
    assert image.format == "JPEG"
    assert not image.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)
    assert b"Paul" not in made.content
    assert b"Exif" not in made.content


def test_it_is_upright_and_at_most_1600_pixels() -> None:
    made = make(photo((4000, 2000), orientation=6))
    image = seen(made.content)
    assert (made.width, made.height) == image.size == (800, 1600)
    # Turned by a quarter: what was on the left is above.
    top, bottom = image.getpixel((400, 200)), image.getpixel((400, 1400))
    assert top[0] > 200
    assert top[2] < 60
    assert bottom[2] > 200
    assert bottom[0] < 60


def test_what_was_transparent_is_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(written, "PNG")
    assert seen(make(written.getvalue()).content).getpixel((25, 25)) == (255, 255, 255)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be of this size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        (b"", Wrong.NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", Wrong.NOT_A_PICTURE),
        (b"GIF89a" + b"\x00" * 40, Wrong.NOT_A_PICTURE),
        (photo()[:2000], Wrong.NOT_A_PICTURE),
        (b"\xff\xd8\xff\xe0<script>alert(1)</script>", Wrong.NOT_A_PICTURE),
        (bomb(50_000, 50_000), Wrong.TOO_LARGE),
        (bomb(10, 10), Wrong.NOT_A_PICTURE),
        (b"\x00" * (LARGEST_FILE + 1), Wrong.HEAVY),
    ],
)
def test_liars_and_bombs_are_refused(raw: bytes, wrong: Wrong) -> None:
    with pytest.raises(PictureError) as refused:
        make(raw)
    assert refused.value.wrong is wrong
