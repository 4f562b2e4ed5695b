"""The tools that files come from, and what their own columns hold whatever was asked.

The names are those that the tools write in French or in English: Decidim (a survey, and its
proposals), Cap Collectif (a questionnaire, full or simplified), Google Forms and the sheet behind it,
LimeSurvey (names of the columns in full, or as codes), Framaforms (a Drupal webform, 7 and later).
"""

from __future__ import annotations

import enum
from collections.abc import Sequence

from consult.consultations.imports.mapping import Holds
from consult.contributions.written import plain


class Tool(enum.Enum):
    DECIDIM = "decidim"
    CAP_COLLECTIF = "cap_collectif"
    GOOGLE_FORMS = "google_forms"
    LIMESURVEY = "limesurvey"
    FRAMAFORMS = "framaforms"
    OTHER = "other"


# One of these columns is enough to tell the tool.
_SIGNS = {
    Tool.LIMESURVEY: {"submitdate", "startlanguage", "date de soumission", "tete de serie",
                      "langue de depart", "date submitted", "start language", "seed"},
    Tool.DECIDIM: {"hachage ip", "ip hash", "statut de l'utilisateur", "user status", "body/fr",
                   "title/fr", "body/en"},
    Tool.CAP_COLLECTIF: {"export contribution id", "export contribution published at",
                         "contribution id", "undraftat", "export contribution type",
                         "contribution published at"},
    Tool.FRAMAFORMS: {"numero de serie", "serial", "serial number", "sid", "id de soumission",
                      "submission id", "uri de soumission"},
    Tool.GOOGLE_FORMS: {"horodateur", "timestamp", "horodatage"},
}  # fmt: skip
_OWN: dict[Holds, set[str]] = {
    "identifier": {"id", "id de la reponse", "id de reponse", "response id", "answer id",
                   "numero de serie", "serial", "serial number", "export contribution id",
                   "contribution id", "identifiant", "external id", "reference"},
    "day": {"horodateur", "timestamp", "horodatage", "date d'envoi", "submitdate",
            "date submitted", "date de soumission", "repondu le", "answered on",
            "export contribution published at", "contribution published at", "published at",
            "publishedat", "cree", "cree le", "created", "created at", "heure de soumission",
            "submitted time", "time", "submitted on", "soumis le", "date", "completed time"},
    "language": {"startlanguage", "langue de depart", "start language", "langue", "language",
                 "langue de soumission", "submission language"},
    "draft": {"draft", "brouillon", "is draft", "export contribution draft", "en brouillon"},
}  # fmt: skip
# What the tool keeps for itself: no answer of anybody.
_TECHNICAL = {
    "lastpage", "derniere page", "last page", "seed", "tete de serie", "sid", "submission id",
    "id de soumission", "uri de soumission", "submission uri", "modifie", "changed", "termine",
    "completed", "modified time", "heure de modification", "heure de completion", "startdate",
    "datestamp", "date de debut", "date de la derniere action", "refurl", "url de reference",
    "page actuelle", "current page", "user status", "statut de l'utilisateur", "state", "url",
    "score", "published", "anonymous", "updatedat", "createdat", "account", "undraftat",
    "soumis a: type d'entite", "soumis a: id d'entite", "verrouille", "epingle", "notes", "locked",
    "sticky", "token", "follows", "comments", "votes", "endorsements", "interviewtime",
}  # fmt: skip
_TECHNICAL_BEGINS = ("export contribution ", "contribution ", "duree pour", "temps total",
                     "group time", "question time", "category/", "scope/", "component/",
                     "participatory space/", "answer/")  # fmt: skip


def tool_of(titles: Sequence[str]) -> Tool:
    """The most telling columns win: LimeSurvey also has an « id », others a « timestamp »."""
    names = {plain(each) for each in titles}
    found = {tool: len(signs & names) for tool, signs in _SIGNS.items()}
    best = max(found, key=lambda tool: found[tool])
    return best if found[best] else Tool.OTHER


def own_column(title: str) -> Holds | None:
    """What a column of this name holds in all these tools."""
    name = plain(title)
    return next((holds for holds, names in _OWN.items() if name in names), None)


def is_technical(title: str) -> bool:
    name = plain(title)
    return name in _TECHNICAL or name.startswith(_TECHNICAL_BEGINS)
