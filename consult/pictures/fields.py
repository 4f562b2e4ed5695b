"""Two fields of a form: a photograph, and what one sees on it.

A browser sends a file once: what was read travels with the form, already made small, so that a word
to correct elsewhere does not lose it.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from consult.pictures.making import LARGEST_FILE, Made, PictureError, Wrong, make
from consult.web.forms import Form, LineField, at_most

LONGEST_ALT = 300
# What a request that brings a photograph may weigh: the file, and the one that it takes the place of.
REQUEST_BYTES = LARGEST_FILE + 3_000_000
# A picture that travels with its form, as base64, with the rest of what was typed.
KEPT_BYTES = 4_000_000
ACCEPTED = "image/jpeg,image/png,image/webp"
WHY = {
    Wrong.HEAVY: _l("This photo is heavier than 12 MB. Choose a lighter one."),
    Wrong.NOT_A_PICTURE: _l("This file is not a photo that we can read. Choose a JPEG or a PNG."),
    Wrong.TOO_LARGE: _l("This photo is too large. Choose a smaller one."),
}


class PictureForm(Form):
    """`kept` is the picture read last, as base64 of what will be recorded."""

    photo = FileField(
        _l("A photo"),
        description=_l("Of the place, and of nobody: no face, no number plate."),
    )
    photo_alt = LineField(_l("What can be seen on it?"), [at_most(LONGEST_ALT)])
    photo_kept = HiddenField()
    photo_drop = BooleanField(_l("Send without this photo"))
    _made: Made | None = None

    def validate_photo(self, field: Any) -> None:
        given = field.data
        if not isinstance(given, FileStorage) or not given.filename:
            return
        try:
            made = make(given.stream.read(LARGEST_FILE + 1))
        except PictureError as error:
            raise ValidationError(str(WHY[error.wrong])) from error
        self._made = made
        self.photo_kept.data = base64.b64encode(made.content).decode()
        self.photo_drop.data = False

    def validate(self, extra_validators: Any = None) -> bool:
        """What came back from a browser is made again, and no more trusted than the first time."""
        valid: bool = super().validate(extra_validators)
        if self.photo_kept.data and self._read() is None:
            self.photo_kept.data = ""
            self.photo.errors = [str(WHY[Wrong.NOT_A_PICTURE])]
            return False
        return valid

    def picture(self) -> Made | None:
        """Of a validated form; None without one."""
        return None if self.photo_drop.data else self._read()

    def _read(self) -> Made | None:
        if self._made is None and self.photo_kept.data:
            try:
                self._made = make(base64.b64decode(self.photo_kept.data, validate=True))
            except (PictureError, binascii.Error, ValueError):
                return None
        return self._made

    def alt(self) -> str:
        return self.photo_alt.data or ""
