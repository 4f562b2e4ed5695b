"""Every act at least once, in any order: what a few examples of free acts would not meet by chance.

The acts that make one another possible, or whose order matters most, have several cards.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from consult.contract.models import ActionState
from tests.contract.chain.contract_acts import FILES
from tests.contract.chain.words_acts import SENDERS

if TYPE_CHECKING:
    from tests.contract.chain.machine import Chain

Card = Callable[["Chain", Random], None]


def _pick(chance: Random) -> int:
    return chance.randrange(41)


def _some(chance: Random) -> set[int]:
    return {chance.randrange(9) for _ in range(chance.randint(1, 4))}


def _put_back(town: Chain, chance: Random) -> None:
    """Two gestures: undo, then publish."""
    town.put_back_on_the_site(number=_pick(chance))
    town.put_back_on_the_site(number=_pick(chance))


def _from_a_group(town: Chain, chance: Random) -> None:
    town.gather(chosen=_some(chance))
    town.write_from_a_group(number=_pick(chance))


def _unite_twice(town: Chain, chance: Random) -> None:
    """What one merge brought goes further with the next one."""
    texts = town.account.texts
    number, other = _pick(chance), _pick(chance)
    survivor = list(texts)[number % len(texts)]
    town.unite(number=number, other=other, again=False)
    if len(texts) > 1:
        number = list(texts).index(survivor) + 1
        town.unite(number=number, other=len(texts) - 2, again=False)


CARDS: list[tuple[int, Card]] = [
    (1, lambda town, r: town.say(people=r.randint(1, 9), sender=r.randrange(SENDERS))),
    (2, lambda town, r: town.take_words_back(number=_pick(r))),
    (2, lambda town, r: town.take_off_the_site(number=_pick(r))),
    (2, _put_back),
    (1, lambda town, r: town.mask_a_passage(number=_pick(r))),
    (1, lambda town, r: town.gather(chosen=_some(r))),
    (1, _from_a_group),
    (1, lambda town, r: town.scatter(number=_pick(r))),
    (2, lambda town, r: town.write(number=r.randrange(6), chosen=_some(r))),
    (1, lambda town, r: town.put_behind(number=_pick(r), chosen=_some(r))),
    (2, lambda town, r: town.take_from_behind(number=_pick(r), which=_pick(r))),
    (1, lambda town, r: town.reword(number=_pick(r))),
    (1, _unite_twice),
    (2, lambda town, r: town.unite(number=_pick(r), other=_pick(r), again=r.random() < 0.5)),
    (
        2,
        lambda town, r: town.divide(
            number=_pick(r), going=_some(r), both=_some(r), places=r.randrange(3)
        ),
    ),
    (2, lambda town, r: town.take_apart(places=r.randrange(3))),
    (1, lambda town, r: town.delete(number=_pick(r))),
    (3, lambda town, r: town.place_it(number=_pick(r), where=_pick(r))),
    (1, lambda town, r: town.move_it(number=_pick(r), where=_pick(r))),
    (2, lambda town, r: town.take_it_out(number=_pick(r))),
    (1, lambda town, r: town.follow_it(number=_pick(r))),
    (1, lambda town, r: town.tell(number=_pick(r), state=ActionState.STARTED, day=9)),
    (1, lambda town, r: town.tell_no_more()),
    (2, lambda town, r: town.import_again(text=r.choice(FILES), replace=r.random() < 0.5)),
    (1, lambda town, r: town.edit_a_line(number=_pick(r))),
    (1, lambda town, r: town.arrange(number=_pick(r))),
    (1, lambda town, r: town.take_a_line_out(number=_pick(r))),
    (1, lambda town, r: town.publish_without_a_note()),
    (3, lambda town, r: town.publish_a_version()),
]


def dealt(chance: Random) -> list[Card]:
    cards = [card for times, card in CARDS for _ in range(times)]
    chance.shuffle(cards)
    return cards
