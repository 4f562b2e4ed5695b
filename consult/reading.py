"""Reference files in YAML, written by people: every fault is told with its line, all at once.

`read` gives the values together with the line of each of them; `validate` checks them against a
pydantic model and tells its complaints in plain words; `Faults` gathers those that only the
database or the whole file can reveal. Nothing here knows what the file is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Model = TypeVar("Model", bound=BaseModel)
Where = tuple[str | int, ...]
LARGEST_FILE = 4 * 1024 * 1024
# Deeper than any file of ours; a recursion limit is a poor way to say no.
DEEPEST = 40

LONGEST_LINE = 255
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$", max_length=255)]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LINE)
]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_LINE)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True)]


class Entry(BaseModel):
    """A mapping of a reference file: a key that is not part of the format is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, order=True)
class Fault:
    line: int
    sentence: str


class ReadingError(Exception):
    """The file is refused whole. Its text is one « FILE:LINE: sentence » for each fault."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        self.file = file
        self.faults = sorted(set(faults))
        told = (f"{file}:{fault.line}: {fault.sentence}" for fault in self.faults)
        super().__init__("\n".join(told))


@dataclass(frozen=True)
class Source:
    """The values of a file, and the line on which each begins."""

    file: str
    data: Any
    lines: dict[Where, int]

    def line(self, *where: str | int) -> int:
        """The line of the value at `where`, or of the closest value around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


class Period(Protocol):
    """An entry of a file that is open from one instant until another."""

    @property
    def slug(self) -> str: ...
    @property
    def opens(self) -> datetime: ...
    @property
    def closes(self) -> datetime: ...


@dataclass
class Faults:
    """Gathers faults while a file is checked; `stop` refuses it when there is any."""

    source: Source
    found: list[Fault] = field(default_factory=list)

    def add(self, where: Where, sentence: str) -> None:
        self.found.append(Fault(self.source.line(*where), sentence))

    def unique(self, where: Where, keys: Sequence[str], *, name: str = "key") -> None:
        """Each of `keys`, of the entries of the list at `where`, appears once."""
        first: dict[str, int] = {}
        for index, key in enumerate(keys):
            line = self.source.line(*where, index, name)
            if key in first:
                self.found.append(Fault(line, f"« {key} » already stands at line {first[key]}."))
            first.setdefault(key, line)

    def periods(self, name: str, entries: Sequence[Period], nothing: str) -> None:
        """The list called `name` says something, each of it once, closing after it opens."""
        self.unique((name,), [entry.slug for entry in entries], name="slug")
        if not entries:
            self.add((name,), nothing)
        for index, entry in enumerate(entries):
            if entry.closes <= entry.opens:
                self.add((name, index, "closes"), "« closes » comes before « opens ».")

    def stop(self) -> None:
        if self.found:
            raise ReadingError(self.source.file, self.found)


def read(path: Path) -> Source:
    """Raises ReadingError for what is not one plain YAML document."""
    name = path.name
    try:
        raw = path.read_bytes()
    except OSError as error:
        fault = Fault(1, f"the file cannot be read: {error.strerror}.")
        raise ReadingError(name, [fault]) from None
    if len(raw) > LARGEST_FILE:
        raise ReadingError(name, [Fault(1, "the file is larger than 4 MB.")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ReadingError(name, [Fault(line, "this text is not UTF-8.")]) from None
    return parse(text, name)


def parse(text: str, name: str) -> Source:
    loader: Any = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            raise ReadingError(name, [Fault(1, "the file is empty.")])
        reader = _Reader(loader, name)
        data = reader.value(node, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ReadingError(name, [Fault(line, f"this is not YAML: {error.problem}.")]) from None
    except RecursionError:
        raise ReadingError(name, [Fault(1, "this is nested too deeply.")]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ReadingError(name, [Fault(line, "a character here cannot be printed.")]) from None
    finally:
        if loader is not None:
            loader.dispose()
    if reader.faults:
        raise ReadingError(name, reader.faults)
    return Source(name, data, reader.lines)


class _Reader:
    """Builds plain values out of nodes, remembering lines; refuses what no format needs."""

    def __init__(self, loader: Any, name: str) -> None:
        self.loader = loader
        self.name = name
        self.lines: dict[Where, int] = {}
        self.faults: list[Fault] = []
        self.met: set[int] = set()

    def value(self, node: yaml.Node, where: Where) -> Any:
        self.lines[where] = node.start_mark.line + 1
        if len(where) > DEEPEST:
            raise ReadingError(self.name, [Fault(self.lines[where], "this is nested too deeply.")])
        # A few aliases of aliases are enough to fill the memory.
        if id(node) in self.met:
            raise ReadingError(self.name, [Fault(self.lines[where], "write this again in full.")])
        self.met.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, where))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*where, index)) for index, child in enumerate(node.value)]
        try:
            return self.loader.construct_object(node, deep=True)
        except ValueError:
            sentence = f"« {node.value} » is not a possible value."
            self.faults.append(Fault(self.lines[where], sentence))
            return None

    def _pairs(self, node: yaml.MappingNode, where: Where) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            if not key:
                self.faults.append(Fault(line, "a key must be a plain word."))
                continue
            if key in seen:
                self.faults.append(Fault(line, f"« {key} » already stands at line {seen[key]}."))
                continue
            seen[key] = line
            yield key, self.value(value_node, (*where, key))
            # Long texts begin under their key: the key's line is the one to show.
            self.lines[(*where, key)] = line


def validate(source: Source, model: type[Model]) -> Model:
    """The file as `model`. Raises ReadingError with every complaint."""
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        faults = [
            Fault(source.line(*found["loc"]), _sentence(found["type"], found))
            for found in error.errors(include_url=False)
        ]
        raise ReadingError(source.file, faults) from None


def read_checked(
    path: Path, model: type[Model], check: Callable[[Model, Source], None]
) -> tuple[Model, Source]:
    """The file at `path`, in which `check` found nothing wrong either.

    Raises ReadingError with every fault of the file.
    """
    source = read(path)
    return checked(source, model, check), source


def checked(source: Source, model: type[Model], check: Callable[[Model, Source], None]) -> Model:
    file = validate(source, model)
    check(file, source)
    return file


def _sentence(kind: str, found: Any) -> str:
    """pydantic's complaint in the words of someone who edits the file."""
    name = ".".join(str(part) for part in found["loc"] if not isinstance(part, int)) or "the file"
    given = found.get("input")
    context = found.get("ctx", {})
    known = {
        "missing": f"« {name} » is missing.",
        "extra_forbidden": f"« {name} » is not a key of this format.",
        "string_type": f"« {name} » must be text: put quotes around it.",
        "string_too_short": f"« {name} » is empty.",
        "string_too_long": f"« {name} » is longer than {context.get('max_length')} characters.",
        "string_pattern_mismatch": (
            f"« {name} » is « {given} »: only small letters, digits, dots and hyphens are allowed."
        ),
        "list_type": f"« {name} » must be a list.",
        "tuple_type": f"« {name} » must be a list.",
        "model_type": f"« {name} » must be a group of keys.",
    }
    return known.get(kind) or f"« {name} »: {found['msg'][:1].lower()}{found['msg'][1:]}."
