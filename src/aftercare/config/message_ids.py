"""Finds the texts that are marked for translation, in Python (by its own parser) and in Django templates.

Only texts that are written out are found; `gettext(variable)` is taken to be marked where the variable gets its text.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import block_re, constant_re, endblock_re, inline_re, plural_re

SKIPPED_FOLDERS = {"migrations", "vendor", "locale", "__pycache__"}
TEMPLATE_SUFFIXES = {".html", ".txt"}
# Positions of (context, singular, plural) among the arguments.
_PLAIN, _PLURAL, _IN_CONTEXT, _PLURAL_IN_CONTEXT = (None, 0, None), (None, 0, 1), (0, 1, None), (0, 1, 2)
_SHAPES = {
    "gettext": _PLAIN,
    "gettext_lazy": _PLAIN,
    "gettext_noop": _PLAIN,
    "ngettext": _PLURAL,
    "ngettext_lazy": _PLURAL,
    "pgettext": _IN_CONTEXT,
    "pgettext_lazy": _IN_CONTEXT,
    "npgettext": _PLURAL_IN_CONTEXT,
    "npgettext_lazy": _PLURAL_IN_CONTEXT,
}
_Shape = tuple[int | None, int, int | None]


@dataclass(frozen=True, order=True)
class MessageId:
    """What gettext looks a text up by. Empty strings stand for none."""

    text: str
    plural: str = ""
    context: str = ""


def find_message_ids(package: Path) -> dict[MessageId, set[str]]:
    """All marked texts of a package, each with the files (relative to the package) it stands in."""
    found: dict[MessageId, set[str]] = {}
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package)
        if SKIPPED_FOLDERS & set(name.parts) or not path.is_file():
            continue
        for message in _ids_of_file(path):
            found.setdefault(message, set()).add(name.as_posix())
    return found


def _ids_of_file(path: Path) -> Iterator[MessageId]:
    if path.suffix == ".py":
        yield from ids_of_python(path.read_text(encoding="utf-8"))
    elif path.suffix in TEMPLATE_SUFFIXES:
        yield from ids_of_template(path.read_text(encoding="utf-8"))


def ids_of_python(source: str) -> Iterator[MessageId]:
    """Marked texts of a Python file, under whatever names it imported the markers."""
    tree = ast.parse(source)
    markers = _markers(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute):
            shape = _SHAPES.get(node.func.attr)
        else:
            shape = markers.get(node.func.id) if isinstance(node.func, ast.Name) else None
        message = _message_of_call(node, shape) if shape else None
        if message is not None:
            yield message


def _markers(tree: ast.Module) -> dict[str, _Shape]:
    """Local names of the markers. A `_` that is imported from anywhere is one (`aftercare.core.words`)."""
    markers = {}
    for node in ast.walk(tree):
        for alias in node.names if isinstance(node, ast.ImportFrom) else ():
            shape = _PLAIN if alias.name == "_" else _SHAPES.get(alias.name)
            if shape:
                markers[alias.asname or alias.name] = shape
    return markers


def _message_of_call(call: ast.Call, shape: _Shape) -> MessageId | None:
    texts = [
        argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None
        for argument in call.args
    ]
    context, text, plural = (None if place is None or place >= len(texts) else texts[place] for place in shape)
    return MessageId(text, plural or "", context or "") if text else None


def ids_of_template(source: str) -> Iterator[MessageId]:
    """Marked texts of a template: `translate`, `blocktranslate` and `_("...")` in tags and filters."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
            continue
        for constant in constant_re.findall(token.contents):
            yield MessageId(constant[1:-1].replace("%", "%%"))
        inline, block = inline_re.match(token.contents), block_re.match(token.contents)
        if token.token_type is TokenType.BLOCK and inline:
            yield MessageId(inline[1][1:-1].replace("%", "%%"), context=(inline[3] or "")[1:-1])
        elif token.token_type is TokenType.BLOCK and block:
            context = (block[2] or "")[1:-1]
            yield _message_of_block(tokens, context, trimmed="trimmed" in token.split_contents())


def _message_of_block(tokens: Iterator[Token], context: str, *, trimmed: bool) -> MessageId:
    """Read on to the end of the block; its text as Django looks it up."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token.token_type is TokenType.BLOCK:
            if endblock_re.match(token.contents):
                break
            if plural_re.match(token.contents):
                parts.append([])
        elif token.token_type is TokenType.VAR:
            parts[-1].append(f"%({token.contents})s")
        elif token.token_type is TokenType.TEXT:
            parts[-1].append(token.contents.replace("%", "%%"))
    texts = [trim_whitespace("".join(part)) if trimmed else "".join(part) for part in parts]
    return MessageId(texts[0], texts[1] if len(texts) > 1 else "", context)
