"""What each column of a list of projects most likely holds, told by its name, then corrected by hand.

The names are those of French towns' open data and of the spreadsheets behind them.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.budget.delivering.models import Stage
from consult.budget.delivering.queries import WAITING
from consult.contributions.personal_columns import is_address, is_personal_name
from consult.contributions.written import plain


class Holds(enum.Enum):
    """KEEP: shown with the project as it is written. PERSON: tells who somebody is, never comes in."""

    TITLE = "title"
    YEAR = "year"
    IDENTIFIER = "identifier"
    TEXT = "text"
    PLACE = "place"
    QUARTER = "quarter"
    THEME = "theme"
    COST = "cost"
    COMMITTED = "committed"
    SPENT = "spent"
    STATE = "state"
    OPENED = "opened"
    WON = "won"
    KEEP = "keep"
    LEAVE = "leave"
    PERSON = "person"


# Several columns of a file may hold these.
MANY = frozenset({Holds.KEEP, Holds.LEAVE, Holds.PERSON})
# The state of a row that did not win: it is left out.
LOST = "lost"
STATES = (WAITING, *(each.value for each in Stage), LOST)

_NAMES: dict[Holds, tuple[str, ...]] = {
    Holds.TITLE: ("titre", "titre du projet", "intitule", "intitule du projet", "nom du projet",
                  "projet", "titre projet", "libelle", "libelle du projet", "nom projet", "title",
                  "objet", "designation", "projet gagnant", "titre du projet gagnant"),
    Holds.YEAR: ("annee", "edition", "saison", "millesime", "annee du budget participatif", "year",
                 "annee edition", "edition du budget participatif", "annee du vote", "annee de vote",
                 "annee de l'edition", "campagne", "exercice"),
    Holds.IDENTIFIER: ("id", "identifiant", "reference", "ref", "numero", "n°", "no", "num",
                       "numero du projet", "numero projet", "id projet", "code projet", "id du projet",
                       "n° projet", "n° du projet", "identifiant du projet", "reference du projet"),
    Holds.TEXT: ("description", "descriptif", "description du projet", "descriptif du projet",
                 "presentation", "detail", "details", "resume", "texte", "objectif"),
    Holds.PLACE: ("lieu", "localisation", "adresse", "emplacement", "lieu du projet", "site",
                  "adresse du projet", "localisation du projet", "place", "rue", "adresse postale"),
    Holds.QUARTER: ("quartier", "secteur", "quartiers", "arrondissement", "nom du quartier", "zone",
                    "quartier du projet", "territoire", "antenne de quartier", "conseil de quartier"),
    Holds.THEME: ("theme", "thematique", "thematiques", "themes", "categorie", "domaine",
                  "thematique du projet", "rubrique", "type de projet"),
    Holds.COST: ("budget", "cout", "montant", "cout estime", "budget estime", "budget du projet",
                 "cout estimatif", "montant estime", "budget global", "cout du projet", "enveloppe",
                 "montant du projet", "budget vote", "budget alloue", "montant vote",
                 "budget previsionnel", "estimation", "cout total", "budget total",
                 "budget global du projet"),
    Holds.COMMITTED: ("engage", "montant engage", "budget engage"),
    Holds.SPENT: ("depense", "depenses", "montant depense", "budget depense", "cout reel", "cout final",
                  "montant realise", "budget realise", "budget consomme", "montant mandate", "mandate"),
    Holds.STATE: ("etat", "statut", "avancement", "etat d'avancement", "etat du projet", "phase",
                  "statut du projet", "avancement du projet", "etape", "stade", "etat avancement",
                  "statut de realisation", "realisation", "status"),
    Holds.OPENED: ("date de livraison", "date d'ouverture", "livraison", "date d'inauguration",
                   "inauguration", "date de realisation", "date de fin", "date de mise en service",
                   "fin des travaux", "date de fin des travaux"),
    Holds.WON: ("laureat", "projet laureat", "gagnant", "retenu", "projet retenu", "elu", "vainqueur"),
}  # fmt: skip
_UNITS = re.compile(
    r"\s*(?:\((?:en\s*)?(?:k?€|k?euros?|eur|ttc|ht|€ ttc|euros ttc)\)|en euros|€|ttc|ht)+\s*$"
)
_PERSONS = ("porteur", "porteuse", "deposant", "contact", "referent", "responsable", "auteur",
            "interlocuteur", "pilote", "charge de projet", "chef de projet", "coordonnees",
            "maitre d'ouvrage nom", "adherent")  # fmt: skip
# Above this share of its cells, a column of addresses and telephone numbers tells people.
MOST_OF = 0.5
# First those that say « not », and those that hold the words of others.
_STATE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (LOST, ("non retenu", "rejet", "refus", "non laureat", "perdant", "ineligible", "non eligible",
            "non recevable", "irrecevable", "non elu", "non gagnant", "infaisable", "non realisable")),
    (Stage.ABANDONED.value, ("abandon", "annul", "retire", "sans suite")),
    (WAITING, ("non demarre", "non commence", "a venir", "a realiser", "en attente", "non debute",
               "non realise", "non livre", "a lancer", "a demarrer", "a l'etude de faisabilite")),
    (Stage.WORKS.value, ("travaux", "chantier", "en cours de realisation", "realisation en cours",
                         "en realisation", "mise en oeuvre", "en cours de livraison", "partiellement")),
    (Stage.TENDER.value, ("marche", "appel d'offre", "consultation des entreprises", "procedure",
                          "choix des entreprises", "choix de l'entreprise", "achat", "commande")),
    (Stage.STUDIES.value, ("etude", "conception", "concertation", "programmation", "diagnostic",
                           "en reflexion")),
    (Stage.OPENED.value, ("realise", "termine", "livre", "acheve", "ouvert", "inaugur", "fini",
                          "en service", "execute", "complete")),
    (WAITING, ("laureat", "retenu", "vote", "gagnant", "elu", "programme", "lancement", "planifie")),
    (Stage.WORKS.value, ("en cours",)),
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A named column of the file; `samples`: its first different cells."""

    index: int
    title: str
    samples: tuple[str, ...]
    is_person: bool


