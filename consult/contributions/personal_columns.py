"""Columns of files that tell who somebody is: they are recognised, and never come in."""

from __future__ import annotations

import re

from consult.contributions.written import plain

_PERSONAL = {
    "nom", "prenom", "nom de famille", "nom et prenom", "prenom et nom", "nom prenom", "votre nom",
    "votre prenom", "name", "first name", "last name", "firstname", "lastname", "full name",
    "email", "e mail", "mail", "courriel", "adresse e mail", "adresse email", "adresse mail",
    "email address", "adresse de courriel", "adresse electronique", "votre e mail", "votre mail",
    "votre email", "nom d'utilisateur", "username", "user name", "telephone", "tel", "phone",
    "mobile", "portable", "numero de telephone", "votre telephone", "phone number", "ip", "adresse ip",
    "ip address", "ipaddr", "remote ip address", "adresse ip distante", "ip hash", "hachage ip",
    "uid", "user id", "auteur", "author", "author id", "pseudo", "pseudonyme", "nickname",
    "adresse", "adresse postale", "votre adresse", "address", "date de naissance", "birth date",
    "date of birth", "soumis par: id", "soumis par: nom", "attribute 1", "contact", "coordonnees",
    "phone contact", "vos coordonnees",
}  # fmt: skip
_PERSONAL_PARTS = ("author", "auteur", "email", "e mail", "courriel", "telephone", "phone contact",
                   "nickname", "adresse ip", "ip address")  # fmt: skip
_LONGEST_NAME = 5
_ADDRESSES = re.compile(
    r"[^@\s]+@[^@\s]+\.[a-z]{2,}"
    r"|(?:\+33|0033|0)\s?[1-9](?:[ .-]?\d{2}){4}"
    r"|(?:\d{1,3}\.){3}\d{1,3}"
    r"|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}",
    re.IGNORECASE,
)
_AMONG_WORDS = re.compile(
    r"[^@\s]@[^@\s]+\.[a-z]{2,}|(?<![\d.,])(?:\+33|0033|0)\s?[1-9](?:[ .-]?\d{2}){4}(?![\d.,]?\d)",
    re.IGNORECASE,
)


def is_personal_name(title: str) -> bool:
    """A column that is called after what tells a person; a question may speak of a name, at length."""
    name = plain(title).rstrip(" :*?")
    if name in _PERSONAL:
        return True
    words = name.replace("/", " ").split()
    return len(words) <= _LONGEST_NAME and any(part in name for part in _PERSONAL_PARTS)


def is_address(cell: str) -> bool:
    """An e-mail address, a telephone number or a network address, and nothing else."""
    return _ADDRESSES.fullmatch(cell.strip()) is not None


def has_address(text: str) -> bool:
    """The same among other words; a row of figures within a longer one is no telephone number."""
    return _AMONG_WORDS.search(text) is not None
