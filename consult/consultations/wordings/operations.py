"""Writing wordings: each leaves its line in the journal, and nothing here commits.

Whoever calls holds the consultation (`consult.consultations.holding`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import orm

from consult.audit.operations import Signed, record
from consult.consultations.models import Consultation
from consult.consultations.wordings.models import Wording
from consult.consultations.wordings.parts import LINES, parts_of, question_path
from consult.consultations.wordings.queries import wordings_of
from consult.web.forms import clean_line, clean_text

# By variant, then by path.
Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Written:
    """What was typed for one part; `still_right`: it was read again beside the French of today."""

    text: str
    still_right: bool = False


def save_words(
    session: orm.Session,
    consultation: Consultation,
    variant: str,
    typed: Mapping[str, Written],
    *,
    by: Signed | str,
) -> bool:
    """Write the parts in `typed`, by path; an empty text takes a wording away. False: nothing changed.

    What a part no longer there said goes too: until then, a question put back has its words again.
    """
    known = {each.part: each for each in wordings_of(session, consultation, variant)}
    parts = {part.path: part for part in parts_of(consultation)}
    gone = [known[path] for path in known.keys() - parts.keys()]
    written = 0
    for path in typed.keys() & parts.keys():
        part, row = parts[path], known.get(path)
        text = _cleaned(typed[path].text, is_line=part.kind in LINES)
        if not text and row is not None:
            gone.append(row)
        elif text and row is None:
            session.add(
                Wording(
                    consultation_id=consultation.id,
                    variant=variant,
                    part=path,
                    text=text,
                    french=part.french,
                )
            )
            written += 1
        elif row is not None and (
            row.text != text or _was_read_again(typed[path], row, part.french)
        ):
            row.text, row.french = text, part.french
            written += 1
    for row in gone:
        session.delete(row)
    if not (written or gone):
        return False
    record(
        session,
        "consultation.word",
        consultation,
        by=by,
        variant=variant,
        parts=written,
        removed=len(gone),
    )
    return True


def bring_in_line(
    session: orm.Session, consultation: Consultation, texts: Texts, *, by: Signed | str
) -> int:
    """Make each variant of `texts` say that and nothing else; how many variants changed."""
    changed = 0
    for variant, said in texts.items():
        every = {
            part.path: Written(said.get(part.path, ""), True) for part in parts_of(consultation)
        }
        changed += save_words(session, consultation, variant, every, by=by)
    return changed


def copy_words(session: orm.Session, source: Consultation, target: Consultation) -> None:
    """All that `source` says otherwise, for a copy that has its keys; part of the line that tells it."""
    session.flush()
    for each in wordings_of(session, source):
        session.add(
            Wording(
                consultation_id=target.id,
                variant=each.variant,
                part=each.part,
                text=each.text,
                french=each.french,
            )
        )


def copy_question_words(
    session: orm.Session, consultation: Consultation, key: str, new_key: str
) -> None:
    """The same of one question, within its consultation."""
    old, new = question_path(key, ""), question_path(new_key, "")
    for each in wordings_of(session, consultation):
        if each.part.startswith(old):
            session.add(
                Wording(
                    consultation_id=consultation.id,
                    variant=each.variant,
                    part=new + each.part.removeprefix(old),
                    text=each.text,
                    french=each.french,
                )
            )


def texts_of(session: orm.Session, consultation: Consultation) -> dict[str, dict[str, str]]:
    """Of parts that are there: what `bring_in_line` takes."""
    there = {part.path for part in parts_of(consultation)}
    found: dict[str, dict[str, str]] = {}
    for each in wordings_of(session, consultation):
        if each.part in there:
            found.setdefault(each.variant, {})[each.part] = each.text
    return found


def _cleaned(text: str, *, is_line: bool) -> str:
    return (clean_line(text) if is_line else clean_text(text)) or ""


def _was_read_again(typed: Written, row: Wording, french: str) -> bool:
    return typed.still_right and row.french != french
