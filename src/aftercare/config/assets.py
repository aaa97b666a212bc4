"""Front-end files and fonts of other projects: fetched by the npm of the environment, copied to where they are used.

`package.json` names them, as paths below `node_modules`: "aftercareAssets" and "aftercareStyles" go to the pages,
"aftercareFonts" to the evidence packs. The lock file holds their hashes, which npm compares. They are not committed. A
second run with the same files does nothing.

Of "aftercareStyles" the pages get what they can use. Tabler's sheet is 635 KB large and knows 3,800 classes, of which
we write 80; each page load paid for all of them. A class is used when its name stands anywhere in our templates,
scripts or Python, so it has to be written out and not put together from parts (tests/web/test_styles.py,
tests/browser/judge.py). One that is written for the first time comes with the next `make run`, `make test` or
`make setup`.

The web server sends the `.gz` beside a file to whoever takes it.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from whitenoise.compress import Compressor

from aftercare.config.environment import Unusable

CHECKOUT = Path(__file__).resolve().parents[3]
VENDOR = Path("src/aftercare/web/static/vendor")
FONTS = Path("src/aftercare/cases/pack/fonts")
STAMP = ".stamp"
CLASSES = ".classes"  # beside the stamp, not packaged: every class that the whole style sheets know, one a line
SOURCES = Path("src/aftercare")
NAMES_CLASSES = frozenset({".html", ".js", ".py"})
NOT_OURS = frozenset({"vendor", "migrations"})
LEGAL = frozenset({"LICENSE", "NOTICE"})
_KEEP_USED = Path(__file__).with_name("keep_used.mjs")
_WORD = re.compile(r"[A-Za-z0-9_-]+")
# A page asks for the map that such a line names, and there is none.
_SOURCE_MAP = re.compile(rb"^[ \t]*(//|/\*)[#@] sourceMappingURL=.*$\n?", re.MULTILINE)


def update_assets(checkout: Path = CHECKOUT) -> int:
    """Fetch and copy what is not there yet; the number of files copied, 0 when nothing changed."""
    vendor, words = checkout / VENDOR, written_words(checkout / SOURCES)
    if _is_current(checkout, words):
        return 0
    _install(checkout)
    listed = json.loads((checkout / "package.json").read_text(encoding="utf-8"))
    styles, others = listed["aftercareStyles"], listed["aftercareAssets"]
    copied = _copy(checkout, listed["aftercareFonts"], FONTS) + _copy(checkout, styles + others, VENDOR)
    known = sorted({name for style in styles for name in keep_used(vendor / _name(style), words)})
    _pack(vendor)
    (vendor / CLASSES).write_text("".join(f"{name}\n" for name in known), encoding="utf-8")
    (vendor / STAMP).write_text(_digest(checkout, used_classes(known, words)), encoding="ascii")
    return copied


def is_current(checkout: Path = CHECKOUT) -> bool:
    """Whether the copies were made of what is listed and written now."""
    return _is_current(checkout, written_words(checkout / SOURCES))


def _is_current(checkout: Path, words: frozenset[str]) -> bool:
    stamp, classes = checkout / VENDOR / STAMP, checkout / VENDOR / CLASSES
    if not (stamp.exists() and classes.exists()):
        return False
    known = classes.read_text(encoding="utf-8").splitlines()
    return stamp.read_text(encoding="ascii") == _digest(checkout, used_classes(known, words))


def written_words(sources: Path) -> frozenset[str]:
    """Every word of our templates, scripts and Python that could be the name of a class, or a part of one."""
    words: set[str] = set()
    for folder, folders, names in os.walk(sources):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        for name in names:
            if Path(name).suffix in NAMES_CLASSES:
                words.update(_WORD.findall((Path(folder) / name).read_text(encoding="utf-8")))
    return frozenset(words)


def used_classes(known: Iterable[str], words: frozenset[str]) -> list[str]:
    """Those of the `known` classes that somebody wrote. `keep_used.mjs` keeps the same."""
    return [name for name in known if words.issuperset(_WORD.findall(name))]


def keep_used(style: Path, words: frozenset[str]) -> list[str]:
    """Leave out of this style sheet what asks for a class that nobody wrote; every class that it knew before."""
    question = json.dumps({"css": style.read_text(encoding="utf-8"), "words": sorted(words)})
    command = [_program("node"), str(_KEEP_USED)]
    done = subprocess.run(command, input=question, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        raise Unusable(f"{style.name} could not be read:\n{done.stderr.strip()[-2000:]}")
    answer = json.loads(done.stdout)
    style.write_text(answer["css"], encoding="utf-8")
    return list(answer["classes"])


def _digest(checkout: Path, used: list[str]) -> str:
    text = (checkout / "package.json").read_bytes() + (checkout / "package-lock.json").read_bytes()
    text += Path(__file__).read_bytes() + _KEEP_USED.read_bytes()  # what these programs do with the files
    return hashlib.sha256(text + " ".join(used).encode()).hexdigest()


def _install(checkout: Path) -> None:
    """`npm ci`, unless `node_modules` was made from this very lock file. No package may run a script of its own."""
    stamp = checkout / "node_modules" / STAMP
    digest = hashlib.sha256((checkout / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    command = [_program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)  # noqa: S603 our own
    if done.returncode:
        raise Unusable(f"npm could not fetch the front-end files:\n{(done.stderr or done.stdout).strip()[-2000:]}")
    stamp.write_text(digest, encoding="ascii")


def _program(name: str) -> str:
    """Where npm or node is: the environment's, or the machine's."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        raise Unusable(f"{name} is missing in the environment. Run: make setup")
    return found


def _copy(checkout: Path, names: list[str], place: Path) -> int:
    """Copy files, and whole folders, under their own names into an emptied folder; how many files."""
    folder = checkout / place
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in names:
        source, target = checkout / "node_modules" / name, folder / _name(name)
        if target.exists():
            raise Unusable(f"package.json lists two files named {target.name} for {place}.")
        if not source.exists():
            raise Unusable(f"package.json lists {source.name} for {place}, but the packages do not hold it.")
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
    return sum(path.is_file() for path in folder.rglob("*"))


def _name(name: str) -> str:
    """What the copy is called; a licence bears its package's name, as every package calls its own the same."""
    package, _, file = name.rpartition("/")
    return f"{package.strip('@').replace('/', '-')}-{file}" if file in LEGAL else file


def _pack(vendor: Path) -> None:
    """Take out what browsers cannot use, and lay the packed form beside every file that gets smaller."""
    compressor = Compressor(use_brotli=False, quiet=True)
    for path in [path for path in vendor.rglob("*") if path.is_file()]:
        if path.suffix in {".js", ".mjs", ".css"}:
            path.write_bytes(_SOURCE_MAP.sub(b"", path.read_bytes()))
        compressor.compress(str(path))


if __name__ == "__main__":
    try:
        count = update_assets()
    except Unusable as trouble:
        sys.exit(f"assets: {trouble}")
    sys.stdout.write(f"{count} front-end files copied.\n" if count else "")
