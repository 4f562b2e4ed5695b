"""The coverage report: each contribution in one case, each case counted, and where to act."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.coverage import queries
from consult.contract.coverage.fates import Fate, conditions
from consult.contract.coverage.queries import Asked
from consult.contract.coverage.sources import sources_of
from consult.contract.models import Action, Objective, Placement, PlacementKind
from consult.contract.placements import Target, place, remove
from consult.contract.versions import publish
from consult.contributions.models import Contribution, Status, Tag, Tagging, TagOrigin
from consult.following.operations import withdraw
from consult.moderation.tagging import tag
from consult.synthesis.operations import write_statement
from consult.synthesis.queries import balance, count_outside
from tests.contract.fates import BEFORE_ANY_VERSION, each_fate
from tests.factories import World, make_contribution
from tests.pages import words
from tests.web.test_budgets import counting

PAGE = "/espace/synthese/couverture"


@pytest.fixture
def cases(session: orm.Session, world: World) -> dict[Fate, Contribution]:
    return each_fate(session, world)


def test_each_contribution_is_in_one_case_and_in_the_right_one(session, world, cases) -> None:
    assert set(conditions()) == set(Fate)
    assert set(cases) == BEFORE_ANY_VERSION
    for fate, condition in conditions().items():
        ids = session.scalars(sa.select(Contribution.id).where(condition)).all()
        assert ids == ([cases[fate].id] if fate in cases else []), fate
    counted = found(session, Asked(session.merge(world.vocabulary)))
    assert counted == dict.fromkeys(BEFORE_ANY_VERSION, 1)


def test_words_are_written_once_readers_find_them(session, world, cases, editor) -> None:
    asked = Asked(session.merge(world.vocabulary))
    contract, sante = session.merge(world.contract), session.merge(world.enjeu("sante"))

    def cases_of(*words: Contribution) -> list[Fate]:
        session.flush()
        assert sum(queries.counts(session, asked).values()) == session.scalar(
            sa.select(sa.func.count()).select_from(Contribution)
        ), "one case each"
        fates = queries.fates_of(session, [each.id for each in words])
        return [fates[each.id] for each in words]

    publish(session, contract, by=session.merge(world.editor), note="Premier état.")
    before = cases[Fate.WRITTEN]
    since = make_contribution(session, world, "Depuis", status=Status.PUBLISHED, enjeux=("sante",))
    statement = write_statement(session, sante, "Depuis.", [since], by=world.editor)
    target = Target(PlacementKind.COMPLEMENT)
    place(session, statement, contract, target, by=world.editor)
    taken_out = session.scalars(sa.select(Placement).where(Placement.statement_id != statement.id))
    remove(session, taken_out.one(), by=session.merge(world.editor))
    assert cases_of(before, since) == [Fate.WRITTEN, Fate.PENDING]
    session.commit()
    assert "Depuis" in words(editor.get(f"{PAGE}?raison=pending"))

    publish(session, contract, by=session.merge(world.editor), note="Second état.")
    assert cases_of(before, since) == [Fate.UNPLACED, Fate.WRITTEN]


def test_the_report_counts_and_lists_what_has_no_outcome(editor, session, cases) -> None:
    page = words(editor.get(PAGE))
    assert "1 avis sur 13 sont écrits dans le contrat ; 12 ne le sont pas." in page
    assert "Hors sujet" in page
    assert "Classé, encore dans aucune phrase" in page
    assert "Placée." not in page
    alone = words(editor.get(f"{PAGE}?raison=unplaced"))
    assert "Cité" in alone
    assert "À classer" not in alone
    refused = editor.get(f"{PAGE}?raison=refused&motif=off-topic").text
    assert cases[Fate.REFUSED].public_id not in refused, "an editor has nothing to do there"
    assert refused.count("Seules les personnes qui modèrent") == 1
    assert "Aucun avis" in words(editor.get(f"{PAGE}?raison=refused&motif=insults"))


def test_an_editor_reads_no_words_that_are_not_published(editor, world, cases) -> None:
    page = words(editor.get(PAGE))
    assert "Contesté" not in page
    assert "À redire" not in page
    assert "Seules les personnes qui modèrent lisent cet avis." in page
    editor.sign_in(world.administrator)
    page = words(editor.get(PAGE))
    assert "Contesté" in page
    assert "Repris" not in page.replace("Repris par son auteur", "")


@pytest.mark.parametrize(
    ("fate", "act"),
    [
        (Fate.TO_READ, "/espace/moderation/{}"),
        (Fate.APPEALED, "/espace/moderation/recours/{}"),
        (Fate.TO_SORT, "/espace/classement/{}"),
        (Fate.SET_ASIDE, "/espace/synthese/armentieres/sante/ecartees"),
        (Fate.GROUPED, "/espace/synthese/groupe/"),
        (Fate.UNCITED, "/espace/synthese/armentieres/sante"),
        (Fate.UNPLACED, "/espace/contrat/placer/"),
    ],
)
def test_each_line_leads_where_it_can_be_acted_on(editor, world, cases, fate, act) -> None:
    editor.sign_in(world.administrator)
    page = editor.get(f"{PAGE}?raison={fate.value}").text
    assert f'href="{act.format(cases[fate].public_id)}' in page


@pytest.mark.parametrize(
    "asked", ["raison=rien", "enjeu=rien", "canal=x", "quartier=y", "after=-1", "motif=%00"]
)
def test_a_filter_that_is_no_choice_filters_nothing(editor, cases, asked) -> None:
    assert "1 avis sur 13" in words(editor.get(f"{PAGE}?{asked}"))


def test_an_unknown_contract_has_no_report(editor) -> None:
    assert editor.get(f"{PAGE}?contrat=rien").status_code == 404
    assert editor.get(f"{PAGE}.csv?contrat=rien").status_code == 404


def test_the_enjeu_narrows_the_figures(editor, cases) -> None:
    assert "1 avis sur 5" in words(editor.get(f"{PAGE}?enjeu=sante"))


def found(session: orm.Session, asked: Asked) -> dict[Fate, int]:
    return {fate: number for fate, number in queries.counts(session, asked).items() if number}


def test_words_sorted_elsewhere_are_to_be_answered_again(session, world, cases) -> None:
    vocabulary = session.merge(world.vocabulary)
    sante, emploi = (session.merge(world.enjeu(key)) for key in ("sante", "emploi"))
    assert count_outside(session, vocabulary) == 1
    for fate in (Fate.SET_ASIDE, Fate.GROUPED):
        moved = cases[fate]
        tag(
            session,
            moved,
            Tagging.TAGGED,
            by=world.moderator,
            revision=moved.revision,
            enjeux=[emploi],
        )
    session.commit()

    assert count_outside(session, vocabulary) == 3
    counted = queries.counts(session, Asked(vocabulary))
    assert (counted[Fate.UNCITED], counted[Fate.SET_ASIDE], counted[Fate.GROUPED]) == (3, 0, 0)
    assert found(session, Asked(vocabulary, emploi)) == {Fate.UNCITED: 2}
    assert (balance(session, emploi).outside, balance(session, sante).outside) == (2, 1)
    (row,) = queries.told(session, [cases[Fate.SET_ASIDE]])
    assert (row.fate, row.reason, row.enjeu) == (Fate.UNCITED, "", "emploi")


def test_what_was_decided_under_an_enjeu_says_nothing_of_another(
    editor, session, world, cases
) -> None:
    vocabulary = session.merge(world.vocabulary)
    emploi = session.merge(world.enjeu("emploi"))
    decided = (Fate.SET_ASIDE, Fate.GROUPED, Fate.UNCITED, Fate.UNPLACED, Fate.WRITTEN)
    for fate in decided:
        cases[fate].tags.append(Tag(enjeu=emploi, origin=TagOrigin.STAFF))
    session.commit()

    asked = Asked(vocabulary, emploi)
    assert found(session, asked) == {Fate.UNCITED: 5}
    assert balance(session, emploi).outside == 5
    sante = Asked(vocabulary, session.merge(world.enjeu("sante")))
    assert found(session, sante) == dict.fromkeys(decided, 1)
    assert found(session, Asked(vocabulary)) == dict.fromkeys(BEFORE_ANY_VERSION, 1)
    rows = queries.told(session, [cases[fate] for fate in decided], emploi)
    assert {(each.fate, each.reason, each.statement, each.topic, each.enjeu) for each in rows} == {
        (Fate.UNCITED, "", "", "", "emploi")
    }
    assert "Écarté" in words(editor.get(f"{PAGE}?enjeu=emploi&raison=uncited"))
    assert "Aucun avis" in words(editor.get(f"{PAGE}?enjeu=emploi&raison=set_aside"))


def read_csv(answer) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))


def test_the_file_has_every_line_and_nobody_s_words(editor, cases) -> None:
    answer = editor.get(f"{PAGE}.csv", buffered=True)
    rows = read_csv(answer)
    assert len(rows) == 1 + 12
    assert {row[0] for row in rows[1:]} == {
        each.public_id for fate, each in cases.items() if fate is not Fate.WRITTEN
    }
    assert "HORS(1)" not in answer.text
    refused = next(row for row in rows if row[0] == cases[Fate.REFUSED].public_id)
    assert refused[5:7] == ["Lu, non publié", "Hors sujet"]
    only = read_csv(editor.get(f"{PAGE}.csv?raison=to_sort", buffered=True))
    assert [row[0] for row in only[1:]] == [cases[Fate.TO_SORT].public_id]


def test_a_file_longer_than_a_batch_is_whole(editor, session, world, monkeypatch) -> None:
    monkeypatch.setattr(queries, "BATCH", 3)
    for number in range(8):
        make_contribution(session, world, f"Avis {number}")
    session.commit()
    assert len(read_csv(editor.get(f"{PAGE}.csv", buffered=True))) == 9


def test_objectives_and_actions_without_a_source_are_listed_by_enjeu(
    editor, session, world, cases
) -> None:
    sante = session.merge(world.enjeu("sante"))
    action = session.scalars(
        sa.select(Action).where(Action.ambition_id == sante.ambitions[0].id)
    ).one()
    action.text = "=2+2"
    session.commit()
    by_enjeu = {each.enjeu.key: each for each in sources_of(session, sante.vocabulary)}
    assert (by_enjeu["sante"].objectives, by_enjeu["sante"].sourced_objectives) == (1, 0)
    rows = read_csv(editor.get(f"{PAGE}/objectifs.csv", buffered=True))
    assert len(rows) == 1 + 12
    assert any(row[3] == "'=2+2" for row in rows), "a formula is escaped"
    heard = cases[Fate.WRITTEN]
    statement = write_statement(session, sante, "Placée.", [heard], by=world.editor)
    objective = session.scalars(sa.select(Objective).where(Objective.id == action.objective_id))
    target = Target(PlacementKind.OBJECTIVE, action.ambition, objective.one())
    placed = place(session, statement, session.merge(world.contract), target, by=world.editor)
    session.commit()
    line = next(e for e in sources_of(session, sante.vocabulary) if e.enjeu.key == "sante")
    assert (line.sourced_objectives, line.sourced_actions) == (1, 0)
    withdraw(session, heard)
    session.commit()
    line = next(e for e in sources_of(session, sante.vocabulary) if e.enjeu.key == "sante")
    assert (line.sourced_objectives, len(line.forsaken)) == (0, 2)
    assert placed in line.forsaken
    assert "avis repris" in words(editor.get(PAGE))


def test_the_report_asks_the_database_few_questions(editor, session, world, cases) -> None:
    for number in range(30):
        make_contribution(
            session, world, f"Avis {number}", status=Status.PUBLISHED, enjeux=("sante", "emploi")
        )
    session.commit()
    with counting() as seen:
        assert editor.get(PAGE).status_code == 200
    assert len(seen) <= 22, "\n".join(seen)
