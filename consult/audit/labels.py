"""The acts and the things of the journal, in words.

A test reads the source for every action and every detail given to `record`, and fails when one has
no words here. This package lies below those whose enumerations it tells: values are known as written.
"""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

ACTIONS = {
    "user.create": _l("account created"),
    "user.change": _l("account changed"),
    "user.set_password": _l("password changed"),
    "user.sign_in": _l("signed in"),
    "user.sign_out": _l("signed out"),
    "user.enable_totp": _l("second step turned on"),
    "user.disable_totp": _l("second step turned off"),
    "user.link_sign_in": _l("sign-in link sent"),
    "user.link_invitation": _l("invitation sent"),
    "structure.create": _l("structure added"),
    "contribution.submit": _l("words received"),
    "contribution.correct": _l("words corrected by their author"),
    "contribution.withdraw": _l("words withdrawn by their author"),
    "contribution.publish": _l("words published"),
    "contribution.refuse": _l("words refused"),
    "contribution.rephrase": _l("author asked to rephrase"),
    "contribution.undo": _l("decision undone"),
    "contribution.tag": _l("words sorted among the enjeux"),
    "contribution.second_reading": _l("words sorted a second time, without seeing the first"),
    "trained_model.train": _l("model of suggestions trained"),
    "vocabulary.suggest_again": _l("suggestions made again"),
    "contribution.take_over": _l("words taken over from a colleague"),
    "contribution.mask": _l("passage masked"),
    "contribution.open_original": _l("sealed original opened"),
    "contribution.split": _l("message split in several contributions"),
    "contribution.join": _l("words put with others that say the same"),
    "contribution.keep_apart": _l("words kept apart from others that look alike"),
    "contribution.take_out": _l("words taken out of a group that says the same"),
    "sheet.submit": _l("answers sent"),
    "consultation.import": _l("consultation imported"),
    "consultation.open": _l("consultation opened"),
    "consultation.close": _l("consultation closed"),
    "consultation.forget_drafts": _l("abandoned answers erased"),
    "campaign.import": _l("campaign imported"),
    "campaign.close": _l("deposit of ideas closed"),
    "idea.propose": _l("idea deposited"),
    "workshop.create": _l("workshop opened"),
    "workshop.edit": _l("heading of the workshop changed"),
    "workshop.close": _l("workshop closed"),
    "workshop_item.add": _l("words noted in a workshop"),
    "workshop_item.edit": _l("noted words changed"),
    "workshop_item.dots": _l("dots counted"),
    "workshop_item.take_back": _l("words of a workshop taken back on request"),
    "workshop_item.remove": _l("noted words removed"),
    "workshop_next_step.add": _l("next step added"),
    "workshop_next_step.remove": _l("next step removed"),
    "statement.write": _l("sentence written"),
    "statement.edit": _l("sentence changed"),
    "statement.cite": _l("contributions put behind a sentence"),
    "statement.uncite": _l("contribution taken from behind a sentence"),
    "statement.delete": _l("sentence deleted"),
    "placement.place": _l("sentence placed in the contract"),
    "placement.move": _l("sentence moved in the contract"),
    "placement.remove": _l("sentence taken out of the contract"),
    "contract.import": _l("contract imported"),
    "territory.import": _l("territory imported"),
    "reason.add": _l("moderation reason added"),
    "reason.reword": _l("moderation reason reworded"),
    "reason.move": _l("moderation reason moved in the list"),
    "reason.retire": _l("moderation reason no longer offered"),
    "reason.restore": _l("moderation reason offered again"),
    "appeal.submit": _l("refusal contested by its author"),
    "appeal.maintain": _l("refusal confirmed on appeal"),
    "appeal.accept": _l("words published on appeal"),
    "report.submit": _l("words reported by a reader"),
    "report.keep": _l("reported words kept on the site"),
    "report.take_down": _l("reports answered: words not on the site any more"),
    "report.reopen": _l("reports waiting again"),
    "demo.remove": _l("demonstration removed"),
}
SUBJECTS = {
    "user_account": _l("account"),
    "structure": _l("structure"),
    "contribution": _l("contribution"),
    "answer_sheet": _l("answers"),
    "consultation": _l("consultation"),
    "campaign": _l("campaign"),
    "idea": _l("idea"),
    "workshop": _l("workshop"),
    "workshop_item": _l("noted words"),
    "workshop_next_step": _l("next step"),
    "statement": _l("sentence"),
    "placement": _l("place in the contract"),
    "contract": _l("contract"),
    "epci": _l("territory"),
    "reason": _l("reason"),
    "appeal": _l("appeal"),
    "report": _l("report"),
    "database": _l("database"),
    "trained_model": _l("model of suggestions"),
    "vocabulary": _l("vocabulary of a contract"),
    "advice": _l("suggestions"),
    "sorting": _l("sorting"),
}

