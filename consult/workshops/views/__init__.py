"""The pages of workshops: the list, the record, what was said, the report."""

from consult.workshops.views import items, minutes, records, steps
from consult.workshops.views.blueprint import blueprint
from consult.workshops.views.records import desk_cards

assert items and minutes and records and steps  # noqa: PT018

__all__ = ["blueprint", "desk_cards"]
