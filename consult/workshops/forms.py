"""The record's forms: its heading, one thing said, one next step."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    ValidationError,
    widgets,
)

from consult.accounts.models import Structure
from consult.contributions.places import perimeters_today
from consult.enjeux.models import Enjeu
from consult.web.forms import Form, LineField, Required, TextField, at_most, each_once
from consult.workshops import labels
from consult.workshops.fields import CheckboxesField, CountField, DayField, HourField, MemberField
from consult.workshops.models import College, Intensity, Item, ItemKind, Workshop, WorkshopKind
from consult.workshops.operations import Ground, Heading, PartLine
from consult.workshops.speech import Said

assert labels  # the words of every choice
LONGEST_LINE = 200
MOST_PARTS = 20
COUNTS = ("women", "men", "under_18", "from_18_to_25", "from_26_to_64", "over_64", "first_timers")
_CLIENT_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


def new_client_key() -> str:
    return secrets.token_hex(16)


class HeadingForm(Form):
    """`structure` is asked of an administrator, and only of a new record."""

    kind = MemberField(_l("What kind of session is it?"), WorkshopKind)
    title = LineField(
        _l("Its title"), [Required(_l("Give the session a title.")), at_most(LONGEST_LINE)]
    )
    structure = SelectField(_l("For which structure?"))
    held_on = DayField(_l("Which day?"), [Required(_l("Give the day of the session."))])
    starts_at = HourField(_l("At what time?"))
    place = LineField(_l("Where?"), [at_most(LONGEST_LINE)])
    host = LineField(_l("Who hosts it?"), [at_most(LONGEST_LINE)])
    event = LineField(
        _l("Is it part of an event?"),
        [at_most(LONGEST_LINE)],
        description=_l("For example: neighbours’ day."),
    )
    technique = LineField(
        _l("How do you lead it?"),
        [at_most(LONGEST_LINE)],
        description=_l("For example: talking circle, wall of notes, world café."),
    )
    quarters = SelectMultipleField(
        _l("Which quarters is it about?"),
        description=_l("With a single quarter, each thing said is counted for it."),
        filters=[each_once],
    )
    colleges = CheckboxesField(_l("Who takes part?"), College)
    guiding_question = TextField(
        _l("The question that guides the session"), [at_most(500)], render_kw={"rows": 2}
    )
    parts = TextField(
        _l("The parts of the session"),
        [at_most(3_000)],
        description=_l("One part per line, with its minutes if you wish: Talking circle | 20"),
        render_kw={"rows": 4},
    )
    women = CountField(_l("Women"))
    men = CountField(_l("Men"))
    under_18 = CountField(_l("Under 18"))
    from_18_to_25 = CountField(_l("18 to 25 years old"))
    from_26_to_64 = CountField(_l("26 to 64 years old"))
    over_64 = CountField(_l("65 and over"))
    first_timers = CountField(_l("Here for the first time"))
    confidential = TextField(
        _l("Confidential notes"),
        [at_most(10_000)],
        description=_l("They stay here: never in the report, never in the contributions."),
        render_kw={"rows": 4},
    )

    def __init__(self, ground: Ground, structures: Iterable[Structure], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.perimeters = {each.key: each for each in perimeters_today(ground.commune)}
        self.quarters.choices = [(key, each.name) for key, each in self.perimeters.items()]
        self.structures = {each.key: each for each in structures}
        if self.structures:
            self.structure.choices = [(key, each.name) for key, each in self.structures.items()]
        else:
            del self.structure

    def validate_parts(self, field: Any) -> None:
        read_parts(field.data or "")

    def validate_first_timers(self, field: Any) -> None:
        counts = {name: self[name].data for name in COUNTS[:-1]}
        total = Workshop(**counts).attendance
        if field.data is not None and total is not None and field.data > total:
            raise ValidationError(_("That is more people than were counted in the room."))

    def heading(self) -> Heading:
        lines = ("title", "place", "host", "event", "technique", "guiding_question", "confidential")
        values: dict[str, Any] = {name: self[name].data or "" for name in lines}
        values |= {name: self[name].data for name in ("held_on", "starts_at", *COUNTS)}
        return Heading(
            kind=WorkshopKind(self.kind.data),
            quarters=tuple(self.perimeters[key] for key in self.quarters.data or []),
            colleges=tuple(College(value) for value in self.colleges.data or []),
            parts=tuple(read_parts(self.parts.data or "")),
            **values,
        )


def read_parts(text: str) -> list[PartLine]:
    """« Title | minutes », one a line. Raises ValidationError naming the line that is wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_PARTS:
        raise ValidationError(_("Keep %(most)d parts at most.", most=MOST_PARTS))
    return [_read_part(line) for line in lines]


def _read_part(line: str) -> PartLine:
    title, bar, after = (piece.strip() for piece in line.rpartition("|"))
    if not bar:
        title, after = line, ""
    minutes = re.fullmatch(r"([0-9]{1,4})(\s*(min|mn|minutes?|’|'))?", after) if after else None
    if not title or (after and minutes is None):
        raise ValidationError(_("Write this line as: title | minutes. “%(line)s”", line=line[:60]))
    if len(title) > LONGEST_LINE:
        raise ValidationError(_("This title is too long: “%(line)s”", line=line[:60]))
    return PartLine(title, int(minutes[1]) if minutes else None)


