"""What people should not send and somebody will: for names, titles, reasons, addresses and headers."""

from __future__ import annotations

MARK = "xq7z"
"""Stands in every text, so that it is found wherever it comes out."""

XSS = (
    f"<script>{MARK}()</script>",
    f'"><img src=x onerror={MARK}()>',
    f"' onmouseover='{MARK}()",
    f"<svg/onload={MARK}()>",
    f"</textarea><script>{MARK}()</script>",
    f"</title><script>{MARK}()</script>",
    f"javascript:{MARK}()",
    f"{{{{{MARK}}}}}",
    f"{{% raw %}}{MARK}{{% endraw %}}",
    f'<!--{MARK}--><a href="javascript:{MARK}()">',
    f"&lt;{MARK}&gt;",
    f"\u202e{MARK}\u2066",
)
REDIRECTS = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/nc/my",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/tn/my",
    "/nc/../tn/my",
    "/nc/%2e%2e/tn/my",
    "/nc//evil.example",
    "/ncx/my",
    "nc/my",
    "/nc/my\r\nlocation: https://evil.example",
    "/nc/my%0d%0alocation:%20https://evil.example",
    "@evil.example",
    "/nc/my?next=https://evil.example",
    "\thttps://evil.example",
    "/%09/evil.example",
    "",
)
ADDRESSES = (
    "a@example.org\r\nbcc: victim@example.org",
    "a@example.org\nsubject: x",
    "a@example.org, b@example.org",
    '"a b"@example.org\r\n',
    "a@example.org\x00",
    "a" * 300 + "@example.org",
    "@example.org",
    "a@",
    "a b@example.org",
    "a@exa mple.org",
    "<a@example.org>",
)


def raw(text: str, page: str) -> bool:
    """Whether a page has a hostile text as markup: unescaped where it has any character that markup is made of."""
    return any(letter in text for letter in "<>\"'") and text in page
