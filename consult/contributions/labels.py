"""How channels, sources and states are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.contributions.models import Channel, Source, Status, Tagging
from consult.territory.models import PerimeterKind, PlaceScope
from consult.territory.publics import AgeBand, Gender
from consult.web.labels import name_members

name_members(
    {
        Channel.ONLINE: _l("Online"),
        Channel.INTERVIEW: _l("Interview"),
        Channel.PAPER: _l("On paper"),
        Channel.DOOR_TO_DOOR: _l("Door to door"),
        Channel.WORKSHOP: _l("Workshop"),
        Channel.IMPORT: _l("Earlier consultation"),
        Source.ANSWER: _l("Answer to a consultation"),
        Source.IDEA: _l("Idea for the budget participatif"),
        Source.WORKSHOP_ITEM: _l("Said in a workshop"),
        Source.GATHERED: _l("Gathered elsewhere"),
        Source.REMARK: _l("Remark on the contract"),
        Status.RECEIVED: _l("To read"),
        Status.REPHRASE_ASKED: _l("To be rephrased by its author"),
        Status.PUBLISHED: _l("Published"),
        Status.REFUSED: _l("Not published"),
        Status.WITHDRAWN: _l("Withdrawn by its author"),
        Tagging.TO_DO: _l("To sort"),
        Tagging.TAGGED: _l("Sorted"),
        Tagging.OUTSIDE: _l("Outside the enjeux"),
        Tagging.UNDECIDED: _l("To be settled"),
    }
)
name_members(
    {
        PlaceScope.PERIMETER: _l("A priority quarter"),
        PlaceScope.ELSEWHERE_IN_TOWN: _l("Elsewhere in town"),
        PlaceScope.OUTSIDE: _l("Outside the town"),
        PlaceScope.NOT_SAID: _l("Quarter not said"),
        PerimeterKind.QPV: _l("Priority quarter (QPV)"),
        PerimeterKind.PAC: _l("Area of additional attention"),
        PerimeterKind.WATCH: _l("Watched quarter"),
        PerimeterKind.LIVED: _l("Lived quarter"),
        PerimeterKind.POCKET: _l("Pocket of poverty"),
    }
)
name_members(
    {
        AgeBand.UNDER_18: _l("Under 18"),
        AgeBand.FROM_18_TO_25: _l("18 to 25 years old"),
        AgeBand.FROM_26_TO_64: _l("26 to 64 years old"),
        AgeBand.OVER_64: _l("65 and over"),
        AgeBand.NOT_SAID: _l("I prefer not to say"),
        Gender.WOMEN: _l("A woman"),
        Gender.MEN: _l("A man"),
        Gender.NOT_SAID: _l("I prefer not to say"),
    }
)
