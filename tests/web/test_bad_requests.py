"""Requests that no page of ours sends: a clear sentence, the right status, no trace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from consult.app import create_app
from consult.config import ConfigurationError, check_production, load_settings
from tests.factories import World
from tests.pages import PageClient, words


def test_a_foreign_host_is_refused(tmp_path) -> None:
    settings = load_settings(
        environ={"CONSULT_DATA": str(tmp_path), "CONSULT_TRUSTED_HOSTS": "consultation.example.org"}
    )
    client = create_app(settings).test_client()
    good = client.get("/accessibilite", headers={"Host": "consultation.example.org"})
    assert good.status_code == 200
    answer = client.get("/accessibilite", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "Traceback" not in answer.get_data(as_text=True)


def test_an_enormous_request_is_refused_kindly(client: PageClient, world: World) -> None:
    body = b"x" * (client.application.config["MAX_CONTENT_LENGTH"] + 1)
    answer = client.post("/espace/connexion", data={"email": body})
    assert answer.status_code == 413
    assert "trop lourd" in words(answer)
    assert "Revenez à la page précédente : ce que vous avez écrit y est encore." in words(
        answer
    ).replace("\u202f", " ")


@pytest.mark.parametrize(
    "path",
    [
        "/rien",
        "/consultations/rien",
        "/budget/rien",
        "/contrats/rien",
        "/ateliers/rien",
        "/recu/rien",
        "/contrats/armentieres/phrase/rien",
        "/contrats/armentieres/telecharger/exe",
        "/suivi/%00",
        "/%ff%fe",
        "/consultations/%F0%9F%92%A9",
    ],
)
def test_what_does_not_exist_says_so(client: PageClient, world: World, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.get_data(as_text=True)


def test_another_verb_says_so(client: PageClient, world: World) -> None:
    answer = client.delete("/accessibilite")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("token", [None, "faux", "é" * 5000])
def test_a_wrong_token_changes_nothing_and_keeps_what_was_typed(
    client: PageClient, world: World, token: str | None
) -> None:
    data = {"email": "quelqu.un@example.org"} | ({"csrf_token": token} if token else {})
    answer = client.post("/espace/lien", data=data)
    assert answer.status_code == 422
    assert "quelqu.un@example.org" in answer.get_data(as_text=True)
    assert "Vos mots sont toujours là" in words(answer)


def test_our_own_fault_is_told_without_its_trace(site: Flask, monkeypatch, caplog) -> None:
    def broken() -> str:
        raise RuntimeError("secret du serveur")

    monkeypatch.setitem(site.view_functions, "home.accessibility", broken)
    answer = site.test_client().get("/accessibilite")
    assert answer.status_code == 500
    assert "secret du serveur" not in answer.get_data(as_text=True)
    assert "secret du serveur" in caplog.text


class TestUnsafeStart:
    def settings(self, tmp_path, **environ: str):
        return load_settings(environ={"CONSULT_DATA": str(tmp_path), **environ})

    def test_production_needs_its_hosts_and_its_address(self, tmp_path) -> None:
        with pytest.raises(ConfigurationError, match="CONSULT_TRUSTED_HOSTS"):
            check_production(self.settings(tmp_path))
        hosts = {"CONSULT_TRUSTED_HOSTS": "a.example.org"}
        with pytest.raises(ConfigurationError, match="CONSULT_BASE_URL"):
            check_production(self.settings(tmp_path, **hosts))
        settings = self.settings(tmp_path, **hosts, CONSULT_BASE_URL="https://a.example.org")
        check_production(settings)
        assert settings.https_only

    def test_a_short_key_is_refused(self, tmp_path) -> None:
        with pytest.raises(ConfigurationError, match="shorter than 32"):
            self.settings(tmp_path, CONSULT_SECRET_KEY="court")

    @pytest.mark.parametrize(
        ("name", "value"), [("CONSULT_HTTPS", "peut-être"), ("CONSULT_TRUSTED_PROXIES", "-1")]
    )
    def test_a_setting_that_means_nothing_is_refused(self, tmp_path, name: str, value: str) -> None:
        with pytest.raises(ConfigurationError, match=name):
            self.settings(tmp_path, **{name: value})

    def test_keys_made_at_the_first_start_are_for_their_owner_alone(self, tmp_path) -> None:
        first = self.settings(tmp_path)
        assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
        assert self.settings(tmp_path).secret_key == first.secret_key
        assert replace(first, receipt_key=first.secret_key) != first
