"""Two answers that one list of boxes cannot take: an order, and a choice on each line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Field
from wtforms.fields.choices import SelectChoice


class RankingField(Field):
    """`data`: the rank given to each choice, by its value; choices without a rank are left out.

    Each choice has a list of ranks under the field's name, whose values are « choice:rank »: it
    works with a thumb, a keyboard and a screen reader alike, where moving things with a finger does not.
    """

    def __init__(
        self,
        label: Any,
        validators: Any,
        *,
        choices: Sequence[SelectChoice],
        ranks: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.choices = choices
        self.ranks = range(1, ranks + 1)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = {}
        for each in valuelist:
            value, _, rank = each.rpartition(":")
            if value:
                # What the page did not offer stays as it came, for the validators to refuse.
                self.data[value] = int(rank) if rank.isascii() and rank.isdecimal() else 0
        self.raw_data = [each for each in valuelist if each]


class MatrixField(Field):
    """`data`: the value chosen on each line, by the line's key; lines without an answer are left out.

    Each line is a group of radio buttons of its own, named « field-line ».
    """

    def __init__(
        self,
        label: Any,
        validators: Any,
        *,
        rows: Sequence[tuple[str, str]],
        choices: Sequence[SelectChoice],
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.rows = rows
        self.choices = choices

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        if formdata is not None:
            given = {key: formdata.get(f"{self.name}-{key}") for key, _label in self.rows}
            self.data = {key: value for key, value in given.items() if value}
            self.raw_data = list(self.data.values())
