"""Receipts: codes that nobody guesses, that people can copy, and that are stored nowhere."""

from __future__ import annotations

import math
import secrets
from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import orm

from consult.contributions import receipts
from consult.contributions.models import Receipt

LOOK_ALIKES = ("0OQ", "1IL", "2Z", "5S", "8B", "UV")


def test_the_alphabet_has_no_look_alikes() -> None:
    assert len(set(receipts.ALPHABET)) == len(receipts.ALPHABET)
    for group in LOOK_ALIKES:
        assert sum(sign in receipts.ALPHABET for sign in group) <= 1, group


def test_a_code_carries_more_than_46_bits() -> None:
    assert receipts.LENGTH * math.log2(len(receipts.ALPHABET)) > 46


def test_every_sign_comes_as_often_at_every_place(app: Flask) -> None:
    with app.app_context():
        codes = [receipts.code_of(secrets.token_hex(16)).replace("-", "") for _ in range(2_500)]
    assert len(set(codes)) == len(codes)
    for place in range(receipts.LENGTH):
        counts = Counter(code[place] for code in codes)
        assert set(counts) == set(receipts.ALPHABET)
        # 100 are expected of each, with a standard deviation of 10.
        assert 40 < min(counts.values()) <= max(counts.values()) < 170


def test_the_same_form_gives_the_same_code_and_one_receipt(
    app: Flask, session: orm.Session
) -> None:
    with app.app_context():
        first = receipts.issue(session, "une-cle")
        again = receipts.issue(session, "une-cle")
        other = receipts.issue(session, "une-autre-cle")
    assert (first.code, first.receipt.id) == (again.code, again.receipt.id)
    assert first.fresh
    assert not again.fresh
    assert other.code != first.code


def test_the_code_is_found_nowhere_in_the_database(app: Flask, session: orm.Session) -> None:
    with app.app_context():
        issued = receipts.issue(session, "une-cle")
    row = session.execute(sa.select(*Receipt.__table__.c)).one()
    bare = issued.code.replace("-", "")
    for value in row:
        assert bare not in str(value)
        assert "une-cle" not in str(value)


def test_another_site_s_key_gives_other_codes(app: Flask, session: orm.Session) -> None:
    """A stolen database is useless without the key kept beside it."""
    from dataclasses import replace

    with app.app_context():
        here = receipts.issue(session, "une-cle").code
        known = app.config["SETTINGS"]
        app.config["SETTINGS"] = replace(known, receipt_key="x" * 32)
        try:
            assert receipts.code_of("une-cle") != here
            assert receipts.find(session, here) is None
        finally:
            app.config["SETTINGS"] = known
        assert receipts.find(session, here) is not None


@pytest.mark.parametrize(
    "typing",
    [
        str,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code} ",
        lambda code: code.replace("-", "\u202f–\u00a0"),
        ".".join,
    ],
)
def test_however_it_is_typed_it_is_found(app: Flask, session: orm.Session, typing) -> None:
    with app.app_context():
        issued = receipts.issue(session, "une-cle")
        found = receipts.find(session, typing(issued.code))
    assert found is not None
    assert found.id == issued.receipt.id


@given(st.text(max_size=40))
def test_reading_what_was_typed_never_fails(typed: str) -> None:
    code = receipts.normalise(typed)
    assert "-" not in code
    assert receipts.normalise(code) == code


def test_a_submission_key_is_ours_or_refused(app: Flask) -> None:
    with app.app_context():
        key = receipts.new_submission_key()
        assert receipts.read_submission_key(key)
        assert receipts.new_submission_key() != key
        for false in (None, "", "x", key[:-1], f"{key}x", "é"):
            assert receipts.read_submission_key(false) is None
