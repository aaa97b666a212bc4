"""The translation catalogues: one per package, kept complete, compiled without gettext being installed.

English stands in the code, Chinese in `<package>/locale/zh_Hans/LC_MESSAGES/django.po`.
"""

import os
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from aftercare.config.message_ids import MessageId, find_message_ids

PACKAGES = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
METADATA = {
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
_PLACEHOLDER = re.compile(r"%%|%(?:\([^)]+\))?[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]|\{[A-Za-z_][A-Za-z0-9_]*\}")


@dataclass(frozen=True)
class Changes:
    """What `update` did to all catalogues together."""

    added: int = 0
    dropped: int = 0
    untranslated: int = 0


def packages(root: Path = PACKAGES) -> list[Path]:
    """Folders of all packages that are applications: only in those does Django look for a catalogue."""
    return sorted(path.parent for path in root.glob("*/apps.py"))


def check_catalogues(root: Path = PACKAGES) -> list[str]:
    """One sentence per entry that is missing, untranslated, fuzzy or dead, whose placeholders differ from those of
    its id, or that two packages translate differently (Django would silently take one of them)."""
    problems: list[str] = []
    seen: dict[MessageId, tuple[str, str]] = {}
    for package in packages(root):
        catalogue, marked = read_catalogue(package), find_message_ids(package)
        entries = {_id_of(entry): entry for entry in catalogue if not entry.obsolete}
        for missing in sorted(marked.keys() - entries.keys()):
            problems.append(f"{package.name}: missing: {missing.text!r} ({', '.join(sorted(marked[missing]))})")
        for message, entry in entries.items():
            problems += [f"{package.name}: {fault}: {message.text!r}" for fault in _faults(message, entry, marked)]
            translation = "|".join(_translations(entry))
            other, elsewhere = seen.setdefault(message, (package.name, translation))
            if elsewhere != translation:
                problems.append(f"{package.name}: other words than in {other}: {message.text!r}")
    return problems


def update_catalogues(root: Path = PACKAGES) -> Changes:
    """Add marked texts that are missing (with the words another package has for them, or untranslated) and drop those
    that no code marks any more."""
    catalogues = {package: read_catalogue(package) for package in packages(root)}
    known = {_id_of(entry): entry for catalogue in catalogues.values() for entry in catalogue if _is_translated(entry)}
    added = dropped = untranslated = 0
    for package, catalogue in catalogues.items():
        marked = find_message_ids(package)
        entries = {_id_of(entry): entry for entry in catalogue if not entry.obsolete}
        fresh = polib.POFile(wrapwidth=110)
        fresh.metadata = {**METADATA, **{key: value for key, value in catalogue.metadata.items() if key in METADATA}}
        for message in sorted(marked, key=lambda one: (sorted(marked[one]), one)):
            entry = entries.get(message) or _new_entry(message, known.get(message))
            entry.occurrences = [(name, "") for name in sorted(marked[message])]
            fresh.append(entry)
        added += len(marked.keys() - entries.keys())
        dropped += len(catalogue) - len(marked.keys() & entries.keys())
        untranslated += sum(not _is_translated(entry) for entry in fresh)
        _write_if_changed(package / CATALOGUE, str(fresh) if len(fresh) else "")
    return Changes(added, dropped, untranslated)


def compile_catalogues(root: Path = PACKAGES) -> int:
    """Compile the catalogues that are newer than their `.mo` file; how many that were."""
    stale = [path for package in packages(root) if _is_stale(path := package / CATALOGUE)]
    for path in stale:
        draft = path.with_name(f".{os.getpid()}.mo")
        try:
            polib.pofile(str(path)).save_as_mofile(str(draft))
            draft.rename(path.with_suffix(".mo"))
        except PermissionError:  # installed for all users: compiled when it was packed
            continue
    return len(stale)


def read_catalogue(package: Path) -> polib.POFile:
    """The package's catalogue; an empty one when it has none."""
    path = package / CATALOGUE
    return polib.pofile(str(path), wrapwidth=110) if path.exists() else polib.POFile(wrapwidth=110)


def _faults(message: MessageId, entry: polib.POEntry, marked: Container[MessageId]) -> Iterator[str]:
    if message not in marked:
        yield "dead"
    if entry.fuzzy:
        yield "fuzzy"
    if not _is_translated(entry):
        yield "untranslated"
    elif any(_placeholders(text) != _placeholders(message.plural or message.text) for text in _translations(entry)):
        yield "placeholders differ"


def _placeholders(text: str) -> list[str]:
    """Placeholders of a text; those without a name must keep their order, the named ones need not."""
    return sorted(_PLACEHOLDER.findall(text), key=lambda found: found if found[0] == "{" or "(" in found else "")


def _id_of(entry: polib.POEntry) -> MessageId:
    return MessageId(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _is_translated(entry: polib.POEntry) -> bool:
    return bool(_translations(entry)) and all(_translations(entry))


def _new_entry(message: MessageId, like: polib.POEntry | None) -> polib.POEntry:
    return polib.POEntry(
        msgid=message.text,
        msgid_plural=message.plural or None,
        msgctxt=message.context or None,
        msgstr=like.msgstr if like else "",
        msgstr_plural=dict(like.msgstr_plural) if like else {0: ""} if message.plural else None,
    )


def _write_if_changed(path: Path, text: str) -> None:
    if not text:
        path.unlink(missing_ok=True)
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    if not path.exists():
        return False
    return not compiled.exists() or compiled.stat().st_mtime_ns < path.stat().st_mtime_ns
