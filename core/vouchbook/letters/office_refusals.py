"""The words of refusals in the coordinator's office: files that are uploaded to be imported."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "nothing_uploaded": "no file waits to be recorded; choose it again, look at what it comes to, then record it",
    "unknown_file_kind": (
        "this kind of file cannot be imported; put its table into one of these, and give that: {kinds}"
    ),
}
"""By code, as in ``refusals.WORDS``."""
