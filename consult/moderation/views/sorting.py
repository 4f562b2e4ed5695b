"""Placing published words among the enjeux."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.contributions.axes import axes_seen_in
from consult.contributions.models import Contribution, Status, Tagging
from consult.contributions.translations import in_french
from consult.db import utcnow
from consult.enjeux import suggesting
from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import ambition_key, vocabulary
from consult.enjeux.suggester.rank import Suggestion
from consult.extensions import db
from consult.moderation import advice, claims, queries
from consult.moderation.copies.lines import copies_of
from consult.moderation.copies.tagging import Likewise, sorted_mate
from consult.moderation.filters import Filters
from consult.moderation.forms import TagForm
from consult.moderation.operations import StaleError
from consult.moderation.permissions import can_moderate
from consult.moderation.queries import TO_TAG, UNDECIDED, Line
from consult.moderation.reading import days_waited
from consult.moderation.sorting import Chosen, sort
from consult.moderation.views.blueprint import blueprint
from consult.web.access import Audience, access, require
from consult.web.commit import writes
from consult.web.page import settings

# The members of a group that a sorting is about.
PUBLISHED = (Contribution.status == Status.PUBLISHED,)
# The two lines to work through, by the value of `state` in the address.
LINES = {Tagging.TO_DO.value: TO_TAG, Tagging.UNDECIDED.value: UNDECIDED}
OUTCOMES = {each.value: each for each in Tagging if each is not Tagging.TO_DO}

blueprint.add_app_template_filter(ambition_key)


@blueprint.get("/classement")
@access(Audience.MODERATORS)
def tagging() -> ResponseReturnValue:
    now = utcnow()
    after = request.args.get("after", type=int)
    page = queries.page_of(db.session, _line(), Filters(), after=after)
    counts = {
        state: queries.waiting(db.session, line, Filters(), now, settings().moderation_days)
        for state, line in LINES.items()
    }
    return render_template(
        "moderation/tagging.html",
        page=page,
        rows=[(each, days_waited(each, now)) for each in page.rows],
        held=claims.around(db.session, _line(), [each.id for each in page.rows]),
        copies=copies_of(db.session, page.rows, _line().condition),
        counts=counts,
        state=_state(),
        states=[Tagging.TO_DO, Tagging.UNDECIDED],
        done=_sorted(),
    )


@blueprint.post("/classement/suivante")
@access(Audience.MODERATORS)
@writes
def next_to_sort() -> ResponseReturnValue:
    """The oldest to sort that no colleague is sorting."""
    found = claims.take_next(db.session, _line(), Filters(), by=actor())
    if found is None:
        return redirect(url_for("moderation.tagging", state=_state()), 303)
    return redirect(url_for("moderation.tag", public_id=found.public_id, state=_state()), 303)


@blueprint.get("/classement/<public_id>")
@access(Audience.MODERATORS)
def tag(public_id: str) -> ResponseReturnValue:
    contribution = _contribution(public_id)
    if contribution.status is not Status.PUBLISHED:
        return redirect(url_for("moderation.read", public_id=public_id))
    words = vocabulary(db.session, contribution.vocabulary_id)
    form = TagForm(formdata=None)
    form.offer(words)
    mate = sorted_mate(db.session, contribution) if _is_new(contribution) else None
    tags = (mate or contribution).tags
    form.enjeux.data = [each.enjeu.key for each in tags]
    form.ambitions.data = [
        ambition_key(each.ambition) for each in tags if each.ambition is not None
    ]
    form.axes.data = [each.axis.key for each in axes_seen_in(db.session, (mate or contribution).id)]
    return _sorting(contribution, words, form, ticked_like=mate)


@blueprint.post("/classement/<public_id>")
@access(Audience.MODERATORS)
@writes
def tag_words(public_id: str) -> ResponseReturnValue:
    contribution = _contribution(public_id, lock=True)
    outcome = OUTCOMES.get(request.form.get("outcome", ""))
    if outcome is None:
        abort(400)
    words = vocabulary(db.session, contribution.vocabulary_id)
    form = TagForm()
    form.offer(words)
    if not form.validate_on_submit():
        return _sorting(contribution, words, form), 422
    chosen = Chosen(
        outcome,
        [form.known_enjeux[key] for key in form.enjeux.data or ()],
        [form.known_ambitions[key] for key in form.ambitions.data or ()],
        [form.known_axes[key] for key in form.axes.data or ()],
    )
    if outcome is Tagging.TAGGED and not chosen.enjeux and not chosen.ambitions:
        form.nothing_ticked()
        return _sorting(contribution, words, form), 422
    try:
        others = sort(db.session, contribution, chosen, by=actor(), revision=form.seen_revision())
    except StaleError:
        return render_template("moderation/moved.html", contribution=contribution), 409
    _tell(others)
    return _to_the_next(contribution)


def _contribution(public_id: str, *, lock: bool = False) -> Contribution:
    contribution = queries.find(db.session, public_id, lock=lock)
    if contribution is None:
        abort(404)
    require(can_moderate(actor(), contribution))
    return contribution


def _is_new(contribution: Contribution) -> bool:
    """Nobody, not even an animator, has said anything of its enjeux."""
    return contribution.tagging is Tagging.TO_DO and not contribution.tags


def _tell(others: Likewise) -> None:
    if others.done:
        flash(
            ngettext(
                "%(num)s other contribution of the group is sorted the same way.",
                "%(num)s other contributions of the group are sorted the same way.",
                others.done,
            ),
            "success",
        )
    if others.left:
        flash(
            ngettext(
                "%(num)s contribution of the group had been sorted otherwise and stays so.",
                "%(num)s contributions of the group had been sorted otherwise and stay so.",
                others.left,
            ),
            "warning",
        )


def _sorting(
    contribution: Contribution,
    words: Vocabulary,
    form: TagForm,
    ticked_like: Contribution | None = None,
) -> str:
    kept = advice.find(db.session, contribution.id)
    found = advice.suggestions(kept) if kept else _suggested_now(contribution, words)
    likely = [(each, suggesting.likelihood(each)) for each in found]
    hints = {each.key: (each, chance) for each, chance in likely if chance is not None}
    return render_template(
        "moderation/tag.html",
        contribution=contribution,
        ticked_like=ticked_like,
        copies=copies_of(db.session, [contribution], PUBLISHED).get(contribution.id),
        vocabulary=words,
        form=form,
        hints=hints,
        enjeux={enjeu.key: enjeu for enjeu in words.enjeux},
        axes_seen=axes_seen_in(db.session, contribution.id) if words.axes else [],
        coming=queries.page_of(db.session, _line(), Filters(), size=queries.NEXT_FEW).rows,
        waiting=queries.waiting(
            db.session, _line(), Filters(), utcnow(), settings().moderation_days
        ),
        claim=claims.someone_else(db.session, contribution, actor()),
        state=_state(),
        done=_sorted(),
    )


def _suggested_now(contribution: Contribution, words: Vocabulary) -> list[Suggestion]:
    """For words published before suggestions were kept."""
    said = in_french(db.session, contribution)
    return suggesting.suggest(said.whole, words, said.language)


def _to_the_next(contribution: Contribution) -> ResponseReturnValue:
    """The oldest to sort that no colleague is sorting.

    Among the undecided the one after, since these may stay undecided.
    """
    here = contribution.public_id
    after = contribution.id if _line() is UNDECIDED else None
    following = claims.take_next(db.session, _line(), Filters(), by=actor(), beyond=after)
    if following is None:
        return redirect(url_for("moderation.tagging", state=_state(), done=here), 303)
    address = url_for("moderation.tag", public_id=following.public_id, state=_state(), done=here)
    return redirect(address, 303)


def _state() -> str:
    state = request.args.get("state", "")
    return state if state in LINES else Tagging.TO_DO.value


def _line() -> Line:
    return LINES[_state()]


def _sorted() -> Contribution | None:
    """The words one comes from, to look at them again."""
    public_id = request.args.get("done", "")
    found = queries.find(db.session, public_id) if public_id else None
    return found if found is not None and found.tagging is not Tagging.TO_DO else None
