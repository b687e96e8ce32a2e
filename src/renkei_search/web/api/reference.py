"""The description of the endpoint: OpenAPI for programs, and a page made from it for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from flask import Blueprint, Response, current_app, render_template, request

from renkei_search.web.api.description import Description, ReferencedSchema
from renkei_search.web.api.openapi import describe_endpoint
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.http_cache import make_etag, not_modified, set_validators
from renkei_search.web.http.parameter import NoParameters, read_parameters, read_query
from renkei_search.web.http.problem import KINDS

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine
    from renkei_search.web.api.description import DescribedOperation

reference = Blueprint("reference", __name__)

_SHOWN_VALUES: Final = 8
_DEPTH: Final = 4
_JSON: Final = "application/json"
_KEPT: Final = "openapi_description"
_PLAIN_TYPES: Final = {
    "boolean": "真偽値",
    "integer": "整数",
    "null": "null",
    "number": "数",
    "object": "オブジェクト",
    "string": "文字列",
}


class ReferenceRow(msgspec.Struct, frozen=True):
    """A parameter or a key: its name, type, meaning and, for a key, its depth."""

    name: str
    type: str
    text: str
    depth: int = 0
    required: bool = False


class ReferenceEntry(msgspec.Struct, frozen=True):
    """A route in the reference."""

    id: str
    method: str
    path: str
    summary: str
    detail: str
    parameters: list[ReferenceRow]
    body: list[ReferenceRow]
    answer: list[ReferenceRow]
    problems: list[tuple[str, str]]
    example: str
    body_example: str


@reference.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI description."""
    read_parameters(NoParameters, read_query(request.query_string))
    engine = get_engine()
    tag = make_etag(engine.generation, request.path, b"")
    unchanged = not_modified(tag, engine.created)
    if unchanged is not None:
        return unchanged
    response = Response(_encoded_description(engine), mimetype="application/json")
    set_validators(response, tag, engine.created)
    return response


@reference.get("/api")
def show() -> str:
    """The reference page."""
    document = msgspec.json.decode(_encoded_description(get_engine()), type=Description)
    introduction, _, points = document.info.description.partition("\n\n")
    titles = {tag.name: tag.description for tag in document.tags}
    chapters: dict[str, list[ReferenceEntry]] = {title: [] for title in titles.values()}
    for path, methods in document.paths.items():
        for method, operation in methods.items():
            chapters[titles[operation.tags[0]]].append(_read_entry(path, method, operation, document))
    return render_template(
        "api.html",
        introduction=introduction,
        points=[point.removeprefix("- ") for point in points.splitlines()],
        chapters=chapters,
        kinds=KINDS.values(),
        version=document.info.version,
        host=request.host_url.rstrip("/"),
    )


def _encoded_description(engine: SearchEngine) -> bytes:
    """The description for the generation in use, cached for each generation."""
    kept: tuple[str, bytes] | None = current_app.extensions.get(_KEPT)
    if kept is None or kept[0] != engine.generation:
        kept = engine.generation, msgspec.json.encode(describe_endpoint(engine.catalogue))
        current_app.extensions[_KEPT] = kept
    return kept[1]


def _read_entry(
    path: str, method: str, operation: DescribedOperation, document: Description
) -> ReferenceEntry:
    body = operation.request_body.content[_JSON].schema if operation.request_body else ReferencedSchema()
    return ReferenceEntry(
        id=operation.operation_id,
        method=method.upper(),
        path=path,
        summary=operation.summary,
        detail=operation.description,
        parameters=[
            ReferenceRow(item.name, _type_of(item.schema, document), item.description, required=item.required)
            for item in map(document.parameter, operation.parameters)
        ],
        body=_read_rows(body, document, 0),
        answer=_read_rows(operation.responses["200"].content[_JSON].schema, document, 0),
        problems=[
            (status, document.response(problem).description)
            for status, problem in operation.responses.items()
            if status not in {"200", "304", "default"}
        ],
        example=operation.example,
        body_example=_body_example(body, document),
    )


def _read_rows(schema: ReferencedSchema, document: Description, depth: int) -> list[ReferenceRow]:
    """The keys of an object, each followed by those of the objects in it."""
    rows: list[ReferenceRow] = []
    for name, value in document.schema(schema).properties.items():
        rows.append(ReferenceRow(name, _type_of(value, document), value.description, depth))
        if depth < _DEPTH:
            rows += _read_rows(_inner(value, document), document, depth + 1)
    return rows


def _body_example(schema: ReferencedSchema, document: Description) -> str:
    """A body made of the first example of each key; empty if the operation takes none."""
    example = {name: value.examples[0] for name, value in document.schema(schema).properties.items()}
    return msgspec.json.encode(example).decode() if example else ""


def _inner(schema: ReferencedSchema, document: Description) -> ReferencedSchema:
    """The object schema of a value, of its alternatives, or of the items of a list."""
    options = schema.any_of or (schema,)
    found = document.schema(next((item for item in options if item.type != "null"), schema))
    return _inner(found.items, document) if found.type == "array" and found.items else found


def _type_of(schema: ReferencedSchema, document: Description) -> str:
    if schema.any_of:
        return " または ".join(_type_of(item, document) for item in schema.any_of)
    found = document.schema(schema)
    if found.enum:
        shown = "、".join(map(str, found.enum[:_SHOWN_VALUES]))
        return shown + (f" など{len(found.enum)}個" if len(found.enum) > _SHOWN_VALUES else "")
    if found.items is not None:
        if found.max_items == 2:
            return "[始まり, 終わり]"
        return f"{_type_of(found.items, document)}の配列"
    if found.minimum is not None and found.maximum is not None:
        return f"整数（{found.minimum:,}〜{found.maximum:,}）"
    return _PLAIN_TYPES[found.type or "object"]
