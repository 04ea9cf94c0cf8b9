"""What went wrong, as RFC 9457 has it: a code that stays, a sentence for people, and what the refusal speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

import msgspec

from vouchbook.domain.refusal import Refused
from vouchbook.ledger.errors import CommandReused
from vouchbook.letters.on_pages import refusal
from vouchbook.service.documenting import Mistaken
from vouchbook.web.answers import Answer
from vouchbook.web.troubles import AGAIN_IN, Trouble, understood

KIND = "application/problem+json"


def problem(status: int, code: str, title: str, detail: str, **more: object) -> Answer:
    """``code`` names the kind of problem for programs; ``title`` and ``detail`` are for people."""
    said = {
        "type": f"urn:vouchbook:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    answer = Answer(msgspec.json.encode(said), status, KIND)
    if status == 503:
        answer.headers.append(("retry-after", str(AGAIN_IN)))
    if status == 401:
        answer.headers.append(("www-authenticate", 'Bearer realm="vouchbook"'))
    return answer


NO_TOKEN = (401, "token_needed", "Say who you are", "Send a token of this association: Authorization: Bearer …")
NOT_HERE = (404, "not_found", "There is nothing here", "Look into the description of this API for what there is.")


def of(error: Exception) -> Answer:
    """An error of a service as a problem; nothing was recorded."""
    if isinstance(error, Refused):
        trouble = understood(error)
        return problem(trouble.status, error.code, trouble.heading, refusal(error), parameters=_plain(error.parameters))
    if isinstance(error, Mistaken):
        fields = {name: words or "This is needed." for name, words in error.mistakes}
        return problem(422, "fields", "Some fields cannot be read", "Each field says what is wrong.", fields=fields)
    if isinstance(error, CommandReused):
        return problem(
            422, "key_reused", "This key was used for something else",
            "An Idempotency-Key stands for one request; use a new one.",
        )  # fmt: skip
    trouble = understood(error)
    more = {"reference": trouble.reference} if trouble.reference else {}
    return problem(trouble.status, _code(trouble), trouble.heading, trouble.words, **more)


def _code(trouble: Trouble) -> str:
    return {404: "not_found", 409: "conflict", 422: "unreadable", 503: "try_again"}.get(trouble.status, "unexpected")


def _plain(parameters: Mapping[str, object]) -> dict[str, Any]:
    """What a refusal speaks of, in JSON; what has no plain form is left to its sentence."""
    return {name: _value(value) for name, value in parameters.items() if value is not None}


def _value(value: object) -> Any:  # noqa: ANN401  # whatever JSON has for it
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list | frozenset | set):
        return [_value(each) for each in value]
    if isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, msgspec.Struct):
        return msgspec.to_builtins(value, enc_hook=str)
    return str(value)
