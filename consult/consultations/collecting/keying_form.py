"""One page for a whole sheet of paper, in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from consult.consultations.collecting.copies import LARGEST
from consult.consultations.collecting.forms import check_day
from consult.consultations.collecting.keying import Paper
from consult.consultations.collecting.models import CollectedSheet, Round
from consult.consultations.forms import AnswerForm, PlaceForm, part_form, read_answer
from consult.consultations.models import Answer, Question
from consult.consultations.queries import answers_of
from consult.contributions.languages import language_choices
from consult.contributions.places import place_value, read_place
from consult.contributions.profiles import NO_PROFILE, Profile, ProfileForm
from consult.contributions.receipts import new_submission_key
from consult.contributions.sending import OnceForm
from consult.web.forms import Required

ILLEGIBLE = "illisible"


@dataclass(frozen=True)
class Part:
    """One question of the page; `number` is that of the paper."""

    number: int
    question: Question
    form: AnswerForm
    illegible: bool

    @property
    def fields(self) -> list[Field]:
        return [self.form.answer, *([self.form.words] if self.form.words else [])]


class KeyingForm(OnceForm):
    """The number of the sheet and what holds for all of it; its questions are `parts`."""

    copy = IntegerField(
        _l("Number of the sheet"),
        [
            Optional(),
            NumberRange(1, LARGEST, _l("The number is printed at the foot of each page.")),
        ],
        description=_l(
            "At the foot of each page. Nothing for a photocopy: its number is another’s."
        ),
    )
    filled_on = DateField(
        _l("The last day that the sheets were filled"),
        [Required(_l("Say when these sheets were filled: it is asked once."))],
        description=_l("Asked once for the round. The words typed from the sheets bear this day."),
    )
    language = SelectField(_l("In which language is it written?"), choices=language_choices)

    def __init__(
        self, round_: Round, copy: int | None, before: CollectedSheet | None = None
    ) -> None:
        """`copy`: the number expected; `before`: a sheet that was undone, to type otherwise."""
        sheet = before.sheet if before is not None else None
        super().__init__(data={"copy": copy, "language": sheet.language if sheet else "fr"})
        if before is not None:
            self.submission.data = new_submission_key()
        self.round = round_
        if round_.filled_on is not None:
            del self.filled_on
        self.parts = list(_parts(round_, before))
        commune = round_.consultation.commune
        self.where = PlaceForm(prefix="lieu-", meta={"csrf": False})
        self.where.offer(commune, None)
        if sheet is not None and sheet.place_scope is not None:
            self.where.place.data = place_value(sheet.place_scope, sheet.perimeter)
        self.profile = _profile_form(round_, before)

    def validate_copy(self, field: Any) -> None:
        most = self.round.copies
        if field.data is None:
            return
        if not most:
            raise ValidationError(_("No numbered sheet was printed: leave this empty."))
        if field.data > most:
            raise ValidationError(_("Only %(most)s sheets were printed.", most=most))

    def validate_filled_on(self, field: Any) -> None:
        check_day(self.round, field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Every part is checked, so that all that is wrong is told at once."""
        own = super().validate(extra_validators)
        others = [each.form.validate() for each in self.parts]
        others.append(self.where.validate())
        if self.profile is not None:
            others.append(self.profile.validate())
        return own and all(others)

    def all_fields(self) -> Iterator[tuple[int | None, Field]]:
        """What can be wrong, in the order of the page, with the number of its question."""
        yield from ((None, field) for field in (self.copy, self.language))
        if "filled_on" in self._fields:
            yield None, self.filled_on
        for part in self.parts:
            yield from ((part.number, field) for field in part.fields)
        yield None, self.where.place
        if self.profile is not None:
            yield from ((None, field) for field in (self.profile.age, self.profile.gender))

    def paper(self) -> Paper:
        """Of a validated form."""
        commune = self.round.consultation.commune
        where = self.where.place.data
        return Paper(
            given={each.question.key: read_answer(each.question, each.form) for each in self.parts},
            copy=self.copy.data,
            place=read_place(where, commune) if where else None,
            profile=self.profile.profile() if self.profile is not None else NO_PROFILE,
            language=self.language.data,
            illegible=frozenset(each.question.key for each in self.parts if each.illegible),
        )


def _parts(round_: Round, before: CollectedSheet | None) -> Iterator[Part]:
    given = request.form if request.method == "POST" and before is None else None
    marked = set(given.getlist(ILLEGIBLE)) if given is not None else _marked(before)
    answered = answers_of(before.sheet) if before is not None else {}
    for number, question in enumerate(round_.consultation.questions, start=1):
        form = part_form(
            question, f"q{number}-", saved=_read(answered.get(question.id)), given=given
        )
        yield Part(number, question, form, question.key in marked)


def _marked(before: CollectedSheet | None) -> set[str]:
    return set(before.illegible.split()) if before is not None else set()


def _read(answer: Answer | None) -> Answer | None:
    """An answer as it was typed: its words come back from where they were sent.

    The sheet is about to be deleted: what is written on it here is never kept.
    """
    if answer is not None and answer.contribution is not None:
        answer.text = answer.contribution.text
    return answer


def _profile_form(round_: Round, before: CollectedSheet | None) -> ProfileForm | None:
    if not round_.consultation.asks_profile:
        return None
    receipt = before.sheet.receipt if before is not None else None
    known = Profile(receipt.age, receipt.gender) if receipt is not None else NO_PROFILE
    form = ProfileForm(known, prefix="profil-", meta={"csrf": False})
    if before is not None:
        form.age.data = known.age.value if known.age else None
        form.gender.data = known.gender.value if known.gender else None
    return form