def named(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Column]:
    """The columns that have a name or hold something; two that have one name are told apart."""
    width = max([len(titles), *(len(row) for row in rows)], default=0)
    found: list[Column] = []
    seen: dict[str, int] = {}
    people = any(plain(each) in {"prenom", "nom de famille"} for each in titles)
    for index in range(width):
        cells = [row[index].strip() for row in rows if index < len(row) and row[index].strip()]
        title = titles[index].strip() if index < len(titles) else ""
        if not title and not cells:
            continue
        title = title[:120] or f"({index + 1})"
        seen[title] = seen.get(title, 0) + 1
        if seen[title] > 1:
            title = f"{title} ({seen[title]})"
        samples = tuple(dict.fromkeys(each[:60] for each in cells[:20]))[:3]
        found.append(Column(index, title, samples, is_person(title, cells, people)))
    return found


def is_person(title: str, cells: Sequence[str], people: bool) -> bool:
    """`people`: the file has first names, so that « Nom » is somebody's and no project's."""
    addresses = sum(is_address(each) for each in cells)
    if addresses and addresses >= MOST_OF * len(cells):
        return True
    name = _bare(title)
    if name in {"nom", "name"}:
        return people
    if name in _NAMES[Holds.PLACE] or any(name in names for names in _NAMES.values()):
        return False
    words = name.split()
    return is_personal_name(title) or (len(words) <= 6 and any(each in name for each in _PERSONS))


def propose(columns: Sequence[Column]) -> dict[int, Holds]:
    """By index; the most usual name of a kind wins over the others, which are kept as they are."""
    found = {each.index: Holds.PERSON if each.is_person else Holds.KEEP for each in columns}
    free = [each for each in columns if not each.is_person]
    for holds, names in _NAMES.items():
        ranked = [
            (names.index(name), each)
            for each in free
            if (name := _bare(each.title)) in names and found[each.index] is Holds.KEEP
        ]
        if ranked:
            found[min(ranked, key=lambda one: (one[0], one[1].index))[1].index] = holds
    if Holds.TITLE not in found.values():
        own = next((each for each in free if _bare(each.title) in {"nom", "name"}), None)
        if own is not None:
            found[own.index] = Holds.TITLE
    return found


def _bare(title: str) -> str:
    """A name without its unit."""
    name = plain(title).rstrip(" :*?")
    return _UNITS.sub("", name) or name


def propose_state(written: str) -> str:
    """One of STATES; empty when nothing tells."""
    name = plain(written)
    if not name:
        return WAITING
    return next((state for state, parts in _STATE_WORDS if any(part in name for part in parts)), "")


def propose_states(values: Sequence[str], by_hand: Mapping[str, str]) -> dict[str, str]:
    """By the words of the file; what was chosen by hand wins."""
    return {each: by_hand.get(each) or propose_state(each) for each in values}
