"""A form whose file is read, then travels with it as text until it is imported: no disk keeps it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField
from wtforms.validators import ValidationError

from consult.web.forms import Form, clean_line
from consult.web.tables import FileError, encoding_of

# Twice this fits in a request: what was read travels with the file that takes its place.
LARGEST_FILE = 1_000_000


def _storable(text: str | None) -> str:
    """Without the sign that no database keeps."""
    return (text or "").replace("\0", "")


def _name(written: str | None) -> str:
    return (clean_line(written) or "")[:255]


class CarriedFileForm(Form):
    """`content` is the text of the file that was read last, `file_name` what it was called."""

    file = FileField(
        _l("The file (CSV)"),
        description=_l("At most 1 MB and 2 000 rows. In a spreadsheet: Save as, CSV."),
    )
    content = HiddenField(filters=[_storable])
    file_name = HiddenField(filters=[_name])
    TOO_HEAVY = _l(
        "This file is heavier than 1 MB. Cut it into several files, or ask the person who runs the site: "
        "they can import it whole."
    )
    NOT_A_TABLE = _l("This is not a CSV file: in the spreadsheet, Save as, CSV (UTF-8).")

    def validate_file(self, field: Any) -> None:
        """A file just chosen takes the place of the one that was read before."""
        given = field.data
        if isinstance(given, FileStorage) and given.filename:
            raw = given.stream.read(LARGEST_FILE + 1)
            if len(raw) > LARGEST_FILE:
                raise ValidationError(str(self.TOO_HEAVY))
            try:
                self.content.data = _storable(self.text_of(raw))
            except (FileError, UnicodeDecodeError):
                raise ValidationError(str(self.NOT_A_TABLE)) from None
            if len(self.stream().getbuffer()) > LARGEST_FILE:
                # Other encodings take less room: it would not travel back.
                self.content.data = ""
                raise ValidationError(str(self.TOO_HEAVY))
            if not (self.content.data or "").strip("\ufeff \t\r\n"):
                self.content.data = ""
                raise ValidationError(str(_l("This file is empty. Choose another one.")))
            self.file_name.data = _name(given.filename)
        if not self.content.data:
            raise ValidationError(str(_l("Choose a file.")))

    def text_of(self, raw: bytes) -> str:
        """Raises FileError or UnicodeDecodeError."""
        return raw.decode(encoding_of(BytesIO(raw)))

    def stream(self) -> BytesIO:
        """A new one each time: reading closes it."""
        return BytesIO((self.content.data or "").encode("utf-8", "replace"))
