"""The compte-rendu as a Word document, from a template that the town can edit."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.config import resource
from consult.web.i18n import clock, day, number
from consult.web.labels import label
from consult.web.sentences import listed
from consult.workshops.models import Intensity, NextStep, Workshop
from consult.workshops.reporting import Line, Minutes, Section

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATE = "documents/compte-rendu.docx"


def file_name(workshop: Workshop) -> str:
    """compte-rendu-2026-11-03-cafe-papote.docx"""
    plain = unicodedata.normalize("NFKD", workshop.title).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].rstrip("-")
    return "-".join(filter(None, ["compte-rendu", workshop.held_on.isoformat(), slug])) + ".docx"


def minutes_docx(minutes: Minutes) -> bytes:
    """The filled template. Its variables are the keys of `context`."""
    # Word code is heavy and rarely needed: only whoever asks for a document pays for it.
    from docxtpl import DocxTemplate  # noqa: PLC0415

    document = DocxTemplate(str(resource("templates") / TEMPLATE))
    document.render(context(minutes), autoescape=True)
    properties = document.docx.core_properties
    properties.title = minutes.workshop.title
    properties.subject = _("Report of a workshop")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def context(minutes: Minutes) -> dict[str, Any]:
    """The template's variables: plain text, so that whoever edits it needs no program."""
    workshop = minutes.workshop
    return {
        "title": workshop.title,
        "kind": label(workshop.kind),
        "facts": [{"label": name, "text": text} for name, text in facts(workshop)],
        "guiding_question": workshop.guiding_question,
        "counts": [{"label": count.label, "text": count.text} for count in minutes.counts],
        "is_masked": minutes.is_masked,
        "waiting": waiting_words(minutes),
        "sections": [_section(section) for section in minutes.sections if section.lines],
        "next_steps": [_step(step) for step in workshop.next_steps],
    }


def facts(workshop: Workshop) -> list[tuple[str, str]]:
    """Only what was filled in; shared by the page and the document."""
    hour = clock(workshop.starts_at) if workshop.starts_at else ""
    told = [
        (_("Kind"), label(workshop.kind)),
        (_("Day"), day(workshop.held_on)),
        (_("Time"), hour),
        (_("Place"), workshop.place),
        (_("Hosted by"), workshop.host),
        (_("As part of"), workshop.event),
        (_("Led by"), workshop.structure.name),
        (_("Method"), workshop.technique),
        (_("Quarters"), listed([quarter.name for quarter in workshop.quarters])),
        (_("Who took part"), listed([label(each.college) for each in workshop.colleges])),
    ]
    return [(name, text) for name, text in told if text]


def waiting_words(minutes: Minutes) -> str:
    """What is not shown yet, or stands in the team's report before anyone read it."""
    if not minutes.waiting:
        return ""
    if minutes.is_public:
        told = ngettext(
            "%(num)s thing said waits to be read.",
            "%(num)s things said wait to be read.",
            minutes.waiting,
        )
    else:
        told = ngettext(
            "%(num)s thing said here waits to be read: keep this report inside the team.",
            "%(num)s things said here wait to be read: keep this report inside the team.",
            minutes.waiting,
        )
    return str(told)


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "minutes": "" if section.minutes is None else number(section.minutes),
        "lines": [_line(line) for line in section.lines],
    }


def _line(line: Line) -> dict[str, str]:
    item = line.item
    marks = [
        label(item.college),
        label(item.intensity) if item.intensity is Intensity.STRONG else "",
        "" if line.people is None else ngettext("%(num)s person", "%(num)s people", line.people),
        ngettext("%(num)s dot", "%(num)s dots", item.dots) if item.dots else "",
    ]
    return {
        "kind": label(item.kind),
        "text": line.text,
        "enjeux": ", ".join(enjeu.short_title for enjeu in item.enjeux),
        "marks": "\n".join(filter(None, marks)),
    }


def _step(step: NextStep) -> dict[str, str]:
    return {"what": step.what, "who": step.who, "due": day(step.due_on)}
