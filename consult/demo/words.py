"""Loading what the invented residents said, through the product's own operations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from consult.accounts import structures as places
from consult.audit.operations import SYSTEM
from consult.budget import operations as budget
from consult.budget.models import Campaign
from consult.consultations import operations as consultations
from consult.consultations.models import (
    Choice,
    Consultation,
    Degree,
    Moment,
    Question,
    QuestionKind,
)
from consult.consultations.wordings.operations import bring_in_line
from consult.contributions.models import Channel, Contribution
from consult.demo.deciding import handle
from consult.demo.files import Entry, read, spread
from consult.demo.places import Town
from consult.demo.profiles import profile_of
from consult.demo.ticks import ticked
from consult.workshops import operations as workshops
from consult.workshops import speech
from consult.workshops.models import College, Intensity, Item, ItemKind, Workshop, WorkshopKind

EARLY_MORNING = time(6, 0)


def load_consultations(town: Town) -> dict[str, Consultation]:
    """By slug, with their questions."""
    found = {}
    for entry in read("consultations")["consultations"]:
        consultation = Consultation(
            slug=entry["slug"],
            title=entry["title"],
            summary=entry["summary"],
            intro=entry["intro"],
            what_changes=entry["what_changes"],
            degree=Degree(entry["degree"]),
            moment=Moment(entry["moment"]),
            **_dates(town, entry),
            commune=town.commune,
            vocabulary=town.contract.vocabulary,
            questions=[_question(each, n) for n, each in enumerate(entry["questions"])],
            is_demo=True,
        )
        town.session.add(consultation)
        found[consultation.slug] = consultation
    town.session.flush()
    for entry in read("consultations")["consultations"]:
        other = entry.get("wordings") or {}
        bring_in_line(town.session, found[entry["slug"]], other, by=SYSTEM)
    return found


def _dates(town: Town, entry: Entry) -> dict[str, datetime]:
    today = datetime.combine(town.now.date(), EARLY_MORNING, town.now.tzinfo)
    return {
        "opens_at": today - timedelta(days=entry["opens_days_ago"]),
        "closes_at": today + timedelta(days=entry["closes_in_days"]),
    }


def _question(entry: Entry, position: int) -> Question:
    return Question(
        key=entry["key"],
        position=position,
        kind=QuestionKind(entry["kind"]),
        prompt=entry["prompt"],
        help=entry.get("help") or "",
        required=bool(entry.get("required")),
        max_choices=entry.get("max_choices"),
        choices=[
            Choice(key=each["key"], position=n, label=each["label"], icon=each.get("icon") or "")
            for n, each in enumerate(entry.get("choices") or [])
        ],
    )


def load_answers(town: Town, known: dict[str, Consultation]) -> Iterator[int]:
    """One sheet an entry; yields after each, for the progress bar."""
    for number, entry in enumerate(read("contributions")["contributions"]):
        consultation = known[entry["consultation"]]
        question = next(each for each in consultation.questions if each.key == entry["question"])
        at = spread(town.now, entry["days_ago"], number)
        token = consultations.new_token()
        sheet = consultations.start_sheet(
            town.session,
            consultation,
            token,
            channel=Channel(entry["channel"]),
            language=entry.get("language", "fr"),
            is_demo=True,
        )
        sheet.created_at = at
        given = consultations.Given(text=entry["text"].strip())
        answer = consultations.save_answer(town.session, sheet, question, given)
        for other in consultation.questions:
            if other is not question:
                consultations.save_answer(town.session, sheet, other, ticked(entry["key"], other))
        consultations.set_place(town.session, sheet, town.place(entry["place"]))
        consultations.set_profile(town.session, sheet, profile_of(entry["key"], sheet.channel))
        consultations.submit_sheet(town.session, sheet, consultations.submission_of(token), at=at)
        if answer is None or answer.contribution is None:
            raise ValueError(f"{entry['key']} has no words")
        keep(town, entry, answer.contribution)
        yield number


def keep(town: Town, entry: Entry, contribution: Contribution) -> None:
    town.said[entry["key"]] = contribution
    handle(town, contribution, entry)


def load_budget(town: Town) -> Iterator[int]:
    """The campaigns, then their ideas."""
    data = read("budget")
    campaigns = {}
    for entry in data["campaigns"]:
        campaign = Campaign(
            slug=entry["slug"],
            title=entry["title"],
            intro=entry["intro"],
            who_may=entry["who_may"],
            criteria="\n".join(entry["criteria"]),
            envelope_eur=entry["envelope_eur"],
            cap_eur=entry["cap_eur"],
            **_dates(town, entry),
            commune=town.commune,
            vocabulary=town.contract.vocabulary,
            is_demo=True,
        )
        town.session.add(campaign)
        campaigns[campaign.slug] = campaign
    town.session.flush()
    for number, entry in enumerate(data["ideas"]):
        _propose(town, campaigns[entry["campaign"]], entry, number)
        yield number


def _propose(town: Town, campaign: Campaign, entry: Entry, number: int) -> None:
    channel = Channel(entry.get("channel") or Channel.ONLINE.value)
    issued = budget.propose(
        town.session,
        campaign,
        consultations.new_token(),
        budget.IdeaWords(
            title=entry["title"],
            text=entry["text"].strip(),
            place=entry.get("place") or "",
            beneficiaries=entry.get("beneficiaries") or "",
        ),
        place=town.place(entry["quarter"]),
        profile=profile_of(entry["key"], channel),
        channel=channel,
        at=spread(town.now, entry["days_ago"], number),
        is_demo=True,
    )
    contribution = town.session.scalars(
        sa.select(Contribution).where(Contribution.receipt_id == issued.receipt.id)
    ).one()
    keep(town, entry, contribution)


def load_workshops(town: Town) -> Iterator[int]:
    structures = {each["key"]: each["name"] for each in read("workshops")["structures"]}
    for number, entry in enumerate(read("workshops")["workshops"]):
        workshop = _workshop(town, entry, structures)
        said = _items(town, workshop, entry)
        _next_steps(town, workshop, entry)
        if entry["closed"]:
            at = spread(town.now, entry["days_ago"], number)
            speech.close(town.session, workshop, town.team["animator"], at)
            for item_entry, item in said:
                if item.contribution is not None:
                    keep(town, item_entry, item.contribution)
        yield number


def _workshop(town: Town, entry: Entry, structures: dict[str, str]) -> Workshop:
    key = entry["structure"]
    structure = places.create(town.session, structures[key], key=key, by=SYSTEM, is_demo=True)
    counts = (
        "women",
        "men",
        "under_18",
        "from_18_to_25",
        "from_26_to_64",
        "over_64",
        "first_timers",
    )
    texts = ("place", "host", "event", "technique", "guiding_question", "confidential")
    given: dict[str, Any] = {name: entry.get(name) or "" for name in texts}
    given |= {name: entry.get(name) for name in counts}
    heading = workshops.Heading(
        kind=WorkshopKind(entry["kind"]),
        title=entry["title"],
        held_on=(town.now - timedelta(days=entry["days_ago"])).date(),
        starts_at=time.fromisoformat(entry["starts_at"]) if entry.get("starts_at") else None,
        quarters=tuple(town.perimeters[each] for each in entry["quarters"]),
        colleges=tuple(College(each) for each in entry["colleges"]),
        parts=tuple(
            workshops.PartLine(each["title"], each.get("minutes")) for each in entry["parts"]
        ),
        **given,
    )
    ground = workshops.Ground(town.commune, town.contract.vocabulary)
    by = town.team["animator"]
    return workshops.create(town.session, by, structure, ground, heading, is_demo=True)


def _items(town: Town, workshop: Workshop, entry: Entry) -> list[tuple[Entry, Item]]:
    made = []
    for each in entry["items"]:
        part = each.get("part")
        said = speech.Said(
            kind=ItemKind(each["kind"]),
            text=each["text"].strip(),
            part=None if part is None else workshop.parts[part],
            college=College(each["college"]),
            intensity=Intensity(each["intensity"]),
            dots=each.get("dots") or 0,
            heard_from=each.get("heard_from") or 1,
            confidential=bool(each.get("confidential")),
            enjeux=tuple(town.enjeux[key] for key in each.get("enjeux") or []),
        )
        item, _ = speech.add_item(town.session, workshop, town.team["animator"], each["key"], said)
        made.append((each, item))
    return made


def _next_steps(town: Town, workshop: Workshop, entry: Entry) -> None:
    for each in entry.get("next_steps") or []:
        due = each.get("due_in_days")
        workshops.add_next_step(
            town.session,
            workshop,
            town.team["animator"],
            what=each["what"],
            who=each.get("who") or "",
            due_on=None if due is None else (town.now + timedelta(days=due)).date(),
        )