def show_parts(workshop: Workshop) -> str:
    return "\n".join(
        part.title if part.minutes is None else f"{part.title} | {part.minutes}"
        for part in workshop.parts
    )


class ItemForm(Form):
    """The line to type; what was chosen for the last item is chosen again for the next."""

    text = TextField(
        _l("What was said"),
        [Required(_l("Write what was said.")), at_most()],
        widget=widgets.TextInput(),
    )
    kind = MemberField(_l("Kind"), ItemKind, default=ItemKind.OBSERVATION.value)
    enjeux = SelectMultipleField(_l("Enjeux"), filters=[each_once])
    part = SelectField(_l("Part of the session"), default="")
    college = MemberField(_l("Who says it"), College, default=College.RESIDENTS.value)
    intensity = MemberField(_l("How strongly"), Intensity, default=Intensity.MODERATE.value)
    heard_from = CountField(_l("How many people say it"), least=1, default=1)
    dots = CountField(_l("Dots received"), default=0)
    confidential = BooleanField(_l("Confidential: stays in this record"))
    client_key = HiddenField()

    def __init__(self, workshop: Workshop, **kwargs: Any) -> None:
        kwargs["data"] = {"client_key": new_client_key(), **kwargs.get("data", {})}
        super().__init__(**kwargs)
        self.known = {each.key: each for each in workshop.vocabulary.enjeux}
        self.enjeux.choices = [(key, each.short_title) for key, each in self.known.items()]
        self.letters = shortcut_letters(self.known.values())
        self.agenda = {str(part.id): part for part in workshop.parts}
        titles = [(key, part.title) for key, part in self.agenda.items()]
        self.part.choices = [*titles, ("", _("Outside the agenda"))]

    def said(self) -> Said:
        return Said(
            kind=ItemKind(self.kind.data),
            text=self.text.data or "",
            part=self.agenda.get(self.part.data or ""),
            college=College(self.college.data),
            intensity=Intensity(self.intensity.data),
            dots=self.dots.data or 0,
            heard_from=self.heard_from.data or 1,
            confidential=bool(self.confidential.data),
            enjeux=tuple(self.chosen_enjeux()),
        )

    def chosen_enjeux(self) -> list[Enjeu]:
        return [self.known[key] for key in self.enjeux.data or []]

    def key(self) -> str:
        """The device's key; words that come with none of ours are kept all the same."""
        typed = self.client_key.data or ""
        return typed if _CLIENT_KEY.fullmatch(typed) else new_client_key()


def shortcut_letters(enjeux: Iterable[Enjeu]) -> dict[str, str]:
    """For each enjeu the first letter of its name that no other took; empty when all are taken."""
    letters: dict[str, str] = {}
    for enjeu in enjeux:
        plain = unicodedata.normalize("NFKD", enjeu.short_title.lower())
        free = (sign for sign in plain if "a" <= sign <= "z" and sign not in letters.values())
        letters[enjeu.key] = next(free, "")
    return letters


class EditItemForm(ItemForm):
    """The same with room to read a long text again."""

    text = TextField(
        _l("What was said"),
        [Required(_l("Write what was said.")), at_most()],
        render_kw={"rows": 4},
    )


def sticky(workshop: Workshop) -> dict[str, Any]:
    """What is likely to be the same for the next item as for the last one written."""
    last = max(workshop.items, key=lambda item: item.id, default=None)
    first_part = str(workshop.parts[0].id) if workshop.parts else ""
    if last is None:
        return {"part": first_part}
    return {
        "kind": last.kind.value,
        "college": last.college.value,
        "part": "" if last.part is None else str(last.part.id),
    }


def read_position(typed: str | None) -> int | None:
    """Where a removed item stood; anything else than a small number means at the end."""
    return int(typed) if typed and re.fullmatch(r"[0-9]{1,6}", typed) else None


def item_data(item: Item) -> dict[str, Any]:
    """An item as its form shows it."""
    return {
        "text": item.text,
        "kind": item.kind.value,
        "enjeux": [enjeu.key for enjeu in item.enjeux],
        "part": "" if item.part is None else str(item.part.id),
        "college": item.college.value,
        "intensity": item.intensity.value,
        "heard_from": item.heard_from,
        "dots": item.dots,
        "confidential": item.confidential,
        "client_key": item.client_key,
    }


def heading_data(workshop: Workshop) -> dict[str, Any]:
    """A record as the form of its heading shows it."""
    plain = ("title", "held_on", "starts_at", "place", "host", "event", "technique")
    return {
        **{name: getattr(workshop, name) for name in (*plain, *COUNTS)},
        "guiding_question": workshop.guiding_question,
        "confidential": workshop.confidential,
        "kind": workshop.kind.value,
        "quarters": [quarter.key for quarter in workshop.quarters],
        "colleges": [each.college.value for each in workshop.colleges],
        "parts": show_parts(workshop),
    }


class NextStepForm(Form):
    what = LineField(_l("What"), [Required(_l("Say what will be done.")), at_most(1_000)])
    who = LineField(
        _l("Who"),
        [at_most(LONGEST_LINE)],
        description=_l("A service or a structure, never a person’s name."),
    )
    due_on = DayField(_l("By when"))
