"""Pages, files and what they say, read as anybody would: nothing here knows what should be there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import PageClient, squash

SAID = re.compile(r"Dit par (\d+) personnes?.*?, en (\d+) contributions?")
NOBODY = "Les paroles à l’origine de cette phrase ont été retirées."
# What words of residents look like in this town.
TOKEN = re.compile(r"avis-\d{3}-dit")
PASSAGE = re.compile(r"chez-\d{3}-untel")
_BORN = re.compile(
    r'<(?P<tag>div|li) class="born"(?: id="p-(?P<id>[0-9a-f]+)")?[^>]*>(?P<inside>.*?)</(?P=tag)>',
    re.S,
)
_OWN_TEXT = re.compile(r"\s*<p>(.*?)</p>", re.S)
_LINK = re.compile(r'href="(/contrats/ville(?:/(?:phrase|actions|versions)/[^"#]*)?)["#]')
_COMING = re.compile(r'<span class="meta">À venir</span>')
_TAG = re.compile(r"<[^>]*>")


class Reader(PageClient):
    """Without the check of each page's form, which other tests make: here many are read."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # A file that is sent while it is made is read where it is made.
        kwargs["buffered"] = True
        return Context().run(FlaskClient.open, self, *args, **kwargs)


def plain(html: str) -> str:
    return squash(unescape(_TAG.sub(" ", html)))


def figures(told: str) -> tuple[int, int]:
    """People and contributions, of what stands under a sentence."""
    if told == NOBODY:
        return (0, 0)
    found = SAID.search(told)
    assert found is not None, told
    return int(found[1]), int(found[2])


@dataclass(frozen=True)
class Born:
    """A sentence of residents as a page shows it: `text` is None where the line above says it."""

    public_id: str
    text: str | None
    figures: tuple[int, int]


def born_in(html: str) -> Iterator[Born]:
    for found in _BORN.finditer(html):
        inside = found["inside"]
        own = _OWN_TEXT.match(inside)
        _, _, told = inside.partition('<p class="provenance">')
        yield Born(found["id"] or "", plain(own[1]) if own else None, figures(plain(told)))


def links_in(html: str) -> set[str]:
    """To what this contract holds, without the anchors."""
    return {unescape(each) for each in _LINK.findall(html)}


@dataclass(frozen=True)
class Step:
    """A dated step of a receipt: `sentences` are those it shows, `same` how many say the same."""

    title: str
    text: str
    sentences: tuple[str, ...]
    same: tuple[int, ...]


@dataclass(frozen=True)
class Followed:
    """A contribution on the page of its receipt, with the steps that are behind it."""

    html: str
    steps: tuple[Step, ...] = field(default=())


def followed_in(html: str) -> dict[str, Followed]:
    """By the public id of each contribution of a receipt."""
    found = {}
    for part in html.split('<article class="panel stack followed" id="avis-')[1:]:
        public_id, _, rest = part.partition('"')
        article, _, _ = rest.partition("</article>")
        _, _, timeline = article.partition('<ol class="timeline">')
        lines = re.split(r"<li[ >]", timeline)[1:]
        steps = tuple(_step(each) for each in lines if not _COMING.search(each))
        found[public_id] = Followed(article, steps)
    return found


def _step(html: str) -> Step:
    title = re.search(r"<strong>(.*?)</strong>", html, re.S)
    sentences = re.findall(r'<blockquote class="statement">(.*?)</blockquote>', html, re.S)
    told = plain(html.partition(">")[2])
    same = re.findall(r"(\d+) personnes? (?:a|ont) dit la même chose", told)
    return Step(
        plain(title[1]) if title else "",
        told,
        tuple(plain(each) for each in sentences),
        tuple(int(each) for each in same),
    )


def rows_of(body: str) -> list[list[str]]:
    """Of a CSV file, under its head."""
    return list(csv.reader(io.StringIO(body.lstrip("\ufeff")), delimiter=";"))[1:]
