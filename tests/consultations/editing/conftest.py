"""The editor's pages, used as the team uses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from justhtml import JustHTML
from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult.audit.models import AuditLine
from consult.consultations import operations
from consult.consultations.models import Consultation, Question
from consult.consultations.operations import Given
from tests.factories import World
from tests.pages import PageClient

BASE = "/espace/consultations"


@dataclass
class Desk:
    """An editor at work on consultations."""

    client: PageClient
    session: orm.Session

    def begin(self, start: str = "rien", title: str = "Essai") -> Consultation:
        answer = self.client.submit(
            "/espace/nouvelle-consultation", {"start": start, "title": title}, form=1
        )
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self.read(answer.location.rpartition("/")[2].partition("#")[0])

    def read(self, slug: str) -> Consultation:
        self.session.commit()
        self.session.expire_all()
        query = sa.select(Consultation).where(Consultation.slug == slug)
        return self.session.scalars(query).one()

    def fields(self, url: str) -> dict[str, Any]:
        """What the form of a question's page sends when nothing is touched."""
        page = JustHTML(self.client.get(url).get_data(as_text=True), sanitize=False)
        (form,) = page.query("form[data-questionnaire]")
        return sent(form)

    def save(self, url: str, **changes: Any) -> TestResponse:
        return self.client.post(url, data={**self.fields(url), **changes})

    def add(self, slug: str, kind: str, **values: Any) -> TestResponse:
        url = f"{BASE}/{slug}/ajouter?type={kind}"
        fields = {**self.fields(url), **lines_of(values.pop("choices", ())), **values}
        return self.client.post(f"{BASE}/{slug}/ajouter", data=fields)

    def press(self, slug: str, path: str, **values: Any) -> TestResponse:
        """A button of the consultation's page."""
        token = self.client.token(f"{BASE}/{slug}")
        return self.client.post(f"{BASE}/{slug}/{path}", data={"csrf_token": token, **values})

    def keys(self, slug: str) -> list[str]:
        return [question.key for question in self.read(slug).questions]

    def acts(self) -> list[AuditLine]:
        self.session.commit()
        return list(self.session.scalars(sa.select(AuditLine).order_by(AuditLine.id)))


def lines_of(labels: Any, name: str = "choices") -> dict[str, list[str]]:
    if not labels:
        return {}
    blank = [""] * len(labels)
    return {f"{name}-label": list(labels), f"{name}-key": blank, f"{name}-icon": blank}


def sent(form: Any) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for node in form.query("input, select, textarea"):
        name, kind = node.attrs.get("name"), node.attrs.get("type")
        if not name or (kind in {"radio", "checkbox"} and "checked" not in node.attrs):
            continue
        if node.name == "select":
            chosen = [o for o in node.query("option") if "selected" in o.attrs]
            options = chosen or node.query("option")[:1]
            value = options[0].attrs.get("value", "") if options else ""
        elif node.name == "textarea":
            value = node.to_text(separator="", strip=False).removeprefix("\n")
        else:
            value = node.attrs.get("value") or ("y" if kind == "checkbox" else "")
        found.setdefault(name, []).append(value or "")
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


@pytest.fixture
def desk(client: PageClient, session: orm.Session, world: World) -> Desk:
    client.sign_in(world.editor)
    return Desk(client, session)


@pytest.fixture
def answered(session: orm.Session, consultation: Consultation) -> Consultation:
    """Somebody ticked the first choice of the first question, wrote to the third, and sent."""
    answer_it(session, consultation)
    return consultation


def answer_it(session: orm.Session, consultation: Consultation, token: str = "jeton") -> None:
    sheet = operations.start_sheet(session, consultation, token)
    first: Question = consultation.questions[0]
    operations.save_answer(session, sheet, first, Given(choices=(first.choices[0],)))
    operations.save_answer(session, sheet, consultation.questions[2], Given(text="Des bancs."))
    operations.submit_sheet(session, sheet, operations.submission_of(token))
    session.commit()
