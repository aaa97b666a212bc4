"""Front-end files and fonts of other projects: fetched by the npm of the environment, copied to where they are used.

`package.json` names them, as paths below `node_modules`: "aftercareAssets" go to the pages, "aftercareFonts" to the
evidence packs. The lock file holds their hashes, which npm compares. They are not committed. A second run with the same
two files does nothing. The style sheet of the pages is 600 KB large and a tenth of it packed: the web server sends the
`.gz` beside a file to whoever takes it.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from whitenoise.compress import Compressor

from aftercare.config.environment import Unusable

CHECKOUT = Path(__file__).resolve().parents[3]
VENDOR = Path("src/aftercare/web/static/vendor")
FONTS = Path("src/aftercare/cases/pack/fonts")
STAMP = ".stamp"
LEGAL = frozenset({"LICENSE", "NOTICE"})
# A page asks for the map that such a line names, and there is none.
_SOURCE_MAP = re.compile(rb"^[ \t]*(//|/\*)[#@] sourceMappingURL=.*$\n?", re.MULTILINE)


def update_assets(checkout: Path = CHECKOUT) -> int:
    """Fetch and copy what is not there yet; the number of files copied, 0 when nothing changed."""
    vendor, digest = checkout / VENDOR, _digest(checkout)
    stamp = vendor / STAMP
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return 0
    _install(checkout)
    listed = json.loads((checkout / "package.json").read_text(encoding="utf-8"))
    copied = _copy(checkout, listed["aftercareFonts"], FONTS) + _copy(checkout, listed["aftercareAssets"], VENDOR)
    _pack(vendor)
    stamp.write_text(digest, encoding="ascii")
    return copied


def _digest(checkout: Path) -> str:
    text = (checkout / "package.json").read_bytes() + (checkout / "package-lock.json").read_bytes()
    text += Path(__file__).read_bytes()  # what this program does with the files
    return hashlib.sha256(text).hexdigest()


def _install(checkout: Path) -> None:
    """`npm ci`, unless `node_modules` was made from this very lock file. No package may run a script of its own."""
    stamp = checkout / "node_modules" / STAMP
    digest = hashlib.sha256((checkout / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    npm = shutil.which("npm", path=str(Path(sys.executable).parent)) or shutil.which("npm")
    if npm is None:
        raise Unusable("npm is missing in the environment. Run: make setup")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)  # noqa: S603 our own
    if done.returncode:
        raise Unusable(f"npm could not fetch the front-end files:\n{(done.stderr or done.stdout).strip()[-2000:]}")
    stamp.write_text(digest, encoding="ascii")


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
