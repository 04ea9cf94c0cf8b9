"""Makes the portal's style, icons and fonts out of USWDS: `make assets`, for whoever changes web/styles."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
WEB = ROOT / "core" / "vouchbook" / "web"
STYLES = WEB / "styles"
STATIC = WEB / "static"
WORK = ROOT / "build" / "assets"
LOCK = STYLES / "package-lock.json"
USWDS = WORK / "node_modules" / "@uswds" / "uswds"

FONTS = {
    "source-sans-regular": "source-sans-pro/sourcesanspro-regular-webfont",
    "source-sans-bold": "source-sans-pro/sourcesanspro-bold-webfont",
    "merriweather-light": "merriweather/Latin-Merriweather-Light",
}
ICONS = {
    "check": "check", "warning": "warning", "info": "info", "error": "error", "close": "close", "menu": "menu",
    "print": "print", "download": "file_download", "lock": "lock", "person": "person", "calendar": "event",
    "mail": "mail",
}  # fmt: skip
PICTURE = re.compile(r'url\("?img/([\w/-]+\.svg)"?\)')
FONT = re.compile(r'url\("?(fonts/[\w-]+\.woff2)"?\)')


def digest() -> str:
    """The sources in one number, which stands in the first line of the portal.css that is made from them."""
    found = sha256()
    for source in [*sorted(STYLES.glob("*.scss")), STYLES / "package.json", LOCK]:
        found.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return found.hexdigest()[:32]


def stamp() -> str:
    return f"/*! sources {digest()} · made by `make assets` from styles/ and USWDS 3.14, see LICENSES.txt */"


def main() -> None:
    if shutil.which("npm") is None:
        sys.exit("make assets needs npm (Debian: apt-get install npm). Only who changes the styles needs it.")
    _install()
    shutil.rmtree(STATIC / "fonts", ignore_errors=True)
    (STATIC / "fonts").mkdir(parents=True)
    for name, source in FONTS.items():
        shutil.copy(USWDS / "dist" / "fonts" / f"{source}.woff2", STATIC / "fonts" / f"{name}.woff2")
    (STATIC / "icons.svg").write_text(icons())
    (STATIC / "portal.css").write_text(f"{stamp()}\n{css()}")
    print(f"Made {STATIC.relative_to(ROOT)}: portal.css, icons.svg, {len(FONTS)} fonts.")


def _install() -> None:
    """USWDS and Sass under build/, in the locked versions; nothing is asked of the network where they are there."""
    WORK.mkdir(parents=True, exist_ok=True)
    done = WORK / "installed.json"
    if done.exists() and LOCK.exists() and done.read_bytes() == LOCK.read_bytes():
        return
    for source in (STYLES / "package.json", LOCK):
        if source.exists():
            shutil.copy(source, WORK / source.name)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=WORK, check=True)
    if not LOCK.exists():
        shutil.copy(WORK / LOCK.name, LOCK)
    shutil.copy(LOCK, done)


def css() -> str:
    """The style, with its few pictures inside and its fonts named by their content."""
    program, packages = WORK / "node_modules" / ".bin" / "sass", USWDS / "packages"
    command = [str(program), "--style=compressed", "--quiet-deps", "--no-source-map", "--no-charset"]
    command += [f"--load-path={packages}", str(STYLES / "portal.scss")]
    made = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    made = PICTURE.sub(lambda found: f'url("{_inside(USWDS / "dist" / "img" / found[1])}")', made)
    made = FONT.sub(lambda found: f"url({found[1]}?{_short(STATIC / found[1])})", made)
    # No comment of a source is read by anybody in the packed file; USWDS's own says nothing about rights.
    return re.sub(r"/\*.*?\*/", "", made, flags=re.DOTALL).strip() + "\n"


def icons() -> str:
    symbols = []
    for name, source in ICONS.items():
        picture = (USWDS / "dist" / "img" / "usa-icons" / f"{source}.svg").read_text()
        paths = re.sub(r"</?svg[^>]*>|<path[^>]*fill=\"none\"[^>]*/>", "", picture).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{paths}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


def _inside(picture: Path) -> str:
    written = base64.b64encode(picture.read_bytes().strip()).decode()
    return f"data:image/svg+xml;base64,{written}"


def _short(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:16]


if __name__ == "__main__":
    main()
