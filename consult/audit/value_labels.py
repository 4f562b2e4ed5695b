"""The values of the journal's details, in words: enumerations are known as they are written."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

_CHANNELS = {
    "online": _l("Online"),
    "interview": _l("Interview"),
    "paper": _l("On paper"),
    "door_to_door": _l("Door to door"),
    "workshop": _l("Workshop"),
    "import": _l("Earlier consultation"),
}
_STATES = {
    "received": _l("To read"),
    "rephrase_asked": _l("To be rephrased by its author"),
    "published": _l("Published"),
    "refused": _l("Not published"),
    "withdrawn": _l("Withdrawn by its author"),
}
_CONTRACT_STATES = {
    "draft": _l("First draft"),
    "consultation": _l("Under consultation"),
    "amendments": _l("Opinions and amendments"),
    "adopted": _l("Adopted"),
}
_KINDS = {
    "complement": _l("Paragraph of the exchanges"),
    "objective": _l("Support of an objective"),
    "piste": _l("Possible action"),
    "equal": _l("same thing"),
    "part_of": _l("is a part of"),
    "contains": _l("contains"),
    "overlaps": _l("overlaps"),
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
    "answer": {
        "retained": _l("Retained"),
        "adapted": _l("Adapted"),
        "rejected": _l("Not retained"),
        "merged": _l("Included in another one"),
        "already": _l("Already in the contract"),
    },
    "channel": _CHANNELS,
    "adaptation": {
        "agreed": _l("Agreed by the authors"),
        "declined": _l("Declined by an author"),
        "silent": _l("Decided without an answer"),
        "withdrawn": _l("No longer proposed"),
    },
    "domain": {
        "technical": _l("Technical opinion"),
        "legal": _l("Legal opinion"),
        "financial": _l("Financial opinion"),
    },
    "ruling": {
        "asked": _l("Its author is asked to complete it"),
        "admitted": _l("Admitted"),
        "refused": _l("Not admitted"),
    },
    "stance": {
        "favourable": _l("Favourable"),
        "if-changed": _l("Favourable if it is changed"),
        "unfavourable": _l("Unfavourable"),
    },
    "verdict": {
        "retained": _l("Goes to the vote"),
        "rejected": _l("Not retained"),
    },
    "decision": {
        "publish": _l("Published"),
        "refuse": _l("Not published"),
        "rephrase": _l("To be rephrased by its author"),
    },
    "edit": {
        "change": _l("words changed"),
        "add": _l("added"),
        "remove": _l("removed"),
        "move": _l("moved"),
        "import": _l("replaced by an import"),
    },
    "fields": {
        "title": _l("title"),
        "summary": _l("summary"),
        "intro": _l("introduction"),
        "what_changes": _l("what the answers change"),
        "degree": _l("degree of participation"),
        "moment": _l("moment of the contract"),
        "commune": _l("commune"),
        "vocabulary": _l("contract"),
        "opens_at": _l("first day"),
        "closes_at": _l("last day"),
        "asks_profile": _l("age and gender"),
        "late_days": _l("days for late answers"),
        "entry": _l("who may answer"),
        "kind": _l("kind of question"),
        "prompt": _l("wording"),
        "help": _l("help"),
        "interviewer_help": _l("help of who asks aloud"),
        "section": _l("part"),
        "shown_if": _l("condition"),
        "required": _l("required answer"),
        "describes_person": _l("answer that says who answers"),
        "max_choices": _l("number of answers"),
        "choices": _l("choices"),
        "rows": _l("lines"),
    },
    "kind": _KINDS,
    "variant": {
        "simple": _l("Simple words"),
        "en": _l("English"),
        "ar": _l("Arabic"),
        "tr": _l("Turkish"),
        "pt": _l("Portuguese"),
        "pl": _l("Polish"),
    },
    "roles": {
        "animator": _l("workshop animation"),
        "moderator": _l("moderation"),
        "editor": _l("contract editing"),
        "administrator": _l("administration"),
    },
    # Of a contract, and of an action.
    "state": {
        **_CONTRACT_STATES,
        "retained": _l("Decided"),
        "started": _l("Under way"),
        "done": _l("Done"),
        "postponed": _l("Postponed"),
        "dropped": _l("Given up"),
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
