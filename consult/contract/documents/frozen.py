"""A document put into JSON as it was printed on a day, and read again later.

Each node is {"is": "Table", field: value…} without the fields that hold their default. The counts
behind residents' sentences are never frozen: words that are withdrawn leave every count at once.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from consult.contract.documents import tree

NODES = {
    node.__name__: node
    for node in (
        tree.Cell,
        tree.Document,
        tree.EnjeuMark,
        tree.Figure,
        tree.Group,
        tree.Heading,
        tree.Item,
        tree.Listing,
        tree.Notes,
        tree.Pairs,
        tree.Paragraph,
        tree.Row,
        tree.Run,
        tree.Sentence,
        tree.Table,
    )
}
KNOWN = {name: frozenset(each.name for each in fields(node)) for name, node in NODES.items()}
Node = TypeVar("Node")


def freeze(document: tree.Document) -> dict[str, Any]:
    return cast(dict[str, Any], _plain(with_counts(document, {})))


def thaw(frozen: dict[str, Any]) -> tree.Document:
    return cast(tree.Document, _node(frozen))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if not is_dataclass(value):
        return value
    kept = {each.name: getattr(value, each.name) for each in fields(value)}
    different = {
        each.name: _plain(kept[each.name])
        for each in fields(value)
        if kept[each.name] != each.default
    }
    return {"is": type(value).__name__, **different}


def _node(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_node(each) for each in value)
    if not isinstance(value, dict):
        return value
    node = NODES[value["is"]]
    # A later version of the software may know fewer fields: what it cannot print is left out.
    known = KNOWN[value["is"]]
    return node(**{name: _node(each) for name, each in value.items() if name in known})


def with_counts(value: Node, told: dict[str, str]) -> Node:
    """The same document with, behind each sentence, what `told` says by its public id."""
    if isinstance(value, tree.Sentence):
        return cast(Node, replace(value, provenance=told.get(value.public_id, "")))
    if isinstance(value, tuple):
        return cast(Node, tuple(with_counts(each, told) for each in value))
    if not isinstance(value, tree.Document | tree.Table | tree.Group | tree.Row | tree.Cell):
        return value
    inner = {
        each.name: with_counts(getattr(value, each.name), told)
        for each in fields(value)
        if isinstance(getattr(value, each.name), tuple)
    }
    return cast(Node, replace(value, **inner))
