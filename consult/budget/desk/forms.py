"""The form of a règlement, section by section."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from consult.budget import regulation
from consult.budget.desk.wording import NAMES, OPENINGS
from consult.budget.models import Campaign
from consult.budget.phases import ENDS
from consult.budget.terms import (
    BallotKind,
    Completion,
    Leftover,
    TallyRule,
    TieBreak,
    VoterEntry,
    Who,
)
from consult.contributions.places import perimeters_today
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune, Perimeter
from consult.web.clock import (
    as_closing,
    as_opening,
    closing,
    opening,
    possible_day,
)
from consult.web.forms import Form, LineField, Required, TextField, at_most
from consult.web.labels import label

DATES = tuple(column for _phase, column in ENDS)
NEEDED = ("opens_at", "closes_at")
ENUMS: dict[str, Any] = {
    "leftover": Leftover,
    "deposit_who": Who,
    "vote_who": Who,
    "vote_entry": VoterEntry,
    "ballot": BallotKind,
    "rule": TallyRule,
    "completion": Completion,
}
# May be left unsettled.
OPEN_ENUMS = ("vote_entry", "ballot", "rule")
NUMBERS = {
    "appeal_days": (0, 365),
    "deposit_min_age": (0, 99),
    "vote_min_age": (0, 99),
    "choices_min": (1, 1000),
    "choices_max": (1, 1000),
    "points": (1, 1000),
}
TEXTS = ("title", "intro", "who_may", "criteria", "barred", "draw_seed")
TIES = tuple(f"tie_{number}" for number in range(len(TieBreak)))
MOST_EUROS = 2_000_000_000


class EuroField(StringField):
    """Whole euros as people write them: « 150 000 », « 150 000 € »; `data` is a number or None."""

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").strip()
        bare = re.sub(r"[\s\u00a0\u202f€]|,00$", "", typed)
        if not bare:
            self.data = None
            return
        if not re.fullmatch(r"[0-9]{1,12}", bare) or int(bare) > MOST_EUROS:
            self.data = None
            self.typed = typed
            raise ValueError(str(_l("Write an amount in whole euros, such as 150 000.")))
        self.data = int(bare)

    def _value(self) -> str:
        return getattr(self, "typed", "" if self.data is None else str(self.data))


class GroundForm(Form):
    """Where the campaign is held, and the contract whose enjeux sort its ideas."""

    title = LineField(
        _l("Title"),
        [Required(_l("Give the campaign a title.")), at_most(200)],
        description=_l("For example: Budget participatif 2027."),
    )
    commune = SelectField(_l("Commune, whose quarters are offered"))
    vocabulary = SelectField(_l("Contract whose enjeux sort the ideas"))

    def offer(self, communes: Sequence[Commune], contracts: Mapping[str, str]) -> None:
        self.commune.choices = [SelectChoice(each.key, each.name) for each in communes]
        self.vocabulary.choices = [SelectChoice(key, name) for key, name in contracts.items()]

    def commune_in(self, communes: Sequence[Commune]) -> Commune:
        return next(each for each in communes if each.key == self.commune.data)

    def vocabulary_in(self, vocabularies: Sequence[Vocabulary]) -> Vocabulary:
        return next(each for each in vocabularies if each.key == self.vocabulary.data)


class CopyForm(Form):
    title = LineField(
        _l("Title of the new campaign"), [Required(_l("Give the campaign a title.")), at_most(200)]
    )


class RegulationForm(Form):
    """All that is the same for every campaign; `regulation_form` adds the dates and the shares."""

    title = LineField(NAMES["title"], [Required(_l("Give the campaign a title.")), at_most(200)])
    intro = TextField(
        NAMES["intro"], [at_most()], description=_l("Each line is a paragraph. Everyday words.")
    )
    who_may = TextField(
        NAMES["who_may"],
        [at_most(1000)],
        description=_l("Left empty, the page tells it from the choices below."),
    )
    deposit_who = SelectField(NAMES["deposit_who"])
    criteria = TextField(NAMES["criteria"], [at_most()], description=_l("One a line."))
    barred = TextField(NAMES["barred"], [at_most()], description=_l("One a line."))
    envelope_eur = EuroField(NAMES["envelope_eur"], description=_l("In whole euros."))
    cap_eur = EuroField(NAMES["cap_eur"])
    leftover = RadioField(NAMES["leftover"])
    vote_who = SelectField(NAMES["vote_who"])
    vote_entry = SelectField(NAMES["vote_entry"])
    ballot = SelectField(NAMES["ballot"])
    rule = SelectField(NAMES["rule"])
    completion = SelectField(
        NAMES["completion"], description=_l("Only for an equal share for each voter.")
    )
    draw_seed = LineField(
        NAMES["draw_seed"],
        [at_most(200)],
        description=_l("For a draw: words that nobody can foresee, published before the vote."),
    )
    seen = HiddenField()

    campaign: Campaign
    quarters: list[Perimeter]

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if not any(self[name].errors for name in (*ENUMS, *TIES)):
            for fault in regulation.faults(self.terms(), self.shares()):
                field = self[place_of(fault.field)]
                if not field.errors:
                    field.errors = [_told(fault.sentence)]
                    valid = False
        return valid

    def date(self, column: str) -> datetime | None:
        """The instant as it was, unless the day or the hour was changed."""
        asked = (self[f"{column}_on"].data, self[f"{column}_hour"].data)
        former = getattr(self.campaign, column)
        if asked == _as_shown(column, former):
            return former  # type: ignore[no-any-return]
        day, hour = asked
        if day is None:
            return None
        written = day if hour is None else datetime.combine(day, hour)
        return opening(written) if column in OPENINGS else closing(written)

    def terms(self) -> dict[str, Any]:
        """Columns of Campaign; of a validated form."""
        return {
            **{name: self[name].data or "" for name in TEXTS},
            **{column: self.date(column) for column in DATES},
            "envelope_eur": self.envelope_eur.data,
            "cap_eur": self.cap_eur.data,
            **{
                name: kind(self[name].data) if self[name].data else None
                for name, kind in ENUMS.items()
            },
            **{name: self[name].data for name in NUMBERS},
            "choices_min": self["choices_min"].data or 1,
            "appeal_days": self["appeal_days"].data or 0,
            "ties": [self[name].data for name in TIES if self[name].data],
        }

    def shares(self) -> dict[str | None, int]:
        """Whole euros by key of quarter; nothing typed means one envelope for all."""
        typed: dict[str | None, int | None] = {None: self["share_town"].data}
        typed |= {each.key: self[_share(each)].data for each in self.quarters}
        return {key: amount for key, amount in typed.items() if amount is not None}

    def share_fields(self) -> list[Any]:
        return [self["share_town"], *(self[_share(each)] for each in self.quarters)]

    def tie_fields(self) -> list[Any]:
        return [self[name] for name in TIES]


def regulation_form(campaign: Campaign) -> RegulationForm:
    """Filled with the règlement as it stands, or with what was just sent."""
    quarters = _quarters(campaign)
    fields: dict[str, Any] = {"campaign": campaign, "quarters": quarters}
    for column in DATES:
        needed = [Required(_l("Give a day."))] if column in NEEDED else [Optional()]
        fields[f"{column}_on"] = DateField(NAMES[column], [*needed, possible_day])
        fields[f"{column}_hour"] = TimeField(_l("At what time?"), [Optional()])
    for name, (least, most) in NUMBERS.items():
        told = _l("Give a number from %(least)s to %(most)s.", least=least, most=most)
        fields[name] = IntegerField(
            NAMES[name], [Optional(), NumberRange(least, most, message=told)]
        )
    for number, name in enumerate(TIES):
        fields[name] = SelectField(_l("First") if number == 0 else _l("Then"))
    fields["share_town"] = EuroField(_l("The whole town, and what concerns several quarters"))
    for each in quarters:
        fields[_share(each)] = EuroField(each.name)
    kind = type("CampaignRegulationForm", (RegulationForm,), fields)
    now = shown(campaign)
    form: RegulationForm = kind(data=now)
    _offer(form)
    if form.is_submitted():
        # What is locked is told and not asked: it is as it was.
        for name in form._fields:
            if name in now and name not in request.form:
                form[name].data = now[name]
    else:
        form.seen.data = digest(campaign)
    return form


def shown(campaign: Campaign) -> dict[str, Any]:
    """What the form holds of a campaign."""
    held: dict[str, Any] = {name: getattr(campaign, name) for name in (*TEXTS, *NUMBERS)}
    held |= {"envelope_eur": campaign.envelope_eur, "cap_eur": campaign.cap_eur}
    for name in ENUMS:
        value = getattr(campaign, name)
        held[name] = value.value if value is not None else ""
    for column in DATES:
        held[f"{column}_on"], held[f"{column}_hour"] = _as_shown(column, getattr(campaign, column))
    for number, name in enumerate(TIES):
        held[name] = campaign.ties[number] if number < len(campaign.ties) else ""
    shares = {each.perimeter: each.amount_eur for each in campaign.shares}
    held["share_town"] = shares.get(None)
    for each in _quarters(campaign):
        held[_share(each)] = shares.get(each)
    return held


def digest(campaign: Campaign) -> str:
    """Of what the form shows: it tells whether somebody else saved in the meantime."""
    told = json.dumps(shown(campaign), default=str, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def place_of(column: str) -> str:
    """The field that shows what is wrong with a setting."""
    if column in DATES:
        return f"{column}_on"
    return {"ties": TIES[0], "shares": "share_town"}.get(column, column)


def _offer(form: RegulationForm) -> None:
    for name, kind in ENUMS.items():
        told = [SelectChoice(each.value, str(label(each))) for each in kind]
        empty = [SelectChoice("", _l("Not settled yet"))] if name in OPEN_ENUMS else []
        form[name].choices = empty + told
    for name in TIES:
        told = [SelectChoice(each.value, str(label(each))) for each in TieBreak]
        form[name].choices = [SelectChoice("", "–"), *told]


def _quarters(campaign: Campaign) -> list[Perimeter]:
    """Those of today, and those that an older règlement gives a share."""
    today = perimeters_today(campaign.commune)
    former = [each.perimeter for each in campaign.shares if each.perimeter not in today]
    return [*today, *(each for each in former if each is not None)]


def _share(perimeter: Perimeter) -> str:
    return f"share_{perimeter.id}"


def _as_shown(column: str, instant: datetime | None) -> tuple[Any, Any]:
    if instant is None:
        return None, None
    return as_opening(instant) if column in OPENINGS else as_closing(instant)


def _told(sentence: str) -> str:
    return str(gettext(sentence))
