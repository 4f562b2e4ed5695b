"""The acts and the things of the journal, in words.

A test reads the source for every action given to `record` and fails when one has no words here.
"""

from __future__ import annotations

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
    "database": _l("database"),
}


def action_words(action: str) -> str:
    """An action of an older version, whose words are gone, is told by its name."""
    return str(ACTIONS.get(action, action))


def subject_words(table: str) -> str:
    return str(SUBJECTS.get(table, table))
