"""What was written in French says so, on a page in another language: one rule for every template.

When a template is compiled, each `{{ … }}` is looked at where it stands. Between tags its value
passes through `in_french`, which leaves the site's own sentences alone and marks the rest; in an
attribute, a title or a drawing, where no tag may stand, it passes through `unmarked`. An element
that has a `lang` of its own says itself what is in it. So a page forgets nothing, and a template
writes what it always wrote. On a French page nothing is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask_babel import get_translations
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup, escape

from consult.web.sentences import (
    CLOSING,
    FIGURES,
    FRENCH,
    FRENCH_FROM_THE_LEFT,
    Told,
    comma,
    fill,
    in_french,
)

# Elements whose content is text without tags, or a drawing.
_BARE = {"title", "textarea", "option", "script", "style", "svg"}
_MARKS = re.compile(
    f"(?:{'|'.join(map(re.escape, (FRENCH_FROM_THE_LEFT, FRENCH, FIGURES)))})(.*?){CLOSING}",
    re.DOTALL,
)
# A page with a form leaves uncompressed: the arrangement of its template's lines is left out.
_BLOCKS = (
    "article|aside|body|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|head|header|html|legend|li|link|main|meta"
    "|nav|ol|option|p|section|select|summary|table|tbody|td|th|thead|title|tr|ul"
)
_ARRANGED = re.compile(rf"(?:^|\s*\n)\s*(?=</?(?:{_BLOCKS})\b)")
_INDENTED = re.compile(r"(?<=\n)\s+|^[ \t]+(?= )")
_TAG = re.compile(r"<(?=[a-zA-Z/!]|$)")
_NAME = re.compile(r"/?([a-zA-Z0-9-]*)")
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "use"}


def configure_marking(app: Flask) -> None:
    environment = app.jinja_env
    environment.filters["in_french"] = in_french
    environment.filters["unmarked"] = unmarked
    environment.filters["as_is"] = as_is
    environment.filters["said_here"] = said_here
    environment.globals.update(gettext=_gettext, ngettext=_ngettext, comma=comma)
    environment.add_extension(MarkFrench)


def unmarked(value: Any) -> Any:
    """`value` where no tag may stand."""
    if isinstance(value, Told):
        return str.__str__(value)
    if isinstance(value, Markup) and "<span " in value:
        # A plain text: `sub` would escape the pieces of a Markup again.
        return Markup(_MARKS.sub(r"\1", str.__str__(value)))  # noqa: S704 (it was already)
    return value


def as_is(value: Any) -> Any:
    """Text that its place gives a language, or that has none: a code, a message kept from before."""
    return escape(value) if type(value) is str else value


def said_here(text: Any) -> str:
    """The attribute of an element that holds nothing but `text`, where no other tag may stand."""
    says_so = not isinstance(text, Markup) and str(in_french(text)).startswith(FRENCH[:-1])
    return Markup(' lang="fr"') if says_so else Markup("")


@pass_context
def _gettext(context: Context, sentence: str, /, **variables: Any) -> str:
    return _filled(context, get_translations().ugettext(sentence), variables)


@pass_context
def _ngettext(context: Context, one: str, many: str, count: int, /, **variables: Any) -> str:
    """`num` is the count, unless it is given another way (1 786)."""
    variables.setdefault("num", count)
    return _filled(context, get_translations().ungettext(one, many, count), variables)


def _filled(context: Context, sentence: str, variables: dict[str, Any]) -> str:
    return fill(sentence, variables) if context.eval_ctx.autoescape else sentence % variables


class MarkFrench(Extension):
    """The compile-time half: which filter each printed value passes through."""

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterator[Token]:
        if stream.name is None or not stream.name.endswith(".html"):
            return stream
        return self._filtered(stream)

    def _filtered(self, stream: TokenStream) -> Iterator[Token]:
        place = Place()
        for token in stream:
            if token.type == "data":
                written = _INDENTED.sub("", _ARRANGED.sub("", token.value))
                place.read(written)
                yield Token(token.lineno, "data", written)
                continue
            if token.type == "variable_end":
                line = token.lineno
                yield Token(line, "rparen", ")")
                yield Token(line, "pipe", "|")
                yield Token(line, "name", "in_french" if place.takes_tags else "unmarked")
            yield token
            if token.type == "variable_begin":
                yield Token(token.lineno, "lparen", "(")


class Place:
    """Where one stands in the HTML of a template, read from its beginning."""

    def __init__(self) -> None:
        self._tag: str | None = None
        self._quote = ""
        self._bare = ""
        # The elements that say their language, and how many of the same name are open in each.
        self._said: list[tuple[str, int]] = []

    @property
    def takes_tags(self) -> bool:
        return self._tag is None and not self._bare and not self._said

    def read(self, html: str) -> None:
        at = 0
        while at < len(html):
            at = self._read_text(html, at) if self._tag is None else self._read_tag(html, at)

    def _read_text(self, html: str, at: int) -> int:
        found = _TAG.search(html, at)
        if found is None:
            return len(html)
        self._tag = ""
        return found.end()

    def _read_tag(self, html: str, at: int) -> int:
        """Up to the `>` that closes the tag; what is between quotes may hold others."""
        assert self._tag is not None
        for position in range(at, len(html)):
            character = html[position]
            if self._quote:
                self._quote = "" if character == self._quote else self._quote
            elif character in "\"'":
                self._quote = character
            elif character == ">":
                self._close_tag(self._tag + html[at:position])
                self._tag = None
                return position + 1
        self._tag += html[at:]
        return len(html)

    def _close_tag(self, tag: str) -> None:
        name = _NAME.match(tag).group(1).lower()  # type: ignore[union-attr]
        if tag.startswith("/"):
            self._leave(name)
        elif self._bare or name in _VOID or tag.endswith("/"):
            return
        elif name in _BARE:
            self._bare = name
        elif " lang=" in tag and name != "html":
            self._said.append((name, 1))
        elif self._said and self._said[-1][0] == name:
            self._said[-1] = (name, self._said[-1][1] + 1)

    def _leave(self, name: str) -> None:
        if self._bare:
            self._bare = "" if name == self._bare else self._bare
        elif self._said and self._said[-1][0] == name:
            opened = self._said[-1][1] - 1
            self._said[-1:] = [(name, opened)] if opened else []
