"""Opens every link that the portal has printed, as a browser without scripts would, and says what it saw."""

from __future__ import annotations

import re
import sys
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

_DOOR = re.compile(r"^  (?P<label>\S.*)\n    (?P<url>http\S+)$", re.MULTILINE)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_FIELD = re.compile(r'<input type="hidden" name="(csrf|command)" value="([^"]*)"')
_ACTION = re.compile(r'<form[^>]*action="([^"]*)"')
_NAVIGATION = re.compile(r'<a href="(/[^"#?]*)"')


def main(printed: str, mail: Path) -> int:
    """Follow each link that ``printed`` names, and the pages that it leads to.

    :return: 0 where every page answered, else 1
    """
    wrong = 0
    print("Nobody is at the keyboard: every link is opened once, then the portal closes.\n")
    for found in _DOOR.finditer(printed):
        pages, troubles = _through(found["url"])
        wrong += len(troubles)
        where = urlsplit(found["url"]).path.split("/")[1]
        print(f"  {where:<9}{found['label'][:60]:<62}{len(pages)} pages" + (" ✗" if troubles else " ✓"))
        for trouble in troubles:
            print(f"           {trouble}")
    letters = len(list(mail.glob("*.eml"))) if mail.is_dir() else 0
    print(
        f"\n{letters} letters lie in {mail}/." if letters else f"\nLetters would lie in {mail}/; none was written yet."
    )
    return 1 if wrong else 0


def _through(url: str) -> tuple[list[str], list[str]]:
    """The titles of the pages behind a link, and what went wrong."""
    asking = build_opener(HTTPCookieProcessor(CookieJar()))
    address, _, secret = url.partition("#")
    status, here, page = _get(asking, address)
    if status != 200:
        return [], [f"{status} at {urlsplit(here).path}"]
    if not urlsplit(address).path.endswith("/try"):
        return [_title(page)], []
    typed = {"secret": secret, "link": url, **dict(_FIELD.findall(page))}
    actions = [unescape(each) for each in _ACTION.findall(page) if each.endswith("/try")]
    status, here, page = _get(asking, urljoin(here, (actions or [urlsplit(address).path])[0]), typed)
    if status != 200 or urlsplit(here).path.endswith("/try"):
        return [], [f"the link let nobody in ({status})"]
    titles, troubles = [_title(page)], []
    for path in dict.fromkeys(_NAVIGATION.findall(page)):
        status, _, other = _get(asking, urljoin(here, path))
        if status == 200:
            titles.append(_title(other))
        else:
            troubles.append(f"{status} at {path}")
    return titles, troubles


def _get(asking: OpenerDirector, url: str, typed: dict[str, str] | None = None) -> tuple[int, str, str]:
    body = urlencode(typed).encode() if typed is not None else None
    try:
        with asking.open(url, body, timeout=30) as answer:
            return answer.status, answer.geturl(), answer.read().decode("utf-8", "replace")
    except HTTPError as error:
        return error.code, url, error.read().decode("utf-8", "replace")


def _title(page: str) -> str:
    found = _TITLE.search(page)
    return unescape(found[1]).strip() if found else ""


if __name__ == "__main__":
    sys.exit(main(sys.stdin.read(), Path("build/portal/mail")))