DETAILS = {
    "active": _l("may sign in"),
    "added": _l("rows added"),
    "ambition": _l("ambition"),
    "ambitions": _l("ambitions"),
    "batch": _l("batch"),
    "campaign": _l("campaign"),
    "changed": _l("rows changed"),
    "channel": _l("channel"),
    "contract": _l("contract"),
    "contribution": _l("contribution"),
    "contributions": _l("contributions"),
    "decision": _l("decision"),
    "dots": _l("dots"),
    "drafts": _l("abandoned drafts"),
    "enjeu": _l("enjeu"),
    "enjeux": _l("enjeux"),
    "holder": _l("read until then by"),
    "key": _l("key"),
    "kind": _l("kind"),
    "late": _l("after closing"),
    "number": _l("number"),
    "passages": _l("passages"),
    "removed": _l("rows removed"),
    "reports": _l("reports"),
    "revision": _l("version"),
    "roles": _l("roles"),
    "sentences": _l("sentences"),
    "statement": _l("sentence"),
    "tagging": _l("sorting"),
    "team": _l("sorted by the team"),
    "unchanged": _l("rows unchanged"),
    "until": _l("until"),
    "was": _l("before"),
    "way": _l("means"),
    "workshop": _l("workshop"),
}
# Rows that `consult demo remove` counts, table by table; the others are in SUBJECTS.
ROWS = {
    "answer": _l("given answers"),
    "answer_choice": _l("ticked choices"),
    "choice": _l("choices of a question"),
    "citation": _l("words put behind a sentence"),
    "claim": _l("readings under way"),
    "lineage": _l("parts of split messages"),
    "magic_link": _l("sign-in links"),
    "outbox_message": _l("mails"),
    "question": _l("questions"),
    "receipt": _l("receipts"),
    "sealed_original": _l("sealed originals"),
    "step": _l("steps told to the authors"),
    "tag": _l("tags"),
    "user_role": _l("roles"),
    "workshop_college": _l("groups present"),
    "workshop_part": _l("parts of an agenda"),
}
_CHANNELS = {
    "online": _l("Online"),
    "interview": _l("Interview"),
    "paper": _l("On paper"),
    "door_to_door": _l("Door to door"),
    "workshop": _l("Workshop"),
    "import": _l("Import"),
}
_STATES = {
    "received": _l("To read"),
    "rephrase_asked": _l("To be rephrased by its author"),
    "published": _l("Published"),
    "refused": _l("Not published"),
    "withdrawn": _l("Withdrawn by its author"),
}
_KINDS = {
    "complement": _l("Paragraph of the exchanges"),
    "piste": _l("Possible action"),
    "atelier-citoyen": _l("Citizens’ workshop"),
    "quartier-vecu": _l("Lived-quarter workshop"),
    "cafe-papote": _l("Coffee and talk"),
    "conseil-de-quartier": _l("Quarter council"),
    "diagnostic-en-marchant": _l("Walking survey"),
    "reunion-des-acteurs": _l("Meeting of local actors"),
    "point-actu": _l("News meeting"),
    "seminaire": _l("Seminar"),
    "porte-a-porte": _l("Door-to-door round"),
    "comite-de-pilotage": _l("Steering committee"),
}
# By the detail's name; a value that is not here is a number, a key or an address of the site.
VALUES = {
    "channel": _CHANNELS,
    "decision": {
        "publish": _l("Published"),
        "refuse": _l("Not published"),
        "rephrase": _l("To be rephrased by its author"),
    },
    "kind": _KINDS,
    "roles": {
        "animator": _l("workshop animation"),
        "moderator": _l("moderation"),
        "editor": _l("contract editing"),
        "administrator": _l("administration"),
    },
    "tagging": {
        "to_do": _l("To sort"),
        "tagged": _l("Sorted"),
        "outside": _l("Outside the enjeux"),
        "undecided": _l("To be settled"),
    },
    "was": _STATES,
    "way": {
        "password": _l("password"),
        "link": _l("sign-in link"),
        "invitation": _l("invitation"),
        "password+totp": _l("password and digits of a phone"),
        "link+totp": _l("sign-in link and digits of a phone"),
        "invitation+totp": _l("invitation and digits of a phone"),
    },
}


def detail_words(name: str) -> str:
    """A detail of an older version is told by its name."""
    return str(DETAILS.get(name) or ROWS.get(name) or subject_words(name))


def value_words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(value_words(name, each) for each in value)
    text = str(value)
    return str(VALUES.get(name, {}).get(text, text))


def action_words(action: str) -> str:
    """An action of an older version, whose words are gone, is told by its name."""
    return str(ACTIONS.get(action, action))


def subject_words(table: str) -> str:
    return str(SUBJECTS.get(table, table))
