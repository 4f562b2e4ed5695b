"""From a resident's sentence to comparable pieces: folded words, stems and runs of characters.

People write without accents, by ear, on a phone. Folding and stemming bring « médecins » and
« medecin » together; the runs of 3 to 5 characters bring « ortofoniste » near « orthophoniste ».
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import snowballstemmer

FRENCH: Final = "fr"
WORD: Final = re.compile(r"[^\W\d_]+")
LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
GRAM_SIZES: Final = (3, 4, 5)
# How French is heard, in the order the rules apply: what sounds alike ends up written alike.
SOUND_RULES: Final = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"^h", ""),
        (r"ph", "f"),
        (r"(?:eau|au)x?", "o"),
        (r"ou", "8"),
        (r"oi", "wa"),
        (r"(?:ain|ein|in|im|aim|yn|ym|un)(?![aeiouy])", "1"),
        (r"(?:an|en|am|em)(?![aeiouynm])", "2"),
        (r"(?:on|om)(?![aeiouynm])", "3"),
        (r"qu|ck|q|c(?![eiyh1])|k", "k"),
        (r"sch|ch|sh", "x"),
        (r"sc(?=[eiy])|ss|c(?=[eiy1])|s", "s"),
        (r"ti(?=on|3|el|eu)", "si"),
        (r"gu(?=[eiy])", "9"),
        (r"g(?=[eiy])|j", "j"),
        (r"9", "g"),
        (r"ill(?=[aeo])", "y"),
        (r"ai|ei|ez$|er$|et$|ee", "e"),
        (r"eu|oe", "e"),
        (r"y", "i"),
        (r"w", "v"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
        (r"z", "s"),
        # Mute letters at the end, and the endings that only grammar tells apart.
        (r"[estxdpr]+$", ""),
    )
)
# Shorter words are too often grammar, or typed noise, for their characters to mean anything.
GRAMMED_FROM: Final = 3
STOP_WORDS: Final = frozenset(
    """
    a afin ai aie ainsi ait alors apres as au aucun aucune aura aurai auraient aurait auront
    aussi autre autres aux avaient avais avait avant avec avez avoir avons ayant ayez bah
    bcp beaucoup ben bien bon bonjour bonsoir bref c ca car cas ce ceci cela celle celles
    celui ces cest cet cette ceux chacun chaque chez ci comme comment contre d dans de
    dedans dehors deja depuis des deux devant dire dis dit doit donc donne dont du elle
    elles en encore entre es est et etaient etait etant ete etes etre eu eux faire fais
    faisait fait faites faudrait faut ferait feront fois font grand gros guere hein hier ici
    il ils j jai jamais je jusqu jusque juste k l la laquelle le lequel les leur leurs lol
    lors lorsqu lorsque lui m ma mais me meme memes merci mes mettez mettre mieux mis mm moi
    moins mon mrc n ne ni non nos notre nous on ont ou oui par parce partout pas passe
    pendant personne peu peut peuvent peux plait plus plusieurs plutot pour pourquoi
    pourrait pr pres puis puisqu puisque q qd qu quand que quel quelle quelles quelqu
    quelque quelques quels qui quoi rien s sa sais sait salut sans se sera serai seraient
    serait seront ses si sinon slt soient soit sommes son sont sous souvent soyez suis sur
    svp t ta tant te tel tellement tes tjrs tjs toi ton toujours tous tout toute toutes tres
    trois trop tu un une va vais vas vers veut veux voila vont vos votre voudrais voudrait
    vous vraiment vs vu y ya
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was written, and the stem that stands for it.

    `grammar` words (« de », « plus », « on ») say nothing alone, and much beside another.
    """

    surface: str
    folded: str
    stem: str
    grammar: bool = False


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Lower case without accents or ligatures."""
    decomposed = unicodedata.normalize("NFKD", text.translate(LIGATURES).lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def french_stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("french")


@lru_cache(maxsize=50_000)
def stem(folded: str) -> str:
    """The stem of an already folded word; accents come back nowhere, so all spellings meet."""
    stemmed: str = french_stemmer().stemWord(folded)
    return fold(stemmed)


@lru_cache(maxsize=50_000)
def sound(folded: str) -> str:
    """How a folded word is heard: « ortofoniste » and « orthophoniste » give the same."""
    heard = folded
    for pattern, written in SOUND_RULES:
        heard = pattern.sub(written, heard)
    return heard


def every_word(text: str) -> list[Word]:
    """All the words, in the order of the text; digits and signs are left out."""
    found = []
    for match in WORD.finditer(unicodedata.normalize("NFC", text)):
        folded = fold(match.group())
        grammar = len(folded) < 2 or folded in STOP_WORDS
        found.append(Word(match.group(), folded, stem(folded), grammar))
    return found


def words(text: str) -> list[Word]:
    """The words that carry meaning, in the order of the text; grammar is left out."""
    return [each for each in every_word(text) if not each.grammar]


def foreign_words(text: str) -> list[Word]:
    """Those of a text in another language, of which neither stems nor grammar are known here."""
    found = (match.group() for match in WORD.finditer(unicodedata.normalize("NFC", text)))
    return [Word(each, fold(each), fold(each)) for each in found]


@lru_cache(maxsize=50_000)
def grams(folded: str) -> tuple[str, ...]:
    """The runs of 3 to 5 characters of a word, its edges marked; none under three letters."""
    if len(folded) < GRAMMED_FROM:
        return ()
    edged = f"<{folded}>"
    return tuple(
        edged[start : start + size] for size in GRAM_SIZES for start in range(len(edged) - size + 1)
    )
