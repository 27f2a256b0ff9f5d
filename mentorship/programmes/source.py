"""A programme file as text: YAML to plain data, with the line each value stands on.

A small, safe part of YAML 1.2: no tags, no anchors, dates stay text, only true and false are
truth values (so a country code or an answer is never mistaken for one).
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

Location = tuple[str | int, ...]

LARGEST_FILE = 1_000_000  # bytes; the largest programme of the sources is under a tenth of it
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?[0-9]+\.[0-9]+")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a programme file, said so that it can be mended without knowing the code."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


@dataclass(slots=True)
class Source:
    """What a file says: `data` as JSON would hold it, `lines` by location, and what YAML itself refused."""

    file: str
    data: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, location: Location) -> int:
        """Line of the value at `location`, or of the nearest group around it."""
        while location not in self.lines and location:
            location = location[:-1]
        return self.lines.get(location, 1)

    def field_name(self, location: Location) -> str:
        """`criteria[refugees_matched].target`: list items are named by their key where they have one."""
        name, value = "", self.data
        for part in location:
            value = _child(value, part)
            if isinstance(part, int):
                key = value.get("key") if isinstance(value, dict) else None
                name += f"[{key if isinstance(key, str) else part + 1}]"
            else:
                name += f".{part}" if name else part
        return name

    def problem(self, location: Location, message: str) -> Problem:
        return Problem(self.file, self.line_of(location), self.field_name(location), message)


def _child(value: Any, part: str | int) -> Any:
    try:
        return value[part]
    except (KeyError, IndexError, TypeError):
        return None


def read_source(path: Path) -> Source:
    """Read a programme file; what can't be read is a problem, never an exception."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return Source(str(path), problems=[Problem(str(path), 1, "", error.strerror or str(error))])
    return source_of(raw, file=str(path))


def source_of(raw: bytes, *, file: str) -> Source:
    """The same of a file's content; `file` is what its problems call it."""
    source = Source(file=file)
    try:
        if len(raw) > LARGEST_FILE:
            raise ValueError(_("the file is larger than one megabyte"))
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        source.problems.append(Problem(source.file, 1, "", _("the file must be saved as UTF-8")))
    except ValueError as error:
        source.problems.append(Problem(source.file, 1, "", str(error)))
    else:
        parse_source(text, source)
    return source


def parse_source(text: str, source: Source) -> Source:
    """Fill `source` from YAML text."""
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        source.problems.append(Problem(source.file, line, "", _yaml_message(error)))
        return source
    except yaml.YAMLError as error:
        source.problems.append(Problem(source.file, 1, "", str(error).splitlines()[0]))
        return source
    except RecursionError:
        source.problems.append(Problem(source.file, 1, "", _("the file is nested too deeply")))
        return source
    if not isinstance(node, yaml.MappingNode):
        source.problems.append(
            Problem(source.file, 1, "", _("the file must be a list of fields, written “field: value”"))
        )
        return source
    source.data = _plain(node, (), source)
    return source


class _Loader(yaml.SafeLoader):
    """PyYAML's composer without anchors: a file is read as it is written."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.get_event()
            raise yaml.MarkedYAMLError(
                problem=_("references (*name) are not allowed; write the value out"),
                problem_mark=event.start_mark,
            )
        return super().compose_node(parent, index)


def _yaml_message(error: yaml.MarkedYAMLError) -> str:
    return _("not readable as YAML: %(problem)s") % {"problem": error.problem or error.context or ""}


def _plain(node: yaml.Node, location: Location, source: Source) -> Any:
    source.lines.setdefault(location, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _plain_mapping(node, location, source)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*location, number), source) for number, item in enumerate(node.value)]
    return _scalar(node) if isinstance(node, yaml.ScalarNode) else None


def _plain_mapping(node: yaml.MappingNode, location: Location, source: Source) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        here, line = (*location, key), key_node.start_mark.line + 1
        if key in values:
            first = source.lines[here]
            name = ".".join(str(part) for part in here)
            message = _("is written twice; the first is on line %(line)s") % {"line": first}
            source.problems.append(Problem(source.file, line, name, message))
            continue
        source.lines[here] = line
        values[key] = _plain(value_node, here, source)
    return values


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    text = str(node.value)
    if node.style is not None:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
