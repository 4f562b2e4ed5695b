"""A condition as data, for the script that answers it on a phone without network.

    ["all", tree, …]  ["any", tree, …]  ["not", tree]  ["selected", key, choice]
    ["answer" | "count", key, comparison, {"text": "…"} | {"number": "12.5"}]

Numbers travel as they are written: a browser's own would not keep every figure. What answers it is
`consult/static/js/offline/conditions.js`, held equal to `evaluating` by a test.
"""

from __future__ import annotations

from decimal import Decimal

from consult.consultations.conditions.language import (
    All,
    Any,
    Condition,
    Count,
    Not,
    Selected,
)

Tree = list["str | dict[str, str] | Tree"]


def tree(condition: Condition) -> Tree:
    match condition:
        case All(terms):
            return ["all", *map(tree, terms)]
        case Any(terms):
            return ["any", *map(tree, terms)]
        case Not(term):
            return ["not", tree(term)]
        case Selected(key, choice):
            return ["selected", key, choice]
        case _:
            name = "count" if isinstance(condition.operand, Count) else "answer"
            return [name, condition.operand.key, condition.comparison, _literal(condition.value)]


def _literal(value: str | Decimal) -> dict[str, str]:
    return {"number": f"{value:f}"} if isinstance(value, Decimal) else {"text": value}
