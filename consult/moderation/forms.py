"""What a moderator fills in."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, ValidationError

from consult.contributions.languages import language_choices
from consult.contributions.models import Contribution
from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import ambition_key
from consult.moderation.labels import language_name
from consult.moderation.models import Reason
from consult.web.forms import Form, LineField, Required, TextField, at_most, each_once
from consult.web.languages import DEFAULT

LONGEST_SENTENCE = 1_000
LONGEST_TITLE = 255
# An imported text is longer than what a form takes.
LONGEST_SPLIT = 100_000
_BOX = re.compile(r"([0-9a-f]{12}):([0-9]{1,9})")


class _Dated(Form):
    """`revision` tells which state of the words was on the screen."""

    revision = HiddenField()

    def seen_revision(self) -> int:
        """-1, which no words ever have, for what is not a number."""
        given = self.revision.data or ""
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


class PublishForm(_Dated):
    """Nothing to say: the button is enough."""


class AnswerForm(_Dated):
    """A refusal or a demand to rephrase: the author is told why, and in kind words."""

    reason = SelectField(
        _l("Reason"),
        validators=[Required(message=_l("Choose a reason."))],
        validate_choice=False,
    )
    sentence = TextField(
        _l("A sentence to the author"),
        description=_l("The author reads it with their code, after the reason. Be short and kind."),
        validators=[
            Required(message=_l("Write a sentence to the author: they need to understand.")),
            at_most(LONGEST_SENTENCE),
        ],
    )

    def offer(self, reasons: list[Reason]) -> None:
        self.known = {reason.key: reason for reason in reasons}
        self.reason.choices = [
            ("", _l("Choose a reason")),
            *((reason.key, reason.label) for reason in reasons),
        ]

    def validate_reason(self, field: Any) -> None:
        if field.data not in self.known:
            raise ValidationError(_l("Choose a reason of the list."))


class SelectionForm(AnswerForm):
    """Boxes of the queue: « public id:revision » each. Refusing asks for a reason and a sentence."""

    words = SelectMultipleField(_l("Selection"), validate_choice=False, filters=[each_once])

    def selection(self) -> dict[str, int]:
        """The revision that was on the screen, by public id; what is not a box is left out."""
        found = [_BOX.fullmatch(each) for each in self.words.data or ()]
        return {each[1]: int(each[2]) for each in found if each}


class MaskForm(_Dated):
    """What was spotted, to tick, and passages to type, one a line; `note` is told to the author."""

    found = SelectMultipleField(_l("What was spotted"), validate_choice=False, filters=[each_once])
    passages = TextField(
        _l("Other passages to mask"),
        description=_l("One a line, exactly as they are written in the text."),
        validators=[at_most(LONGEST_SENTENCE)],
    )
    note = TextField(
        _l("A word to the author"),
        description=_l("They are told that a passage is masked. You may add why."),
        validators=[at_most(LONGEST_SENTENCE)],
    )

    def all_passages(self) -> list[str]:
        typed = [line.strip() for line in (self.passages.data or "").split("\n")]
        return list(dict.fromkeys([*(self.found.data or ()), *filter(None, typed)]))


class OpenForm(Form):
    """Reading a sealed original: the journal keeps the reason."""

    why = TextField(
        _l("Why do you need to read it?"),
        description=_l("The journal keeps your name, the date and this reason."),
        validators=[
            Required(message=_l("Write why you need to read the original.")),
            at_most(LONGEST_SENTENCE),
        ],
    )


class RemovePictureForm(Form):
    """Why a photo is taken off: the journal keeps it."""

    why = TextField(
        _l("Why is it taken off?"),
        [Required(message=_l("Write why you take this photo off.")), at_most(LONGEST_SENTENCE)],
    )


class SplitForm(_Dated):
    """The author's text, with separating lines."""

    text = TextField(
        _l("The text, cut"),
        validators=[Required(message=_l("The text is missing.")), at_most(LONGEST_SPLIT)],
    )


class TranslationForm(_Dated):
    """The language that words are in, and what they say in French; `seen`: what they said before."""

    seen = HiddenField()
    language = SelectField(_l("These words are in"), validate_choice=False)
    title = LineField(_l("The title, in French"), validators=[at_most(LONGEST_TITLE)])
    text = TextField(
        _l("The words, in French"),
        description=_l("As close to the words as you can: nothing added, nothing softened."),
        validators=[at_most(LONGEST_SPLIT)],
    )

    def offer(self, contribution: Contribution) -> None:
        """The usual languages, and the one that is written on these words when it is another."""
        self.language.choices = language_choices()
        known = {code for code, _name in self.language.choices}
        if contribution.language not in known:
            name = language_name(contribution.language)
            self.language.choices.append((contribution.language, name))
        if not contribution.title:
            del self.title

    def validate_language(self, field: Any) -> None:
        if field.data not in {code for code, _name in self.language.choices}:
            raise ValidationError(_l("Choose a language of the list."))

    def validate_text(self, field: Any) -> None:
        if field.data and self.language.data == DEFAULT:
            raise ValidationError(_l("Words in French have no translation: choose their language."))


class TagForm(_Dated):
    """Boxes for the enjeux, and for the ambitions under each."""

    enjeux = SelectMultipleField(_l("Enjeux"), validate_choice=False, filters=[each_once])
    ambitions = SelectMultipleField(_l("Ambitions"), validate_choice=False, filters=[each_once])
    axes = SelectMultipleField(_l("Transversal axes"), validate_choice=False, filters=[each_once])

    def offer(self, vocabulary: Vocabulary) -> None:
        self.known_enjeux = {enjeu.key: enjeu for enjeu in vocabulary.enjeux}
        self.known_ambitions = {
            ambition_key(ambition): ambition
            for enjeu in vocabulary.enjeux
            for ambition in enjeu.ambitions
        }
        self.known_axes = {axis.key: axis for axis in vocabulary.axes}
        self.axes.choices = [(key, each.title) for key, each in self.known_axes.items()]
        self.enjeux.choices = [(key, each.short_title) for key, each in self.known_enjeux.items()]
        self.ambitions.choices = [(key, each.title) for key, each in self.known_ambitions.items()]

    def validate_enjeux(self, field: Any) -> None:
        self._check(field.data, self.known_enjeux)

    def validate_ambitions(self, field: Any) -> None:
        self._check(field.data, self.known_ambitions)

    def validate_axes(self, field: Any) -> None:
        self._check(field.data, self.known_axes)

    def nothing_ticked(self) -> None:
        """Sorting among the enjeux takes one at least."""
        self.enjeux.errors = [
            _("Tick at least one enjeu, or choose « Outside the enjeux » or « To be settled ».")
        ]

    def _check(self, given: list[str] | None, known: dict[str, Any]) -> None:
        if not known.keys() >= set(given or ()):
            raise ValidationError(_l("This choice is not in the contract. Tick the boxes again."))
