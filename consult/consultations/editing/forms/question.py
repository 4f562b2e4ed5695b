"""One question, as the team writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from consult.consultations.conditions.checking import Found
from consult.consultations.conditions.language import (
    LONGEST,
    Condition,
    ConditionError,
    parse,
    write,
)
from consult.consultations.editing.asking_if import Trigger, compose, decompose, triggers
from consult.consultations.editing.entries import short_key
from consult.consultations.editing.labels import KIND_HINTS, PICTOGRAMS, SCALES, told_fault
from consult.consultations.editing.lines import Line, LinesField
from consult.consultations.editing.received import Why
from consult.consultations.models import QuestionKind
from consult.consultations.reading import (
    BOUNDED,
    DESCRIBING,
    LONGEST_HELP,
    LONGEST_INTERVIEWER_HELP,
    LONGEST_PROMPT,
    WITH_CHOICES,
    ChoiceEntry,
    QuestionEntry,
    RowEntry,
)
from consult.reading import LONGEST_LINE
from consult.territory.models import Commune
from consult.web.forms import Form, LineField, Required, TextField, at_most
from consult.web.labels import label

EVERYONE, SIMPLE, WRITTEN = "tous", "simple", "ecrite"
MOST_CHOICES = 20
LONGEST_LABEL = LONGEST_LINE
# The field of the form that shows what is wrong with a part of the question.
_PLAIN = ("kind", "prompt", "help", "interviewer_help", "section", "required", "describes_person")
PLACES = {"shown_if": "asked_if", "question": "prompt"}


@dataclass(frozen=True)
class Around:
    """The questionnaire that a question stands in: what comes before it, every key, its commune."""

    earlier: Sequence[QuestionEntry]
    keys: frozenset[str]
    commune: Commune


class QuestionForm(Form):
    kind = SelectField(_l("Kind of question"), validate_choice=True)
    prompt = TextField(
        _l("The question"),
        [Required(_l("Write the question.")), at_most(LONGEST_PROMPT)],
        description=_l("One thing at a time, as you would say it aloud."),
    )
    help = TextField(
        _l("Help, under the question"),
        [at_most(LONGEST_HELP)],
        description=_l("For example: Two answers at most."),
    )
    interviewer_help = TextField(
        _l("Help for whoever asks it aloud"),
        [at_most(LONGEST_INTERVIEWER_HELP)],
        description=_l("An animator reads it during an interview. Who answers alone does not."),
    )
    section = LineField(
        _l("Part of the questionnaire"),
        [at_most(LONGEST_LABEL)],
        description=_l("Printed above the question where a part begins."),
    )
    choices = LinesField(_l("Choices offered"))
    rows = LinesField(_l("Lines of the table"))
    max_choices = SelectField(_l("How many answers at most?"), validate_choice=False)
    required = BooleanField(
        _l("An answer is required"),
        description=_l("Only for what cannot be done without: people leave at such questions."),
    )
    describes_person = BooleanField(
        _l("The answer says who answers"),
        description=_l("Its age, its situation…: the results can then be read by this answer."),
    )
    asked_if = RadioField(_l("Who is asked?"), default=EVERYONE)
    trigger = SelectField(_l("An earlier answer"), validate_choice=False)
    trigger_is = SelectField(_l("Ask the question"), validate_choice=False, default="oui")
    shown_if = TextField(_l("Condition"), [at_most(LONGEST)])
    seen = HiddenField()

    def __init__(self, around: Around, entry: QuestionEntry | None = None, **kwargs: Any) -> None:
        super().__init__(data=shown(entry, around) if entry else None, **kwargs)
        self.around = around
        self.entry_before = entry
        self.kind.choices = [SelectChoice(each.value, label(each)) for each in QuestionKind]
        self.kind.description = str(KIND_HINTS.get(self.kind.data or "", ""))
        most = max(MOST_CHOICES, (entry.max_choices or 0) if entry else 0)
        self.max_choices.choices = [
            SelectChoice("", _("As many as one wants")),
            *[SelectChoice(str(n), str(n)) for n in range(1, most + 1)],
        ]
        self.trigger_is.choices = [
            SelectChoice("oui", _("if it is the answer given")),
            SelectChoice("non", _("if it is not the answer given")),
        ]
        self.asked_if.choices = [
            SelectChoice(EVERYONE, _("Everyone")),
            SelectChoice(SIMPLE, _("Only some, after what they answered before")),
            SelectChoice(WRITTEN, _("Only some, by a written condition")),
        ]

    @property
    def has_choices(self) -> bool:
        return str(self.kind.data) in WITH_CHOICES

    @property
    def has_icons(self) -> bool:
        return self.has_choices and self.kind.data != QuestionKind.MATRIX.value

    @property
    def has_rows(self) -> bool:
        return bool(self.kind.data == QuestionKind.MATRIX.value)

    @property
    def may_describe(self) -> bool:
        return str(self.kind.data) in DESCRIBING

    @property
    def is_bounded(self) -> bool:
        return str(self.kind.data) in BOUNDED

    @property
    def triggers(self) -> list[Trigger]:
        return triggers(self.around.earlier, self.around.commune)

    def act(self, asked: str) -> None:
        """A button that works on the form and saves nothing: « choices.up.3 », « scale »."""
        name, _dot, rest = asked.partition(".")
        verb, _dot, place = rest.partition(".")
        if name == "scale" and verb in SCALES:
            self.choices.fill(list(SCALES[verb]))
        if name in {"choices", "rows"}:
            field: LinesField = self[name]
            field.act(verb, int(place) if place.isascii() and place.isdecimal() else -1)

    def validate_choices(self, field: LinesField) -> None:
        if self.has_choices and len(field.filled) < 2:
            raise ValidationError(_("Offer two choices at least."))
        if self.has_choices:
            _check_lines(field)

    def validate_rows(self, field: LinesField) -> None:
        if self.has_rows and not field.filled:
            raise ValidationError(_("Write one line of the table at least."))
        if self.has_rows:
            _check_lines(field)

    def validate_max_choices(self, field: Any) -> None:
        most = self._most()
        if most is not None and most > len(self.choices.filled):
            raise ValidationError(_("This is more than the choices offered."))

    def validate_trigger(self, field: Any) -> None:
        if self.asked_if.data == SIMPLE:
            try:
                self._composed()
            except LookupError:
                raise ValidationError(_("Choose an answer to an earlier question.")) from None

    def validate_shown_if(self, field: Any) -> None:
        if self.asked_if.data != WRITTEN:
            return
        if not field.data:
            raise ValidationError(_("Write the condition, or ask everyone."))
        try:
            parse(field.data)
        except ConditionError as error:
            read, left = field.data[: error.at].strip(), field.data[error.at :].strip()
            if not left:
                raise ValidationError(_("This condition is not finished.")) from None
            raise ValidationError(
                _("This condition is not understood from “%(text)s” on.", text=left[:40])
                if read
                else _("This condition is not understood.")
            ) from None

    def entry(self) -> QuestionEntry:
        """Of a validated form."""
        before = self.entry_before
        prompt = self.prompt.data or ""
        return QuestionEntry(
            key=before.key if before else short_key(prompt, self.around.keys),
            kind=self.kind.data,
            prompt=prompt,
            help=self.help.data or "",
            interviewer_help=self.interviewer_help.data or "",
            section=self.section.data or "",
            shown_if=self._condition(),
            required=bool(self.required.data),
            describes_person=self.may_describe and bool(self.describes_person.data),
            max_choices=self._most(),
            choices=self._choices(),
            rows=self._rows(),
        )

    def typed(self) -> QuestionEntry:
        """As it stands on the page, however unfinished: for the preview, never to be kept."""
        kinds = {each.value for each in QuestionKind}
        kind = self.kind.data if self.kind.data in kinds else QuestionKind.LONG.value
        return QuestionEntry.model_construct(
            key=short_key(self.prompt.data or "", ()),
            kind=kind,
            prompt=self.prompt.data or _("Your question"),
            help=self.help.data or "",
            interviewer_help=self.interviewer_help.data or "",
            section=self.section.data or "",
            shown_if="",
            required=bool(self.required.data),
            max_choices=self._most(),
            choices=self._choices() or self._examples(),
            rows=self._rows() or self._example_rows(),
        )

    def _examples(self) -> tuple[ChoiceEntry, ...]:
        """What stands in the preview until a choice is written."""
        words = (_("First choice"), _("Second choice")) if self.has_choices else ()
        return tuple(
            ChoiceEntry.model_construct(key=f"c{n}", label=each, icon="")
            for n, each in enumerate(words)
        )

    def _example_rows(self) -> tuple[RowEntry, ...]:
        words = (_("First line"),) if self.has_rows else ()
        return tuple(RowEntry.model_construct(key="l0", label=each) for each in words)

    def tell_faults(self, found: Sequence[Found], prompts: Mapping[str, str]) -> None:
        """Of the conditions of this question, or of a later one that its change breaks."""
        key = self.entry_before.key if self.entry_before else ""
        for each in found:
            told = told_fault(each.fault, prompts.get(each.about, each.about))
            if each.key == key or each.key not in prompts:
                field = self.shown_if if self.asked_if.data == WRITTEN else self.trigger
                field.errors = [*field.errors, told]
            else:
                about = _(
                    "The condition of “%(question)s” does not hold any more: %(fault)s",
                    question=prompts[each.key],
                    fault=told,
                )
                self.form_errors.append(about)

    def tell_refusals(self, whys: Mapping[str, Why]) -> None:
        shown = {"choices": self.has_choices, "rows": self.has_rows, "max_choices": self.is_bounded}
        for name, why in whys.items():
            # What the kind now chosen does not show is refused with the kind itself.
            field = self[PLACES.get(name, name) if shown.get(name, True) else "kind"]
            if label(why) in field.errors:
                continue
            field.errors = [*field.errors, label(why)]

    def _composed(self) -> Condition:
        """Raises LookupError for what the list did not offer."""
        offered = {value for trigger in self.triggers for value, _words in trigger.answers}
        if self.trigger.data not in offered:
            raise LookupError(self.trigger.data)
        return compose(
            self.trigger.data or "",
            is_it=self.trigger_is.data == "oui",
            earlier=self.around.earlier,
        )

    def _condition(self) -> str:
        if self.asked_if.data == WRITTEN:
            return self.shown_if.data or ""
        return write(self._composed()) if self.asked_if.data == SIMPLE else ""

    def _most(self) -> int | None:
        told = self.max_choices.data or ""
        known = {choice.value for choice in self.max_choices.choices or ()}
        return int(told) if self.is_bounded and told and told in known else None

    def _choices(self) -> tuple[ChoiceEntry, ...]:
        if not self.has_choices:
            return ()
        known = self.entry_before.choices if self.entry_before else ()
        kept = {each.icon for each in known} | PICTOGRAMS.keys()
        return tuple(
            ChoiceEntry.model_construct(
                key=key, label=line.label, icon=line.icon if line.icon in kept else ""
            )
            for key, line in _keyed(self.choices.filled, known)
        )

    def _rows(self) -> tuple[RowEntry, ...]:
        if not self.has_rows:
            return ()
        known = self.entry_before.rows if self.entry_before else ()
        return tuple(
            RowEntry.model_construct(key=key, label=line.label)
            for key, line in _keyed(self.rows.filled, known)
        )


def shown(entry: QuestionEntry, around: Around) -> dict[str, Any]:
    """What the form holds of a question."""
    asked_if, trigger, is_it = EVERYONE, "", True
    if entry.shown_if:
        simple = decompose(parse(entry.shown_if), around.earlier, around.commune)
        asked_if = SIMPLE if simple else WRITTEN
        trigger, is_it = simple or ("", True)
    return {
        **{name: getattr(entry, name) for name in _PLAIN},
        "choices": [Line(each.key, each.label, each.icon) for each in entry.choices],
        "rows": [Line(each.key, each.label) for each in entry.rows],
        "max_choices": str(entry.max_choices or ""),
        "asked_if": asked_if,
        "trigger": trigger,
        "trigger_is": "oui" if is_it else "non",
        "shown_if": entry.shown_if,
    }


def _keyed(
    lines: Sequence[Line], known: Sequence[ChoiceEntry | RowEntry]
) -> list[tuple[str, Line]]:
    """Each line with its key: its own when it has one, or one made of its words."""
    own = {each.key for each in known}
    given: set[str] = set()
    found = []
    for line in lines:
        key = line.key
        if key not in own or key in given:
            key = short_key(line.label, own | given)
        given.add(key)
        found.append((key, line))
    return found


def _check_lines(field: LinesField) -> None:
    labels = [line.label for line in field.filled]
    if any(len(each) > LONGEST_LABEL for each in labels):
        raise ValidationError(
            _("A line is too long: keep %(max)s characters at most.", max=LONGEST_LABEL)
        )
    twice = next((each for each in labels if labels.count(each) > 1), None)
    if twice:
        raise ValidationError(_("“%(text)s” stands twice.", text=twice))
