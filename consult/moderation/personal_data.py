"""What may tell who someone is, spotted for the moderator's eye: a help that decides nothing.

Better one mark too many than one too few, but a page where everything is marked is not read: names
are looked for only where French announces one (a civility, « je m’appelle », « mon voisin »), or as
a capital in the middle of a sentence that is no place, month or body known here.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from consult.moderation.known_words import KNOWN


class Kind(enum.Enum):
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    ADDRESS = "address"


@dataclass(frozen=True)
class Span:
    """`text[start:end]` of the text that was searched."""

    start: int
    end: int
    kind: Kind


_UPPER: Final = "A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ"
_LOWER: Final = "a-zàâäçéèêëîïôöùûüÿœæ"
_EMAIL: Final = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|\[at\]|\(at\)|\sarobase\s)\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.I
)
# National (06 12 34 56 78) or international (+33 6…, 0033…); any usual sign between the digits.
_SEPARATOR: Final = r"[ \u00a0\u202f.\-–/]{0,3}"
_PHONE: Final = re.compile(
    rf"(?<![\d+])(?:(?:\+|00){_SEPARATOR}33{_SEPARATOR}(?:\(0\){_SEPARATOR})?|0)[1-9]"
    rf"(?:{_SEPARATOR}\d){{8}}(?!\d)"
)
_WAYS: Final = (
    r"(?i:rue|avenue|av\.|boulevard|bd|place|impasse|all[ée]e|chemin|quai|cit[ée]|r[ée]sidence|"
    r"square|route|ruelle|cour|passage|faubourg)"
)
_ADDRESS: Final = re.compile(
    rf"(?<!\d)(?:\d{{1,4}}\s?(?:bis|ter|quater)?,?\s{{1,2}})(?:{_WAYS})\s{{1,2}}"
    rf"(?:(?:de\s+la|de\s+l['’]|des|du|de|d['’])\s*)?[\w'’-]{{1,40}}"
    rf"(?:\s{{1,2}}[{_UPPER}][\w-]{{1,40}}){{0,3}}"
)
_PARTICLE: Final = r"(?:de|du|des|da|dos|el|al|ben|bint|van|von|le|la|d['’])"
_NAME_WORD: Final = (
    rf"(?:[{_UPPER}]['’])?[{_UPPER}][{_LOWER}{_UPPER}]*(?:[-'’][{_UPPER}]?[{_LOWER}]+)*"
)
_FULL_NAME: Final = (
    rf"(?:[{_UPPER}]\.\s?)?{_NAME_WORD}(?:\s{{1,2}}(?:{_PARTICLE}\s?)?{_NAME_WORD}){{0,2}}"
)
_CIVILITY: Final = re.compile(
    rf"(?<![{_LOWER}{_UPPER}])(?i:mesdames|messieurs|madame|monsieur|mademoiselle|mme|mlle|"
    rf"mrs?|dr|docteur|m\.|ma[iî]tre|ma[iî]tresse|m(?=\s))\.?[ \u00a0]{{1,2}}({_FULL_NAME})"
)
_ANNOUNCED: Final = re.compile(
    r"(?i:\bm['’]appel+e|\bs['’]appel+e|\bt['’]appel+es|\bje\s+suis|\bmon\s+nom\s+est|"
    r"\bmon\s+pr[ée]nom\s+est|\bsign[ée]\s?:?|\bla\s+famille|\bles|"
    r"\b(?:mon|ma|mes|le|la|notre|nos|son|sa|ton|ta)\s+(?:voisine?s?|fils|fille|mari|femme|"
    r"fr[èe]re|s(?:œ|oe)ur|copine?|copain|amie?|prof|gardienne?|tante|oncle|cousine?|m[èe]re|"
    r"p[èe]re|b[ée]b[ée]))"
    rf"\s*,?\s{{1,2}}({_FULL_NAME})"
)
# « rue Sadi Carnot », « l’école Jules Ferry »: the name of a place that everyone knows.
_NAMED_PLACE: Final = re.compile(
    rf"(?<![\w-])(?:{_WAYS}|(?i:[ée]cole|coll[èe]ge|lyc[ée]e|cr[èe]che|stade|salle|gymnase|parc|pont|"
    r"gare|m[ée]diath[èe]que|piscine|[ée]glise))\s{1,2}"
    rf"(?:(?:de\s+la|de\s+l['’]|des|du|de|d['’])\s*)?({_FULL_NAME})"
)
# After « m’appelle » a name is a name even without its capital.
_SELF: Final = re.compile(r"\bm['’]appel+e\s+([\w-]{2,})", re.I)
_CAPITAL: Final = re.compile(
    rf"(?<![\w-])[{_UPPER}][{_LOWER}]+(?:-[{_UPPER}]?[{_LOWER}]+)*(?![\w-])"
)
_SENTENCE_END: Final = re.compile(r"[.!?…:;\n«\"“(\[•*–—-][\s«\"“(]*(?:\w['’])?$")
_LOOK_BACK: Final = 40
_MARK: Final = Markup(
    '<mark class="personal" title="{kind}">'
    '<span class="visually-hidden">{kind} </span>{words}</mark>'
)


def find(text: str) -> list[Span]:
    """Everything spotted, in reading order, without overlap (the surer kind wins)."""
    kept: list[Span] = []
    for search in (_emails, _phones, _addresses, _names):
        for span in search(text):
            if not any(span.start < other.end and other.start < span.end for other in kept):
                kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def highlight(text: str, spans: list[Span], say: Callable[[Kind], str]) -> Markup:
    """The text as safe HTML, each span in a <mark> whose kind, told by `say`, is read aloud."""
    pieces: list[Markup] = []
    position = 0
    for span in spans:
        pieces.append(escape(text[position : span.start]))
        pieces.append(_MARK.format(kind=say(span.kind), words=text[span.start : span.end]))
        position = span.end
    pieces.append(escape(text[position:]))
    return Markup("").join(pieces)


def _emails(text: str) -> Iterator[Span]:
    return _matches(_EMAIL, text, Kind.EMAIL)


def _phones(text: str) -> Iterator[Span]:
    return _matches(_PHONE, text, Kind.PHONE)


def _addresses(text: str) -> Iterator[Span]:
    return _matches(_ADDRESS, text, Kind.ADDRESS)


def _matches(pattern: re.Pattern[str], text: str, kind: Kind, group: int = 0) -> Iterator[Span]:
    return (Span(found.start(group), found.end(group), kind) for found in pattern.finditer(text))


def _names(text: str) -> Iterator[Span]:
    yield from _matches(_CIVILITY, text, Kind.NAME, 1)
    for pattern in (_ANNOUNCED, _SELF):
        for span in _matches(pattern, text, Kind.NAME, 1):
            if not _is_known(text[span.start : span.end]):
                yield span
    if not _is_shouted(text):
        yield from _capitals(text)


def _capitals(text: str) -> Iterator[Span]:
    """Capitals where a sentence does not call for one."""
    lines = f"\n{text}"  # the beginning of the text is that of a line
    places = [found.span(1) for found in _NAMED_PLACE.finditer(text)]
    for found in _CAPITAL.finditer(text):
        if _is_known(found.group()) or any(a <= found.start() < z for a, z in places):
            continue
        before = lines[max(0, found.start() + 1 - _LOOK_BACK) : found.start() + 1]
        if not _SENTENCE_END.search(before):
            yield Span(found.start(), found.end(), Kind.NAME)


def _is_known(words: str) -> bool:
    """Every capitalised word is a place, a month, a body or an ordinary word."""
    parts = re.findall(r"[\w]+", words.casefold())
    return all(part in KNOWN for part in parts)


def _is_shouted(text: str) -> bool:
    """A text typed in capitals says nothing by its capitals."""
    letters = [sign for sign in text if sign.isalpha()]
    return bool(letters) and sum(sign.isupper() for sign in letters) > len(letters) / 2
