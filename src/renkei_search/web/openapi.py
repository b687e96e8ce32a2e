"""The OpenAPI 3.1 description of the endpoint, made from the operations and their shapes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from renkei_search import __version__
from renkei_search.search.request import FilterName, known_values
from renkei_search.web.api import OPERATIONS
from renkei_search.web.overview_schema import Problem
from renkei_search.web.parameter import EXCLUDE, SearchApiParameters, declarations
from renkei_search.web.problem import TITLES
from renkei_search.web.schema import Draft

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.web.operation import Operation
    from renkei_search.web.parameter import Parameters

Json = dict[str, Any]

_SCHEMAS: Final = "#/components/schemas/"
_FILTERS: Final = frozenset(name.value for name in FilterName)
_INTRODUCTION: Final = """\
連携中枢都市圏と定住自立圏の取組を探すための API です。登録も鍵も要りません。読み取りだけで、どのサイトからも使えます。

- 同じ条件をくり返すと「いずれか」、値の前に「-」を付けると「それ以外」、「_missing」は値のない取組です。
- 知らないパラメーターや値は 422 で断り、いちばん近い名前を示します。
- エラーは RFC 9457 の application/problem+json です。
- 回答には ETag が付きます。If-None-Match を送ると、変わっていなければ 304 を返します。
- id は変わりません。キーは増えることがあります。知らないキーは読み飛ばしてください。"""
_HEADERS: Final = {
    "ETag": "回答の版。If-None-Match で送り返せます。",
    "Last-Modified": "索引を作った日時。",
    "Link": "前後のページと、この説明の所在。",
}


def describe(catalogue: Catalogue) -> Json:
    """The description, with the values that filters may take in this catalogue."""
    answers = [operation.answer for operation in OPERATIONS]
    _, schemas = msgspec.json.schema_components([*answers, Draft, Problem], ref_template=_SCHEMAS + "{name}")
    for schema in schemas.values():
        schema.pop("description", None)  # the docstring, which is for engineers
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "圏域の取組検索 API",
            "version": __version__,
            "description": _INTRODUCTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in OPERATIONS)],
        "paths": {
            operation.path.replace("<id>", "{id}"): {operation.method.lower(): _describe_operation(operation)}
            for operation in OPERATIONS
        },
        "components": {
            "schemas": schemas,
            "parameters": _describe_filters(catalogue),
            "responses": {
                str(status): {
                    "description": title,
                    "content": {"application/problem+json": {"schema": {"$ref": f"{_SCHEMAS}Problem"}}},
                }
                for status, title in TITLES.items()
            },
            "headers": {
                name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()
            },
        },
    }


def _describe_operation(operation: Operation) -> Json:
    described: Json = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
    }
    if operation.detail:
        described["description"] = operation.detail
    described["parameters"] = _describe_parameters(operation)
    if operation.draft:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"{_SCHEMAS}Draft"}}},
        }
    headers = ["ETag", "Last-Modified", "Link"] if operation.cached else ["Link"]
    described["responses"] = {
        "200": {
            "description": "回答",
            "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
            "content": {"application/json": {"schema": {"$ref": _SCHEMAS + operation.answer.__name__}}},
        },
        **({"304": {"description": "変わっていません"}} if operation.cached else {}),
        **{
            str(status): {"$ref": f"#/components/responses/{status}"}
            for status in sorted({400, *operation.problems})
        },
        "default": {"$ref": "#/components/responses/500"},
    }
    described["x-example"] = operation.example
    return described


def _describe_parameters(operation: Operation) -> list[Json]:
    """The words first, then what the path names, then the filters, which are shared."""
    properties = _properties(operation.parameters)
    described: list[Json] = []
    for name, declaration in declarations(operation.parameters).items():
        if name in _FILTERS:
            described.append({"$ref": f"#/components/parameters/{name}"})
            continue
        schema = dict(properties[name])
        schema.pop("title", None)
        described.append(
            {
                "name": name,
                "in": "path" if declaration.in_path else "query",
                "description": schema.pop("description"),
                "required": declaration.in_path,
                "schema": schema,
            }
        )
    return sorted(
        described, key=lambda item: ("$ref" in item, item.get("in") != "path", item.get("name") != "q")
    )


def _describe_filters(catalogue: Catalogue) -> Json:
    described: Json = {}
    for name, schema in _properties(SearchApiParameters).items():
        if name not in _FILTERS:
            continue
        values = list(known_values(FilterName(name), catalogue))
        options = "|".join(map(re.escape, values)).replace("\\-", "-")  # no escape in ECMAScript's dialect
        items = {"type": "string", "pattern": f"^{EXCLUDE}?({options})$"}
        described[name] = {
            "name": name,
            "in": "query",
            "description": schema["description"],
            "required": False,
            # As a pattern, for an enumeration would have to name each value twice.
            "schema": {"type": "array", "items": items, "examples": [[values[0]]]},
        }
    return described


def _properties(parameters: type[Parameters]) -> Json:
    """The schemas of a route's parameters by name."""
    _, components = msgspec.json.schema_components([parameters], ref_template=_SCHEMAS + "{name}")
    properties: Json = components[parameters.__name__]["properties"]
    return properties
