"""The residents' part in five other languages: complete, with the same placeholders, no more."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask

from consult.web.languages import DEFAULT, LANGUAGES
from tests.pages import ARABIC
from tests.resident_words import resident_messages

ROOT = Path(__file__).parents[2]
OTHERS = sorted(set(LANGUAGES) - {DEFAULT})
FORMS = {"ar": 6, "en": 2, "pl": 3, "pt": 2, "tr": 2}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
# What the Arabic catalogue leaves in Latin letters: names, acronyms, addresses and placeholders.
LATIN_KEPT = re.compile(r"%\(\w+\)[sd]|[A-Z][\w’.-]*|\S+@\S+|AGPL|kappa")


@cache
def catalogue(language: str) -> Catalog:
    with (ROOT / f"translations/{language}/LC_MESSAGES/messages.po").open("rb") as po:
        return read_po(po, locale=language)


def forms(language: str, msgid: str) -> list[str]:
    message = catalogue(language).get(msgid)
    if message is None or message.fuzzy or not message.string:
        return []
    return [message.string] if isinstance(message.string, str) else list(message.string)


def placeholders(*texts: str) -> set[str]:
    return set(PLACEHOLDER.findall(" ".join(texts)))


def stray_signs(text: str) -> int:
    """Percent signs that format nothing: « (%) » where nothing is filled in."""
    return text.replace("%%", "").count("%") - len(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_a_resident_has_its_words(site: Flask, language: str) -> None:
    missing = []
    for message in resident_messages(site):
        msgid, several = (message, False) if isinstance(message, str) else (message[0], True)
        found = forms(language, msgid)
        expected = FORMS[language] if several else 1
        if len(found) != expected or not all(found):
            missing.append(msgid)
    assert not sorted(missing)


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_there_that_no_resident_meets(site: Flask, language: str) -> None:
    met = {each if isinstance(each, str) else each[0] for each in resident_messages(site)}
    there = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue(language) if m.id}
    assert sorted(there - met) == []


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_are_the_same(site: Flask, language: str) -> None:
    wrong = []
    for message in resident_messages(site):
        ids = (message,) if isinstance(message, str) else message
        for form in forms(language, ids[0]):
            given, expected = placeholders(form), placeholders(*ids)
            # A form for one or for two may leave the number out.
            if given != expected and not (len(ids) > 1 and given <= expected):
                wrong.append((ids[0], form))
            if stray_signs(form) != stray_signs(ids[0]):
                wrong.append((ids[0], form))
    assert not wrong


@pytest.mark.parametrize("language", OTHERS)
def test_as_many_plural_forms_as_the_language_has(language: str) -> None:
    assert catalogue(language).num_plurals == FORMS[language]


def test_the_arabic_sentences_are_in_arabic(site: Flask) -> None:
    """A sentence left in another language shows by its letters; French names stand beside Arabic ones."""
    left = []
    for message in resident_messages(site):
        for form in forms("ar", message if isinstance(message, str) else message[0]):
            if re.search("[a-z]{3}", LATIN_KEPT.sub("", form)) and not ARABIC.search(form):
                left.append(form)
    assert not left
