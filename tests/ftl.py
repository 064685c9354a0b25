"""The translations as they are written, to compare them with each other and with the code."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.i18n import LOCALES

Form = frozenset[tuple[str, frozenset[str]]]  # (attribute or "", its variables)


def forms(language: str, pattern: str) -> dict[str, Form]:
    """Return each message's value and attributes with the variables they take.

    The files of commands are left out unless the pattern names them: they have no English,
    which stands in the code.

    Raises:
        ValueError: for what is no Fluent, or an id that stands twice.
    """
    found: dict[str, Form] = {}
    for path in sorted((LOCALES / language).glob(pattern)):
        if path.name.startswith("commands") and not pattern.startswith("commands"):
            continue
        for message in _messages(path):
            if message.id.name in found:
                raise ValueError(f"{message.id.name} stands twice ({path.name})")
            value = [("", _variables(message.value))] if message.value else []
            attributes = [(each.id.name, _variables(each.value)) for each in message.attributes]
            found[message.id.name] = frozenset([*value, *attributes])
    return found


def files(language: str) -> set[str]:
    """Return the names of a language's files."""
    return {path.name for path in (LOCALES / language).glob("*.ftl")}


@cache
def texts(language: str) -> list[tuple[str, str]]:
    """Return each piece of text between placeables, with the id of its message."""
    found: list[tuple[str, str]] = []
    for path in sorted((LOCALES / language).glob("*.ftl")):
        for message in _messages(path):
            visitor = _Texts()
            visitor.visit(message)
            found += [(message.id.name, text) for text in visitor.found]
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """A message's value, or one of its attributes: the commands it names, and its literal text."""

    message: str
    attribute: str
    commands: tuple[str, ...]
    text: str


def parts(language: str, pattern: str) -> list[Part]:
    """Return the value and the attributes of each message."""
    found: list[Part] = []
    for path in sorted((LOCALES / language).glob(pattern)):
        for message in _messages(path):
            named = [("", message.value), *((a.id.name, a.value) for a in message.attributes)]
            for name, value in named:
                if value is not None:
                    content = _Content()
                    content.visit(value)
                    commands = tuple(content.commands)
                    found.append(Part(message.id.name, name, commands, "".join(content.texts)))
    return found


class _Content(Visitor):
    def __init__(self) -> None:
        self.commands: list[str] = []
        self.texts: list[str] = []

    def visit_FunctionReference(self, node: ast.FunctionReference) -> None:  # noqa: N802 its name
        if node.id.name != "COMMAND":
            self.generic_visit(node)
            return
        (name,) = node.arguments.positional
        if not isinstance(name, ast.StringLiteral):
            raise TypeError("a command is named by a literal, or no test could check it")
        self.commands.append(name.value)
        self.texts.append("\0")

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802 as above
        self.texts.append(node.value)

    def visit_StringLiteral(self, node: ast.StringLiteral) -> None:  # noqa: N802 as above
        self.texts.append(node.value)


@cache
def _messages(path: Path) -> list[ast.Message]:
    body = FluentParser().parse(path.read_text(encoding="utf-8")).body
    for entry in body:
        if isinstance(entry, ast.Junk):
            raise ValueError(f"{path.name}: {entry.content!r}")  # noqa: TRY004 of the file, not of a type
    return [entry for entry in body if isinstance(entry, ast.Message)]


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 its name
        self.names.add(node.id.name)


class _Texts(Visitor):
    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802 its name
        self.found.append(node.value)


def _variables(pattern: ast.Pattern) -> frozenset[str]:
    visitor = _Variables()
    visitor.visit(pattern)
    return frozenset(visitor.names)
