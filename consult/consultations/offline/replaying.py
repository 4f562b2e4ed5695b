"""What waited on a phone, taken in one request by the operations that every screen uses.

It may come twice: the answers take the place of the same answers, and the sending bears a name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import orm
from werkzeug.datastructures import MultiDict

from consult.audit.operations import RESIDENT, Signed
from consult.consultations.forms import (
    PlaceForm,
    SendForm,
    given_by,
    rehearsed_form,
    required_message,
)
from consult.consultations.models import AnswerSheet
from consult.consultations.offline.screens import PLACE, PROFILE, key_in, name_of
from consult.consultations.operations import (
    NothingAnswered,
    StillMissing,
    save_answer,
    set_place,
    set_profile,
    submission_of,
    submit_sheet,
)
from consult.consultations.wordings.queries import words_of
from consult.consultations.wordings.words import Words
from consult.contributions.places import read_place
from consult.contributions.profiles import NO_PROFILE, ProfileForm
from consult.web.forms import Form
from consult.web.languages import page_language

_FREE = {"csrf": False}


class Kept(BaseModel):
    """What a phone sends: the fields of each screen, and those of the last button if it was pressed.

    `name`, drawn by the phone when the button was pressed, stays the same from one try to the next.
    `begun` is what `beginning.stamp` gave it.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    screens: dict[str, list[list[str]]]
    send: list[list[str]] | None = None
    name: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None
    begun: str | None = None


@dataclass
class Taken:
    """What came of it. `errors`: why a screen was refused, by its name, in words for its author.

    `gone`: screens whose question was taken off meanwhile. `is_sent`: there is a receipt now.
    """

    errors: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    is_empty: bool = False
    is_sent: bool = False


def is_same_sending(sheet: AnswerSheet, kept: Kept) -> bool:
    """Whether a sheet already sent holds all of this: nothing in it is lost by not being read."""
    return not kept.screens or is_mine(sheet, kept)


def is_mine(sheet: AnswerSheet, kept: Kept) -> bool:
    """Whether the sheet was sent by this very phone, which alone knows the name of that sending."""
    return kept.name is not None and kept.name == sheet.sent_as


def take(
    session: orm.Session,
    sheet: AnswerSheet,
    token: str,
    kept: Kept,
    *,
    device: str,
    by: Signed | str = RESIDENT,
) -> Taken:
    """Save every screen that is right, then send if that was asked and all of them are."""
    taken = Taken()
    words = words_of(session, sheet.consultation)
    for name, pairs in kept.screens.items():
        _take_screen(session, sheet, words, name, _fields(pairs), taken)
    if kept.send is not None and not taken.errors:
        _send(session, sheet, token, kept, taken, device, by)
    return taken


def _fields(pairs: list[list[str]]) -> MultiDict[str, str]:
    return MultiDict([(pair[0], pair[1]) for pair in pairs if len(pair) == 2])


def _take_screen(
    session: orm.Session,
    sheet: AnswerSheet,
    words: Words,
    name: str,
    fields: MultiDict[str, str],
    taken: Taken,
) -> None:
    skipped = "skip" in fields
    if name == PLACE:
        error = _take_place(session, sheet, fields)
    elif name == PROFILE and sheet.consultation.asks_profile:
        form = ProfileForm(NO_PROFILE, formdata=fields, meta=_FREE)
        error = _first_error(form)
        if not error:
            set_profile(session, sheet, NO_PROFILE if skipped else form.profile())
    else:
        key = key_in(name)
        question = next((each for each in sheet.consultation.questions if each.key == key), None)
        if question is None:
            taken.gone.append(name)
            return
        asked = rehearsed_form(words.question(question), given=fields)
        given = given_by(question, asked, skipped=skipped)
        error = ""
        if given is None:
            error = _first_error(asked) or required_message(question)
        else:
            save_answer(session, sheet, question, given, language=page_language())
    if error:
        taken.errors[name] = error


def _take_place(session: orm.Session, sheet: AnswerSheet, fields: MultiDict[str, str]) -> str:
    commune = sheet.consultation.commune
    form = PlaceForm(formdata=fields, meta=_FREE)
    form.offer(commune, None)
    if error := _first_error(form):
        return error
    chosen = form.place.data
    set_place(session, sheet, read_place(chosen, commune) if chosen else None)
    return ""


def _first_error(form: Form) -> str:
    """Empty when the form is right."""
    if form.validate():
        return ""
    return str(next(iter(form.errors.values()))[0])


def _send(
    session: orm.Session,
    sheet: AnswerSheet,
    token: str,
    kept: Kept,
    taken: Taken,
    device: str,
    by: Signed | str,
) -> None:
    form = SendForm(sheet, formdata=_fields(kept.send or []), meta=_FREE)
    # A language that is not in the list was not offered by any page: the words keep that of theirs.
    said_in = form.said_in(sheet) if form.validate() else sheet.language
    try:
        submit_sheet(session, sheet, submission_of(token), language=said_in, device=device, by=by)
    except NothingAnswered:
        taken.is_empty = True
    except StillMissing as error:
        taken.errors |= {name_of(each): required_message(each) for each in error.questions}
    else:
        sheet.sent_as = kept.name
        taken.is_sent = True
