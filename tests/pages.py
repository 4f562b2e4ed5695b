"""A test client that reads every page as strictly as the pickiest visitor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextvars import Context
from itertools import pairwise
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from werkzeug.test import TestResponse

ARABIC = re.compile("[\u0600-\u06ff]")


class PageClient(FlaskClient):
    """Checks every HTML answer: strict parsing, one h1, a title that begins with it, unique ids."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # In a context of its own: the test's application context would lend its `g` to every request.
        response = Context().run(super().open, *args, **kwargs)
        readable = response.mimetype == "text/html" and not response.content_encoding
        if readable and response.status_code not in {301, 302, 303, 304}:
            check_page(response.get_data(as_text=True))
        return response

    def token(self, url: str) -> str:
        """The CSRF token of the form at `url`."""
        return hidden(self.get(url).get_data(as_text=True), "csrf_token")

    def submit(self, url: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Fill the form of page `url` and send it where its action says, hidden fields included."""
        page = self.get(url)
        assert page.status_code == 200, (url, page.status_code)
        body = page.get_data(as_text=True)
        action, fields = form_of(body, kwargs.pop("form", 0))
        return self.post(action or url, data={**fields, **(data or {})}, **kwargs)

    def sign_in(self, user: Any) -> None:
        """Open a session for `user`, or for who has that id of session, without the sign-in page."""
        with self.session_transaction() as cookie:
            cookie["_user_id"] = user if isinstance(user, str) else user.get_id()
            cookie["_fresh"] = True


def browser(app: Flask, user: Any = None) -> PageClient:
    """Of somebody without an account, or of `user`."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    if user is not None:
        client.sign_in(user)
    return client


def check_page(html: str) -> None:
    """Raise AssertionError (or the parser's own error) on a page that is not well made."""
    document = JustHTML(html, strict=True, sanitize=False)
    headings = document.query("h1")
    assert len(headings) == 1, f"{len(headings)} h1"
    heading = squash(headings[0].to_text())
    title = squash(document.query("title")[0].to_text())
    # Words in another language are an element of their own in a heading, and none in a title.
    assert title.replace(" ", "").startswith(heading.replace(" ", "")), (title, heading)
    ids = Counter(node.attrs["id"] for node in document.query("[id]"))
    assert not [name for name, times in ids.items() if times > 1], ids
    for node in document.query("[aria-describedby]"):
        for name in node.attrs["aria-describedby"].split():
            assert name in ids, f"aria-describedby names {name}, which is not on the page"
    for node in document.query("label[for]"):
        assert node.attrs["for"] in ids, f"label for {node.attrs['for']}, which is not on the page"
    for node in document.query("a[aria-label], button[aria-label]"):
        seen, spoken = squash(node.to_text()), squash(node.attrs["aria-label"])
        assert seen in spoken, f"“{seen}” is seen, “{spoken}” is heard: a voice command misses it"
    check_reading(document, set(ids))
    assert not document.query("[style]"), "a style attribute: the content policy forbids it"
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", html), "an inline script"
    assert not re.search(r"\son[a-z]+=", html), "an event attribute"


def check_reading(document: JustHTML, ids: set[str]) -> None:
    """What somebody who listens to the page, or only has a keyboard, relies on."""
    assert len(document.query("[autofocus]")) <= 1, "several things want the focus"
    for link in document.query('a[href^="#"]'):
        assert link.attrs["href"][1:] in ids, f"{link.attrs['href']} leads nowhere in the page"
    levels = [int(node.name[1]) for node in document.query("h1, h2, h3, h4, h5, h6")]
    for above, below in pairwise(levels):
        assert below <= above + 1, f"h{below} just under h{above}"
    for table in document.query("table"):
        named = table.query("caption") or table.attrs.get("aria-label")
        assert named, f"a table without a name: {squash(table.to_text())[:80]}"
        assert all(cell.attrs.get("scope") for cell in table.query("th")), "a th without scope"
    # On a phone the headings are not seen: each figure bears the name of its column.
    for table in document.query("table.ledger"):
        heads = [squash(cell.to_text()) for cell in table.query("thead th")]
        for row in table.query("tbody tr"):
            assert [cell.attrs.get("data-label") for cell in row.query("td")] == heads[1:]
            assert row.attrs.get("role") == "row", "a line shown as a card is still a line"
    for group in document.query("fieldset"):
        assert group.query("legend"), f"a group without a name: {squash(group.to_text())[:80]}"
    told = {label.attrs.get("for") for label in document.query("label")}
    for field in document.query("input, select, textarea"):
        if field.attrs.get("type") in {"hidden", "submit"} or "hidden" in field.attrs:
            continue
        named = (
            field.attrs.get("id") in told or field.attrs.get("aria-label") or within(field, "label")
        )
        assert named, f"a field without a label: {field.attrs}"
    for text in texts_of(document.query("body")[0]):
        assert language_of(text) == "ar" or not ARABIC.search(text.data), f"not marked: {text.data}"
    # What stays to be fixed leads to something that can be typed in or ticked.
    for link in document.query("#erreurs a"):
        (target,) = document.query(f"[id='{link.attrs['href'][1:]}']")
        reached = target.name in {"input", "select", "textarea"} or "tabindex" in target.attrs
        assert reached, f"{link.attrs['href']} leads to a {target.name}, which takes no focus"


def texts_of(node: Any) -> Iterator[Any]:
    """The texts under `node`, each with its `data` and its `parent`."""
    for child in node.children or []:
        if child.name == "#text":
            yield child
        else:
            yield from texts_of(child)


def within(node: Any, name: str) -> bool:
    return node is not None and (node.name == name or within(node.parent, name))


def language_of(text: Any) -> str:
    """The `lang` that holds for a text, and with which its direction is said."""
    node = text.parent
    while node is not None and node.name != "#document":
        if node.attrs.get("lang"):
            return str(node.attrs["lang"])
        node = node.parent
    return ""


def squash(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def hidden(html: str, name: str) -> str:
    document = JustHTML(html, sanitize=False)
    return str(document.query(f'input[name="{name}"]')[0].attrs["value"])


def form_of(html: str, index: int) -> tuple[str, dict[str, str]]:
    """Action and hidden fields of the page's `index`-th POST form."""
    document = JustHTML(html, sanitize=False)
    form = document.query('form[method="post"]')[index]
    fields = {
        node.attrs["name"]: node.attrs.get("value") or ""
        for node in form.query('input[type="hidden"]')
        if node.attrs.get("name")
    }
    return form.attrs.get("action") or "", fields


def filled_form(html: str, index: int) -> tuple[str, dict[str, str]]:
    """Action and every field of the page's `index`-th POST form, as a browser would send it untouched."""
    action, fields = form_of(html, index)
    form = JustHTML(html, sanitize=False).query('form[method="post"]')[index]
    for node in form.query("input"):
        name, kind = node.attrs.get("name"), node.attrs.get("type")
        if name and (kind not in {"radio", "checkbox", "file"} or "checked" in node.attrs):
            fields[name] = node.attrs.get("value") or ""
    for node in form.query("textarea"):
        fields[node.attrs["name"]] = node.to_text().removeprefix("\n")
    for node in form.query("select"):
        chosen = node.query("option[selected]") or node.query("option")
        fields[node.attrs["name"]] = chosen[0].attrs.get("value") or ""
    return action, fields


def words(response: TestResponse) -> str:
    """The text of the page's main part, as one line."""
    document = JustHTML(response.get_data(as_text=True), sanitize=False)
    return squash(document.query("main")[0].to_text())
