"""Which sentences a resident can meet, read from the sources: nothing is kept by hand.

A graph of what names what: a definition at the top of a module, a macro or the body of a
template. From the views outside the team's desk, whatever can be reached is a resident's; a
template's filters, globals and included pieces are followed, and the words of an enumeration come
with it. It errs on the large side: a word too many is translated, none is forgotten.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from flask import Flask
from jinja2 import Environment, nodes

from consult.web.languages import stays_french

ROOT = Path(__file__).parents[1]
SINGLE = {"_", "gettext", "_l", "lazy_gettext"}
PLURAL = {"ngettext", "lazy_ngettext"}

# (module or template, name in it); "" is the body of a template.
Node = tuple[str, str]
Message = str | tuple[str, str]


class Graph:
    """What each node names, and the sentences in it."""

    def __init__(self) -> None:
        self.edges: dict[Node, set[Node]] = defaultdict(set)
        self.messages: dict[Node, set[Message]] = defaultdict(set)

    def add(self, node: Node, message: Message | None) -> None:
        if message:
            self.messages[node].add(message)

    def reach(self, roots: Iterable[Node]) -> set[Node]:
        seen: set[Node] = set()
        left = list(roots)
        while left:
            node = left.pop()
            if node not in seen:
                seen.add(node)
                left.extend(self.edges[node])
        return seen


def said(function: str, arguments: list[object]) -> Message | None:
    texts = [each for each in arguments if isinstance(each, str)]
    if function in SINGLE and texts:
        return texts[0]
    if function in PLURAL and len(texts) > 1:
        return (texts[0], texts[1])
    return None


class Module:
    """One module of `consult`: its imports, and its definitions."""

    def __init__(self, path: Path) -> None:
        parts = path.relative_to(ROOT).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.imports: dict[str, tuple[str, str]] = {}
        self.definitions: dict[str, list[ast.AST]] = defaultdict(list)
        self.labels: dict[tuple[str, str], list[ast.expr]] = defaultdict(list)
        for node in ast.walk(self.tree):
            self._import(node)
        for statement in self.tree.body:
            self._define(statement)

    def _import(self, node: ast.AST) -> None:
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for each in node.names:
                self.imports[each.asname or each.name] = (node.module, each.name)

    def _define(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            self.definitions[statement.name].append(statement)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for name in (each for target in targets for each in ast.walk(target)):
                if isinstance(name, ast.Name):
                    self.definitions[name.id].append(statement)
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            self._label(statement.value)

    def _label(self, call: ast.Call) -> None:
        """`name_members({Family.MEMBER: words, …})`: the words come with the family."""
        if not isinstance(call.func, ast.Name) or call.func.id != "name_members":
            return
        for table in call.args:
            assert isinstance(table, ast.Dict)
            for key, words in zip(table.keys, table.values, strict=True):
                assert isinstance(key, ast.Attribute)
                assert isinstance(key.value, ast.Name)
                name = key.value.id
                self.labels[self.imports.get(name, (self.name, name))].append(words)


class Modules:
    """The graph of the code: each definition at the top of a module is a node."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        found = map(Module, sorted((ROOT / "consult").rglob("*.py")))
        self.by_name = {module.name: module for module in found}
        for module in self.by_name.values():
            for name, trees in module.definitions.items():
                for tree in trees:
                    self._read(module, (module.name, name), tree)
            for family, words in module.labels.items():
                for tree in words:
                    self._read(module, self._resolve(*family) or family, tree)

    def _read(self, module: Module, node: Node, tree: ast.AST) -> None:
        for each in ast.walk(tree):
            named = self._named_by(module, each)
            if named:
                self.graph.edges[node].add(named)
            if isinstance(each, ast.keyword):
                self.graph.edges[node].update(self._handed_over(module, each.value))
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name):
                texts = [a.value for a in each.args if isinstance(a, ast.Constant)]
                self.graph.add(node, said(each.func.id, texts))

    def _handed_over(self, module: Module, value: ast.expr) -> Iterator[Node]:
        """Of a module given to a template (`words=labels`): whatever is in it."""
        if isinstance(value, ast.Name):
            package, name = module.imports.get(value.id, ("", ""))
            found = self.by_name.get(f"{package}.{name}")
            yield from ((found.name, each) for each in (found.definitions if found else ()))

    def _named_by(self, module: Module, each: ast.AST) -> Node | None:
        if isinstance(each, ast.Name):
            return self._resolve(module.name, each.id)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
            package, name = module.imports.get(each.value.id, ("", ""))
            return self._resolve(f"{package}.{name}", each.attr)
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            if each.value.endswith((".html", ".txt")):
                return (each.value, "")
            # The class that a relationship names.
            return self._resolve(module.name, each.value)
        return None

    def _resolve(self, module: str, name: str) -> Node | None:
        """Where the name is really defined."""
        for _hop in range(8):
            found = self.by_name.get(module)
            if found is None:
                return None
            if name in found.definitions:
                return (module, name)
            module, name = found.imports.get(name, ("", ""))
        return None


