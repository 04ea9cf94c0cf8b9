"""The cookies of the portal: who has signed in, which browser it is, what is to be said on the next page."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING

from vouchbook.web.routes import Area
from vouchbook.web.settings import Settings

if TYPE_CHECKING:
    from vouchbook.service.office import Office
    from vouchbook.web.visit import Visit

BROWSER = "browser"
SESSION = "session"
RATER = "rater"
SAID = "said"


def name(settings: Settings, association: str, what: str) -> str:
    """What a cookie is called: each association has its own. Over HTTPS, no other host can set it."""
    called = f"vouchbook-{association}-{what}"
    return f"__Host-{called}" if settings.secure else called


def of(area: Area) -> str:
    """Which cookie says who has come in to a part of the portal: a rater's is one of its own."""
    return RATER if area is Area.RATING else SESSION


def set_(visit: Visit, what: str, value: str, *, seconds: int | None = None) -> str:
    """A cookie that scripts cannot read and other sites do not send."""
    settings = visit.hosting.settings
    parts = [f"{name(settings, visit.association, what)}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if settings.secure:
        parts.append("Secure")
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    return "; ".join(parts)


def gone(visit: Visit, what: str) -> str:
    return set_(visit, what, "", seconds=0)


def browser(visit: Visit, value: str) -> str:
    return set_(visit, BROWSER, value)


def to_say(visit: Visit, words: str) -> str:
    """What the next page announces, signed so that nobody else can put words there."""
    written = base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")
    return set_(visit, SAID, f"{written}.{_sign(visit.office, visit.browser, written)}", seconds=60)


def said(visit: Visit, cookie: str | None) -> str:
    """What was to be said; it is said once."""
    if not cookie:
        return ""
    visit.cookies.append(gone(visit, SAID))
    written, _, signature = cookie.partition(".")
    if not hmac.compare_digest(signature.encode(), _sign(visit.office, visit.browser, written).encode()):
        return ""
    try:
        return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""


def _sign(office: Office, browser_: str, written: str) -> str:
    return office.vault.keyed_digest("said", f"{browser_}\0{written}").removeprefix("hmac:")[:32]
