"""The description of the endpoint over HTTP: for programs as OpenAPI, for people as a page made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from flask import Blueprint, Response, current_app, render_template, request

from renkei_search.web.current import current_engine
from renkei_search.web.http_cache import make_tag, not_modified, set_validators
from renkei_search.web.openapi import describe
from renkei_search.web.parameter import NoParameters, read_parameters, read_query
from renkei_search.web.problem import KINDS

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine

Json = dict[str, Any]

reference = Blueprint("reference", __name__)

_SHOWN_VALUES: Final = 8
_DEPTH: Final = 4
_KEPT: Final = "openapi_description"
_PLAIN_TYPES: Final = {
    "boolean": "真偽",
    "integer": "整数",
    "null": "null",
    "number": "数",
    "object": "オブジェクト",
    "string": "文字列",
}


@dataclass(frozen=True)
class Row:
    """A parameter or a key: its name, type, meaning and, of a key, how deep it lies."""

    name: str
    type: str
    text: str
    depth: int = 0
    required: bool = False


@dataclass(frozen=True)
class Entry:
    """A route in the reference."""

    id: str
    method: str
    path: str
    summary: str
    detail: str
    parameters: list[Row]
    body: list[Row]
    answer: list[Row]
    problems: list[tuple[str, str]]
    example: str
    body_example: str


@reference.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI description."""
    read_parameters(NoParameters, read_query(request.query_string))
    engine = current_engine()
    tag = make_tag(engine.generation, request.path, b"")
    unchanged = not_modified(tag, engine.created)
    if unchanged is not None:
        return unchanged
    response = Response(_encoded_description(engine), mimetype="application/json")
    set_validators(response, tag, engine.created)
    return response


@reference.get("/api")
def show() -> str:
    """The reference page."""
    document = msgspec.json.decode(_encoded_description(current_engine()))
    introduction, _, points = document["info"]["description"].partition("\n\n")
    chapters: dict[str, list[Entry]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            chapters[operation["tags"][0]].append(_read_entry(path, method, operation, document))
    return render_template(
        "api.html",
        introduction=introduction,
        points=[point.removeprefix("- ") for point in points.splitlines()],
        chapters=chapters,
        kinds=KINDS.values(),
        version=document["info"]["version"],
        host=request.host_url.rstrip("/"),
    )


def _encoded_description(engine: SearchEngine) -> bytes:
    """The description for the generation in use, made once for each."""
    kept: tuple[str, bytes] | None = current_app.extensions.get(_KEPT)
    if kept is None or kept[0] != engine.generation:
        kept = engine.generation, msgspec.json.encode(describe(engine.catalogue))
        current_app.extensions[_KEPT] = kept
    return kept[1]


def _read_entry(path: str, method: str, operation: Json, document: Json) -> Entry:
    parameters = [_resolve(item, document) for item in operation["parameters"]]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return Entry(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        detail=operation.get("description", ""),
        parameters=[
            Row(
                item["name"],
                _type_of(item["schema"], document),
                item["description"],
                required=item["required"],
            )
            for item in parameters
        ],
        body=_read_rows(body, document, 0),
        answer=_read_rows(answer, document, 0),
        problems=[
            (status, _resolve(problem, document)["description"])
            for status, problem in operation["responses"].items()
            if status not in {"200", "304", "default"}
        ],
        example=operation["x-example"],
        body_example=_body_example(body, document),
    )


def _read_rows(schema: Json, document: Json, depth: int) -> list[Row]:
    """The keys of an object, each followed by those of the objects in it."""
    rows: list[Row] = []
    for name, value in _resolve(schema, document).get("properties", {}).items():
        inner = _inner(value, document)
        rows.append(Row(name, _type_of(value, document), value.get("description", ""), depth))
        if depth < _DEPTH:
            rows += _read_rows(inner, document, depth + 1)
    return rows


def _body_example(schema: Json, document: Json) -> str:
    """A body made of the first example of each key; empty where there is none to send."""
    properties = _resolve(schema, document).get("properties", {})
    example = {name: value["examples"][0] for name, value in properties.items()}
    return msgspec.json.encode(example).decode() if example else ""


def _inner(schema: Json, document: Json) -> Json:
    """The object that a value is, may be, or is a list of."""
    options = schema.get("anyOf", [schema])
    found = _resolve(next((item for item in options if item.get("type") != "null"), schema), document)
    if found.get("type") == "array" and "items" in found:
        return _inner(found["items"], document)
    return found


def _type_of(schema: Json, document: Json) -> str:
    if "anyOf" in schema:
        return " または ".join(_type_of(item, document) for item in schema["anyOf"])
    found = _resolve(schema, document)
    if "enum" in found:
        values = [str(value) for value in found["enum"]]
        shown = "、".join(values[:_SHOWN_VALUES])
        return shown + (f" など{len(values)}個" if len(values) > _SHOWN_VALUES else "")
    if found["type"] == "array":
        return f"{_type_of(found['items'], document)}の列" if "items" in found else "[始め, 終わり]"
    if "minimum" in found and "maximum" in found:
        return f"整数（{found['minimum']:,}〜{found['maximum']:,}）"
    return _PLAIN_TYPES[found["type"]]


def _resolve(schema: Json, document: Json) -> Json:
    """What a reference refers to."""
    if "$ref" not in schema:
        return schema
    found: Any = document
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    resolved: Json = found
    return resolved
