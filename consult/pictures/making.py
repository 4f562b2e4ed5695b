"""A photograph as somebody's phone made it → a plain JPEG of at most 1 600 pixels.

Every pixel is decoded and encoded again: no metadata (EXIF, place, name of the device, thumbnail) and
nothing hidden behind the image passes. What is not a picture, or claims to be a larger one than it can
be, is refused before it is decoded.
"""

from __future__ import annotations

import enum
import warnings
from dataclasses import dataclass
from io import BytesIO

# As phones send them: 12 to 50 million pixels, 3 to 10 MB.
LARGEST_FILE = 12_000_000
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1_600
QUALITY = 76
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class Wrong(enum.Enum):
    """Why a file is not taken as a picture."""

    HEAVY = "heavy"
    NOT_A_PICTURE = "not-a-picture"
    TOO_LARGE = "too-large"


class PictureError(ValueError):
    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


@dataclass(frozen=True)
class Made:
    """JPEG bytes, and their size in pixels."""

    content: bytes
    width: int
    height: int


def make(raw: bytes, *, longest_side: int = LONGEST_SIDE) -> Made:
    """The picture in `raw`, upright, on white where it was transparent. Raises PictureError."""
    # Loaded when a picture comes: starting the site stays quick.
    from PIL import Image, ImageFile, ImageOps

    if len(raw) > LARGEST_FILE:
        raise PictureError(Wrong.HEAVY)
    # A picture cut on its way is not half a picture; WeasyPrint, once loaded, decides otherwise.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(raw), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise PictureError(Wrong.TOO_LARGE)
                # A JPEG is decoded at a fraction of its size, which is all that is kept of it.
                opened.draft("RGB", (longest_side, longest_side))
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((longest_side, longest_side))
                plain = Image.new("RGB", upright.size, "white")
                seen = upright.convert("RGBA")
                plain.paste(seen, mask=seen)
    except PictureError:
        raise
    except Image.DecompressionBombError as error:
        raise PictureError(Wrong.TOO_LARGE) from error
    # Whatever a decoder says of bytes that somebody made up.
    except Exception as error:
        raise PictureError(Wrong.NOT_A_PICTURE) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    written = BytesIO()
    plain.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Made(written.getvalue(), *plain.size)
