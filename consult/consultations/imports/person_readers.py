"""What columns say of the person and of the sheet: the day, the age, the language and so on."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from consult.consultations.imports.mapping import ColumnEntry
from consult.consultations.imports.matching import age_of, gender_of, is_yes
from consult.consultations.imports.readers import Column, Draft, refused
from consult.contributions.models import Channel
from consult.contributions.profiles import Profile
from consult.contributions.written import plain, read_channel, read_date, read_language
from consult.db import utcnow
from consult.territory.publics import AgeBand, Gender
from consult.web.forms import clean_line
from consult.web.i18n import local
from consult.web.tables import CellError

# LimeSurvey writes it where a survey keeps no dates.
NO_DATE = "1980-01-01"

_AGES = {each.value: each for each in AgeBand}
_GENDERS = {each.value: each for each in Gender}


def age_column(entry: ColumnEntry) -> Column:
    by_hand = {plain(written): value for written, value in entry.values.items()}

    def understood(cell: str, year: int) -> AgeBand | None:
        value = by_hand.get(plain(cell))
        if value is None:
            return age_of(cell, year)
        # A value set by hand while the column was something else says nothing of an age.
        return _AGES.get(value) if value else AgeBand.NOT_SAID

    def read(cell: str, draft: Draft) -> None:
        found = understood(cell, draft.year)
        if found is None and entry.others == "refuse":
            raise CellError(_("the age “%(written)s” is not understood.", written=cell[:40]))
        draft.profile = Profile(found, draft.profile.gender)

    return Column(read, lambda cell: [] if understood(cell, local(utcnow()).year) else [cell])


def gender_column(entry: ColumnEntry) -> Column:
    by_hand = {plain(written): value for written, value in entry.values.items()}

    def understood(cell: str) -> Gender | None:
        value = by_hand.get(plain(cell))
        if value is None:
            return gender_of(cell)
        return _GENDERS.get(value) if value else Gender.NOT_SAID

    def read(cell: str, draft: Draft) -> None:
        found = understood(cell)
        if found is None and entry.others == "refuse":
            raise refused(cell)
        draft.profile = Profile(draft.profile.age, found)

    return Column(read, lambda cell: [] if understood(cell) else [cell])


def day_column(entry: ColumnEntry) -> Column:
    def read(cell: str, draft: Draft) -> None:
        if not cell and entry.others == "aside":
            draft.unsent = True
        elif not cell.startswith(NO_DATE):
            written = cell.replace(" - ", " ").replace("/", "-") if cell[:4].isdigit() else cell
            draft.said_on = read_date(_day_first(written) if entry.month_first else written,
                                      draft.today)  # fmt: skip

    return Column(read)


def _day_first(written: str) -> str:
    try:
        found = datetime.strptime(written.split(" ", maxsplit=1)[0], "%m/%d/%Y")  # noqa: DTZ007
    except ValueError:
        return written
    return found.strftime("%d/%m/%Y")


def language_column() -> Column:
    def read(cell: str, draft: Draft) -> None:
        # « fr-FR » is French wherever it is spoken.
        draft.language = read_language(
            cell.split("-", maxsplit=1)[0] if len(cell) == 5 else cell, "fr"
        )

    return Column(read)


def channel_column() -> Column:
    def read(cell: str, draft: Draft) -> None:
        draft.channel = read_channel(cell, Channel.IMPORT)

    return Column(read)


def identifier_column() -> Column:
    def read(cell: str, draft: Draft) -> None:
        draft.external_id = (clean_line(cell) or "")[:255]

    return Column(read)


def draft_column() -> Column:
    def read(cell: str, draft: Draft) -> None:
        draft.unsent = draft.unsent or is_yes(cell, "brouillon") is True

    return Column(read)
