"""What should be there: the chain told in sets and dictionaries, beside the product.

Each act of the machine writes here what it should have done, and nothing here reads the product.
Contributions are known by their id, statements and places by their public address.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from consult.contributions.models import Status
from consult.following.models import ToldKind


@dataclass
class Line:
    """What a publication told of one contribution: `address` then, `stands_at` where it leads since."""

    version: int
    kind: ToldKind
    text: str
    address: str
    stands_at: str


@dataclass
class Words:
    """A contribution of `people` heard together, said `since` that number of versions.

    Nobody else's text has its `token` nor its `passage`, which anybody reads until it is masked.
    """

    public_id: str
    people: int
    sender: int
    token: str
    passage: str
    since: int = 0
    status: Status = Status.PUBLISHED
    masked: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def public(self) -> bool:
        return self.status is Status.PUBLISHED

    def standing(self) -> dict[str, Line]:
        """By address, the sentences that the words were told to stand behind, and still do."""
        last = {line.stands_at: line for line in self.lines}
        return {where: line for where, line in last.items() if line.kind is ToldKind.ENTERED}


@dataclass
class Print:
    """A sentence as it is read at a place: in the text being written or as a version printed it.

    `said` are the words that stood behind it then; `statement` is None once the team deleted it.
    """

    statement: str | None
    text: str
    target: str
    said: set[int]


class ActionRow(NamedTuple):
    """An action as the text has it on that day."""

    id: int
    objective_id: int | None
    text: str


@dataclass(frozen=True)
class Text:
    """What readers find: a version or, with the number 0, the working text before any."""

    number: int
    sentences: dict[str, Print]
    actions: dict[str, ActionRow]

    def at(self, target: str) -> list[Print]:
        return [each for each in self.sentences.values() if each.target == target]


class Way(NamedTuple):
    """How the public address of a place answers: « page », « former » (the page of a sentence that
    left the text, last printed by version `to`), « led » (to the place `to`) or « nowhere ».
    """

    kind: str
    to: str = ""


@dataclass
class Account:
    words: dict[int, Words] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    cited: dict[str, set[int]] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    led: dict[str, str] = field(default_factory=dict)
    # Every address that a place ever had.
    known_places: set[str] = field(default_factory=set)
    # Those of the statements that the team deleted.
    deleted: set[str] = field(default_factory=set)
    versions: list[Text] = field(default_factory=list)
    # The piste that each born action was, by the action's address.
    followed: dict[str, str] = field(default_factory=dict)
    # By group, the words that it keeps.
    groups: dict[str, set[int]] = field(default_factory=dict)

    # Who is heard.

    @property
    def public(self) -> set[int]:
        return {key for key, each in self.words.items() if each.public}

    def heard(self, statement: str) -> set[int]:
        """Behind a statement as the team has it."""
        return self.cited[statement] & self.public

    def people(self, said: Collection[int]) -> int:
        """Whoever says two things is one voice, and speaks for the larger of the two groups."""
        voices: dict[int, int] = {}
        for each in said:
            words = self.words[each]
            voices[words.sender] = max(voices.get(words.sender, 0), words.people)
        return sum(voices.values())

    def heard_then(self, sentence: Print) -> set[int]:
        """Behind a sentence: those of then that are public today."""
        return sentence.said & self.public

    def figures(self, sentence: Print) -> tuple[int, int]:
        """People and contributions."""
        said = self.heard_then(sentence)
        return self.people(said), len(said)

    # What is read.

    def working(self, actions: dict[str, ActionRow]) -> Text:
        sentences = {
            place: Print(owner, self.texts[owner], target, self.heard(owner))
            for place, (owner, target) in self.places.items()
        }
        return Text(0, sentences, actions)

    @property
    def latest(self) -> Text | None:
        return self.versions[-1] if self.versions else None

    def end(self, address: str) -> str:
        return self.led.get(address, address)

    def way(self, address: str) -> Way:
        latest = self.latest
        end = self.end(address)
        moved = end != address and end in self.places
        if latest is None:
            if address in self.places:
                return Way("page")
            return Way("led", end) if moved else Way("nowhere")
        if address in latest.sentences:
            return Way("page")
        if moved and any(end in each.sentences for each in self.versions):
            return Way("led", end)
        printed = [each for each in self.versions if address in each.sentences]
        if not printed:
            return Way("nowhere")
        return Way("former", str(printed[-1].number))

    # What acts do.

    def place(self, address: str, owner: str, target: str) -> None:
        self.places[address] = (owner, target)
        self.known_places.add(address)

    def unite(self, into: str, gone: str, text: str) -> None:
        self.texts.pop(gone)
        self.texts[into] = text
        self.cited[into] |= self.cited.pop(gone)
        self._lead(gone, into)
        mine = {where: place for place, (owner, where) in self.places.items() if owner == into}
        for place, (owner, where) in list(self.places.items()):
            if owner != gone:
                continue
            if where in mine:
                self.places.pop(place)
                self._lead(place, mine[where])
            else:
                self.places[place] = (into, where)
        for each in self._prints():
            if each.statement == gone:
                each.statement = into

    def _lead(self, gone: str, into: str) -> None:
        """What led to an address that is united with another leads to that one."""
        self.led = {old: into if new == gone else new for old, new in self.led.items()}
        self.led[gone] = into

    def part(
        self, found: str, made: str, text: str, *, gone: set[int], left: set[int],
        moving: Collection[str],
    ) -> None:  # fmt: skip
        self.texts[made] = text
        self.cited[made], self.cited[found] = set(gone), left
        for place in moving:
            self.places[place] = (made, self.places[place][1])
        # What versions printed at these places, under whatever address, goes with them.
        for version in self.versions:
            for address, each in version.sentences.items():
                if self.end(address) in moving:
                    each.statement = made

    def delete(self, statement: str) -> None:
        self.texts.pop(statement)
        self.cited.pop(statement)
        self.deleted.add(statement)
        for each in self._prints():
            if each.statement == statement:
                each.statement = None

    def withdraw(self, key: int) -> None:
        words = self.words[key]
        words.status = Status.WITHDRAWN
        words.lines.clear()
        printed = (each.said for each in self._prints())
        for known in (*self.cited.values(), *self.groups.values(), *printed):
            known.discard(key)

    def _prints(self) -> list[Print]:
        return [each for version in self.versions for each in version.sentences.values()]

    # What publishing tells.

    def publish(self, actions: dict[str, ActionRow]) -> set[int]:
        """The contributions that were told something."""
        before = self.latest
        version = Text(len(self.versions) + 1, self.working(actions).sentences, actions)
        told = set()
        for key, words in self.words.items():
            for line in words.lines:
                end = self.end(line.stands_at)
                line.stands_at = end if end in self.places else line.stands_at
            if not words.public:
                continue
            known = len(words.lines)
            words.lines += self._left(key, version, before)
            words.lines += self._entered(key, version)
            if len(words.lines) > known:
                told.add(key)
        self.versions.append(version)
        return told

    def _left(self, key: int, version: Text, before: Text | None) -> list[Line]:
        lines = []
        for where, line in self.words[key].standing().items():
            here = version.sentences.get(where)
            if here is not None and key in here.said:
                continue
            kind = ToldKind.LEFT if here is None else ToldKind.APART
            read = before.sentences if before else {}
            known = read.get(line.address) or read.get(where)
            text = known.text if known else line.text
            lines.append(Line(version.number, kind, text, where, where))
        return lines

    def _entered(self, key: int, version: Text) -> list[Line]:
        standing = self.words[key].standing()
        return [
            Line(version.number, ToldKind.ENTERED, each.text, where, where)
            for where, each in version.sentences.items()
            if key in each.said and where not in standing
        ]