class Templates:
    """The graph of the templates: each body and each macro is a node."""

    KINDS = (
        nodes.Getattr,
        nodes.Name,
        nodes.Filter,
        nodes.Test,
        nodes.Include,
        nodes.Extends,
    )

    def __init__(self, graph: Graph, app: Flask) -> None:
        self.graph = graph
        self.environment = Environment(extensions=["jinja2.ext.i18n"])
        found = {**app.jinja_env.filters, **app.jinja_env.globals, **app.jinja_env.tests}
        self.functions = {name: _node_of(function) for name, function in found.items()}
        folder = ROOT / "templates"
        for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.txt")]):
            self._read_file(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))

    def _read_file(self, name: str, source: str) -> None:
        tree = self.environment.parse(source)
        # `ui` is imported by the layout that the others fill.
        self.aliases = {"ui": "components/ui.html"}
        self.named: dict[str, Node] = {}
        for imported in tree.find_all((nodes.Import, nodes.FromImport)):
            self._import(imported)
        macros = list(tree.find_all(nodes.Macro))
        self.named |= {macro.name: (name, macro.name) for macro in macros}
        for macro in macros:
            self._read((name, macro.name), macro)
        tree.body = [part for part in tree.body if not isinstance(part, nodes.Macro)]
        self._read((name, ""), tree)

    def _import(self, imported: nodes.Import | nodes.FromImport) -> None:
        assert isinstance(imported.template, nodes.Const)
        if isinstance(imported, nodes.Import):
            self.aliases[imported.target] = imported.template.value
            return
        for each in imported.names:
            original, alias = each if isinstance(each, tuple) else (each, each)
            self.named[alias] = (imported.template.value, original)

    def _read(self, node: Node, tree: nodes.Node) -> None:
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name):
                texts = [each.value for each in call.args if isinstance(each, nodes.Const)]
                self.graph.add(node, said(call.node.name, texts))
        for each in tree.find_all(self.KINDS):
            self.graph.edges[node].update(self._named_by(each))

    def _named_by(self, each: nodes.Node) -> Iterator[Node]:
        if isinstance(each, nodes.Include | nodes.Extends):
            constants = [each.template, *each.template.find_all(nodes.Const)]
            yield from ((c.value, "") for c in constants if isinstance(c, nodes.Const))
        elif isinstance(each, nodes.Getattr):
            if isinstance(each.node, nodes.Name) and each.node.name in self.aliases:
                yield (self.aliases[each.node.name], each.attr)
        else:
            found = self.named.get(each.name) or self.functions.get(each.name)  # type: ignore[attr-defined]
            if found:
                yield found


def _node_of(function: object) -> Node | None:
    function = getattr(function, "__wrapped__", function)
    module = getattr(function, "__module__", "") or ""
    # Of a function within another, the outer one.
    name = getattr(function, "__qualname__", "").partition(".")[0]
    return (module, name) if module.startswith("consult.") else None


def resident_views(app: Flask) -> set[Node]:
    """The view functions of the addresses outside the desk."""
    found: set[Node] = set()
    for rule in app.url_map.iter_rules():
        if stays_french(rule.rule):
            continue
        view = app.view_functions[rule.endpoint]
        while hasattr(view, "__wrapped__"):
            view = view.__wrapped__
        found.add((view.__module__, view.__name__))
    return found


# What any answer can carry, whatever the view.
EVERYWHERE = (
    "consult.web.errors",
    "consult.web.csrf",
    "consult.web.forms",
    "consult.following.emails",
)


def resident_nodes(app: Flask) -> tuple[Graph, set[Node]]:
    graph = Graph()
    modules = Modules(graph).by_name
    Templates(graph, app)
    roots = resident_views(app)
    roots |= {(name, each) for name in EVERYWHERE for each in modules[name].definitions}
    return graph, graph.reach(roots)


@cache
def _messages_of(app: Flask) -> frozenset[Message]:
    graph, reached = resident_nodes(app)
    return frozenset(message for node in reached for message in graph.messages[node])


def resident_messages(app: Flask) -> frozenset[Message]:
    """The sentences: a msgid, or a pair (one, many)."""
    return _messages_of(app)
