"""The API's own description, OpenAPI 3.1: made from the endpoints and the types they take and give."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

import msgspec

from vouchbook.web.api.endpoint import Endpoint
from vouchbook.web.api.endpoints import ENDPOINTS
from vouchbook.web.api.problems import KIND

VERSION = "1"
Json = dict[str, Any]
_PROBLEMS = {
    400: "The request cannot be read.",
    401: "No token, or one that is unknown here or has ended.",
    403: "The token's person may not do this.",
    404: "There is no such thing here.",
    409: "It cannot be done now; the problem's code and detail name the way out.",
    413: "The body is too large.",
    415: "The body is no JSON.",
    422: "The body is not as described, or the key was used for something else.",
    429: "Too many calls; Retry-After says when to come again.",
    503: "Too many at once, or nothing can be written at this moment; Retry-After says when to come again.",
}


@cache
def components() -> tuple[dict[str, Json], dict[str, Json]]:
    """The schemas of what endpoints take and give, by ``NAME takes`` and ``NAME gives``; and what they refer to."""
    types = [(f"{each.name} gives", each.gives) for each in ENDPOINTS]
    types += [(f"{each.name} takes", each.takes) for each in ENDPOINTS if each.takes is not None]
    schemas, shared = msgspec.json.schema_components(
        [type_ for _, type_ in types], ref_template="#/components/schemas/{name}"
    )
    found = dict(zip((name for name, _ in types), schemas, strict=True))
    return found, {_named(name): _renamed(schema) for name, schema in shared.items()}


def description(base: str, title: str) -> Json:
    """:param base: the address of the API of one association; every path is below it"""
    paths: dict[str, Json] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": VERSION,
            "description": "What the portal does, for programs. A token speaks for one person in one role.",
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "schemas": {**components()[1], "Problem": _problem()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint) -> Json:
    made: Json = {
        "operationId": endpoint.name,
        "summary": endpoint.says,
        "parameters": [*_parameters(endpoint)],
        "responses": _responses(endpoint),
        "security": [{}, {"token": []}] if endpoint.open_ else [{"token": []}],
    }
    if endpoint.takes is not None:
        schema = _renamed(components()[0][f"{endpoint.name} takes"])
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return made


def _parameters(endpoint: Endpoint) -> list[Json]:
    within = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in re.findall(r"\{(\w+)\}", endpoint.path)
    ]
    kinds: dict[type, Json] = {
        int: {"type": "integer", "minimum": 1, "maximum": 999_999_999},
        date: {"type": "string", "format": "date"},
        str: {"type": "string", "minLength": 1, "maxLength": 200},
    }
    asked = [
        {"name": each.name, "in": "query", "description": each.says, "schema": kinds[each.kind]}
        for each in endpoint.asks
    ]
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Sent again with the same key, nothing is recorded twice, and the answer is the same.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
    }
    return [*within, *asked, *([key] if endpoint.method == "POST" else [])]


def _responses(endpoint: Endpoint) -> Json:
    schema = _renamed(components()[0][f"{endpoint.name} gives"])
    made: Json = {
        str(endpoint.status): {"description": endpoint.says, "content": {"application/json": {"schema": schema}}}
    }
    if endpoint.method == "GET":
        made["304"] = {"description": "As the ETag that was sent says."}
    for status, says in _PROBLEMS.items():
        reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
        made[str(status)] = {"description": says, "content": {KIND: reference}}
    return made


def _problem() -> Json:
    return {
        "type": "object",
        "description": "A problem as RFC 9457 has it.",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "parameters": {"type": "object"},
            "fields": {"type": "object"},
            "reference": {"type": "string"},
        },
    }


def _named(name: str) -> str:
    """A name that OpenAPI takes: ``Page[Said]`` becomes ``Page_Said``."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("_")


def _renamed(schema: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(schema, dict):
        return {
            name: f"#/components/schemas/{_named(value.removeprefix('#/components/schemas/'))}"
            if name == "$ref"
            else _renamed(value)
            for name, value in schema.items()
        }
    return [_renamed(each) for each in schema] if isinstance(schema, list) else schema
