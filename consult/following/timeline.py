"""The dated steps of a contribution, in words that its author understands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _

from consult.contract.coverage.fates import Fate
from consult.contributions.models import Contribution, Status, Step, StepKind, Tagging
from consult.following import study
from consult.following.answers import Answered, Spoken
from consult.following.events import Event
from consult.following.models import Told, ToldKind
from consult.following.outcomes import Outcome, standing_now
from consult.following.sentence_events import of_actions, of_sentences
from consult.following.study import Studied
from consult.following.told_events import Prints
from consult.following.whys import Why


def timeline(
    contribution: Contribution,
    outcomes: list[Outcome],
    *,
    parts: int = 1,
    told: Sequence[Told] = (),
    prints: Prints | None = None,
    spoken: Spoken | None = None,
    why: Why | None = None,
    studied: Studied | None = None,
    stages: Sequence[Event] = (),
) -> list[Event]:
    """What happened, oldest first, then the one step that comes next if there is one.

    `parts`: how many the message was split into. `told`: what was told of published versions,
    and `prints` what they print of it. `spoken`: of words on a passage of the contract. `why`: why
    the contract does not hold them. `studied`: of an idea, what its study says. `stages`: of the project
    that it became.
    """
    events = [_of_step(contribution, step, parts) for step in _told(contribution)]
    events.extend(of_sentences(outcomes, told, prints or {}))
    events.extend(of_actions(outcomes))
    events.extend(_of_answer(each) for each in (spoken.answers if spoken else ()))
    events.extend(study.events(studied))
    events.extend(stages)
    # What happened at the same instant keeps the order of the journey.
    events.sort(key=lambda event: event.order or event.at or contribution.submitted_at)
    if events:
        events[-1] = replace(events[-1], state="current")
    coming = study.coming(studied)
    if coming is None and not _is_settled(told, why) and not study.is_over(studied):
        coming = _next(contribution, outcomes, spoken)
    return [*events, coming] if coming else events


def _is_settled(told: Sequence[Told], why: Why | None) -> bool:
    """Nothing is to be hoped for: the version that all read has the words, or the team put them aside,
    or took out of the contract the sentence that says them.
    """
    if why is None:
        return bool(standing_now(told))
    if why.fate is Fate.SET_ASIDE:
        return True
    left = bool(told) and told[-1].kind is ToldKind.LEFT
    return left and why.fate is Fate.UNPLACED


def _told(contribution: Contribution) -> list[Step]:
    """Sorting may be done again: only the last time is told, since the first no longer holds."""
    sorted_last = max(
        (step.id for step in contribution.steps if step.kind is StepKind.TAGGED), default=None
    )
    return [
        step
        for step in contribution.steps
        if step.kind is not StepKind.TAGGED or step.id == sorted_last
    ]


def _of_step(contribution: Contribution, step: Step, parts: int) -> Event:
    if step.kind is StepKind.TAGGED:
        return _sorted(contribution, step)
    if step.kind is StepKind.SPLIT:
        return Event(_("Split"), _split(parts), at=step.at)
    if step.kind is StepKind.PUBLISHED:
        title, text = _published(contribution, step)
    elif _is_taken_down(contribution, step):
        title, text = _taken_down()
    else:
        title, text = _words(step.kind)
    # A room shares its receipt: what the team wrote about one person's words is not for all.
    message = "" if contribution.receipt.shared else step.message
    return Event(title, text, at=step.at, message=message)


def _published(contribution: Contribution, step: Step) -> tuple[str, str]:
    """Words that were taken back, or off the site, since then are read by nobody any more."""
    now = contribution.status is Status.PUBLISHED
    if _is_published_on_appeal(contribution, step):
        text = (
            _("All can read your words, without your name.")
            if now
            else _("All could read your words, without your name.")
        )
        return _("Published after your appeal"), text
    text = (
        _("A member of the team has read your words. All can read them, without your name.")
        if now
        else _("A member of the team has read your words. All could read them, without your name.")
    )
    return _("Read and published"), text


def _is_taken_down(contribution: Contribution, step: Step) -> bool:
    """A refusal that came after the publication: undoing a publication erases its step."""
    steps = contribution.steps
    earlier = steps[: steps.index(step)]
    return step.kind is StepKind.REFUSED and any(
        each.kind is StepKind.PUBLISHED for each in earlier
    )


def _is_published_on_appeal(contribution: Contribution, step: Step) -> bool:
    steps = contribution.steps
    before = steps[steps.index(step) - 1]
    return step.kind is StepKind.PUBLISHED and before.kind is StepKind.APPEAL_ACCEPTED


def _taken_down() -> tuple[str, str]:
    return (
        _("Taken off the site"),
        _("The team took your words off the site. Nobody else reads them there."),
    )


def _words(kind: StepKind) -> tuple[str, str]:
    words = {
        StepKind.RECEIVED: (_("Received"), _("Your words have arrived.")),
        StepKind.CORRECTED: (_("Corrected"), _("You changed your words.")),
        StepKind.REFUSED: (
            _("Read, but not published"),
            _("A member of the team has read your words. They do not appear on the site."),
        ),
        StepKind.REPHRASE_ASKED: (
            _("Read: to be said differently"),
            _("The team asks you to say it in other words."),
        ),
        StepKind.REPHRASED: (_("Said differently"), _("Your new words have arrived.")),
        StepKind.WITHDRAWN: (_("Taken back"), _("Your words are erased.")),
        StepKind.MASKED: (
            _("A passage is masked"),
            _("The team masked what could tell who someone is. All the rest can be read."),
        ),
        StepKind.APPEALED: (
            _("Appeal received"),
            _(
                "You do not agree with this decision. Somebody else of the team will read your words."
            ),
        ),
        StepKind.APPEAL_MAINTAINED: (
            _("Decision confirmed"),
            _("Somebody else of the team read your words again. They do not appear on the site."),
        ),
        StepKind.APPEAL_ACCEPTED: (
            _("Appeal accepted"),
            _("Somebody else of the team read your words again and chose to publish them."),
        ),
    }
    return words[kind]


def _split(parts: int) -> str:
    if parts == 2:
        return str(_("Your message spoke of two subjects: the team split it in two."))
    return str(
        _("Your message spoke of several subjects: the team split it in %(num)s.", num=parts)
    )


def _sorted(contribution: Contribution, step: Step) -> Event:
    if contribution.tagging is Tagging.OUTSIDE:
        text = _("Your words concern something other than the contract. The team keeps them.")
    elif contribution.tagging is Tagging.UNDECIDED:
        text = _("The team is still wondering which theme your words belong to.")
    else:
        text = _("Your words join those of other residents on the same theme.")
    enjeux = {tag.enjeu.id: tag.enjeu for tag in contribution.tags}
    return Event(
        _("Sorted"),
        text,
        at=step.at,
        message=step.message,
        enjeux=sorted(enjeux.values(), key=lambda enjeu: enjeu.position),
    )


def _of_answer(answered: Answered) -> Event:
    return Event(
        answered.title,
        answered.text,
        at=answered.at,
        message=answered.reason,
        answered=answered,
    )


def _next(
    contribution: Contribution, outcomes: list[Outcome], spoken: Spoken | None
) -> Event | None:
    """What remains to be hoped for; nothing after a last refusal, a withdrawal, the contract."""
    match contribution.status:
        case Status.RECEIVED:
            return Event(_("Read"), _("A member of the team reads your words."), state="todo")
        case Status.REPHRASE_ASKED:
            return Event(
                _("It is your turn"),
                _("Say it differently: the team reads it again."),
                state="todo",
            )
        case Status.REFUSED if contribution.steps[-1].kind is StepKind.APPEALED:
            return Event(
                _("Read again"),
                _("Somebody who did not take the first decision reads your words."),
                state="todo",
            )
        case Status.REFUSED | Status.WITHDRAWN:
            return None
        case Status.PUBLISHED if spoken and not outcomes:
            return _answer_to_come() if spoken.waits else None
        case Status.PUBLISHED:
            return _next_once_published(contribution, outcomes)


def _answer_to_come() -> Event:
    return Event(
        _("Answered"),
        _("The town says what it makes of your words in the contract, and why."),
        state="todo",
    )


def _next_once_published(contribution: Contribution, outcomes: list[Outcome]) -> Event | None:
    if any(outcome.public for outcome in outcomes):
        return None
    if any(outcome.written for outcome in outcomes):
        return Event(
            _("Written into the contract"),
            _("The town has chosen its place. It will be public with the next version."),
            state="todo",
        )
    if outcomes:
        return Event(
            _("Written into the contract"),
            _("The town chooses where the sentence stands in the contract."),
            state="todo",
        )
    match contribution.tagging:
        case Tagging.TO_DO | Tagging.UNDECIDED:
            return Event(_("Sorted"), _("The team finds the theme of your words."), state="todo")
        case Tagging.TAGGED:
            return Event(
                _("Gathered with other words"),
                _("The team gathers what several residents say into one sentence."),
                state="todo",
            )
        case Tagging.OUTSIDE:
            return None
