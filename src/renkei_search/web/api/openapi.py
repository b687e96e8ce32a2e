"""The OpenAPI 3.1 description of the endpoint, made from the operations and their schemas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from renkei_search import __version__
from renkei_search.facet.registry import FilterName
from renkei_search.search.filter_value import known_values
from renkei_search.web.api.routes import OPERATIONS
from renkei_search.web.api.search_schema import DraftSchema
from renkei_search.web.http.parameter import EXCLUDE, SearchApiParameters, declarations
from renkei_search.web.http.problem import TITLES, ProblemDetails

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.web.api.operation import Operation
    from renkei_search.web.http.parameter import Parameters

Json = dict[str, Any]

_SCHEMAS: Final = "#/components/schemas/"
_FILTERS: Final = frozenset(name.value for name in FilterName)
_INTRODUCTION: Final = """\
連携中枢都市圏と定住自立圏の取組を探すための API です。登録も API キーも要りません。読み取りだけで、どのサイトからも使えます。

- 同じ条件をくり返すと「いずれか」、値の前に「-」を付けると「それ以外」です。
- {with_missing} では「_missing」が、値のない取組です。
- 値が空のパラメーターは、ないものとして扱います。
- 定義のないパラメーターや値には 422 を返し、いちばん近い名前を示します。
- エラーは RFC 9457 の application/problem+json です。
- 応答には ETag が付きます。If-None-Match を送ると、変わっていなければ 304 を返します。
- id は変わりません。キーは増えることがあります。知らないキーは読み飛ばしてください。""".format(
    with_missing="、".join(name.value for name in FilterName if name.declaration.missing is not None)
)
_ALWAYS: Final = (400, 500)
_HEADERS: Final = {
    "ETag": "応答のバージョン。次のリクエストの If-None-Match に使えます。",
    "Last-Modified": "索引を作った日時。",
    "Link": "前後のページと、この説明の所在。",
}


def describe_endpoint(catalogue: Catalogue) -> Json:
    """The description, with the filter values of this catalogue."""
    answers = [operation.answer for operation in OPERATIONS]
    _, components = msgspec.json.schema_components(
        [*answers, DraftSchema, ProblemDetails], ref_template=_SCHEMAS + "{name}"
    )
    schemas: Json = {_published(name): _with_published_names(schema) for name, schema in components.items()}
    for schema in schemas.values():
        schema.pop("description", None)  # the docstring is for engineers
        if "prefixItems" in schema:
            # A pair of numbers; most tools support only this form.
            (schema["items"], *_) = schema.pop("prefixItems")
    problems = sorted({status for operation in OPERATIONS for status in (*_ALWAYS, *operation.problems)})
    return {
        "openapi": "3.1.0",
        "info": {
            # Generated clients take their names from it.
            "title": "renkei-search",
            "summary": "圏域の取組検索 API",
            "version": __version__,
            "description": _INTRODUCTION,
            "contact": {"name": "このサイトを公開している団体"},
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": tag.value, "description": tag.title}
            for tag in dict.fromkeys(operation.tag for operation in OPERATIONS)
        ],
        "paths": {
            operation.path.replace("<id>", "{id}"): {operation.method.lower(): _describe_operation(operation)}
            for operation in OPERATIONS
        },
        "components": {
            "schemas": schemas,
            "parameters": _describe_filters(catalogue),
            "responses": {
                str(status): {
                    "description": TITLES[status],
                    "content": {"application/problem+json": {"schema": {"$ref": f"{_SCHEMAS}Problem"}}},
                }
                for status in problems
            },
            "headers": {
                name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()
            },
        },
    }


def _published(name: str) -> str:
    """The name of a class in the description. In the program, the value that it represents has that name."""
    return name.removesuffix("Schema").removesuffix("Details")


def _with_published_names(schema: Json) -> Json:
    """A schema with the published names in its references and title."""

    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rename(inner) for key, inner in value.items()} | {
                key: _published(value[key]) for key in ("$ref", "title") if isinstance(value.get(key), str)
            }
        return [rename(inner) for inner in value] if isinstance(value, list) else value

    renamed: Json = rename(schema)
    return renamed


def _describe_operation(operation: Operation) -> Json:
    described: Json = {
        "operationId": operation.id,
        "tags": [operation.tag.value],
        "summary": operation.summary,
        "description": operation.detail,
    }
    described["parameters"] = _describe_parameters(operation)
    if operation.draft:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"{_SCHEMAS}Draft"}}},
        }
    headers = ["ETag", "Last-Modified", "Link"] if operation.cached else ["Link"]
    described["responses"] = {
        "200": {
            "description": "応答",
            "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
            "content": {
                "application/json": {"schema": {"$ref": _SCHEMAS + _published(operation.answer.__name__)}}
            },
        },
        **({"304": {"description": "変わっていません"}} if operation.cached else {}),
        **{
            str(status): {"$ref": f"#/components/responses/{status}"}
            for status in sorted({_ALWAYS[0], *operation.problems})
        },
        "default": {"$ref": "#/components/responses/500"},  # 405, 414 and 431 among others
    }
    described["x-example"] = operation.example
    return described


def _describe_parameters(operation: Operation) -> list[Json]:
    """The words first, then the parameters of the path, then the filters, which are shared."""
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
                **({} if declaration.in_path else {"allowEmptyValue": True}),
                "schema": schema,
            }
        )
    return sorted(
        described, key=lambda item: ("$ref" in item, item.get("in") != "path", item.get("name") != "q")
    )


def _describe_filters(catalogue: Catalogue) -> Json:
    described: Json = {}
    properties = _properties(SearchApiParameters)
    for facet in FilterName:
        name, schema = facet.value, properties[facet.value]
        values = list(known_values(facet, catalogue))
        options = "|".join(map(re.escape, values)).replace("\\-", "-")  # not an escape in ECMAScript
        items = {"type": "string", "pattern": f"^({EXCLUDE}?({options}))?$"}
        described[name] = {
            "name": name,
            "in": "query",
            "description": schema["description"],
            "required": False,
            "allowEmptyValue": True,
            # A pattern, because an enumeration would list each value twice.
            "schema": {"type": "array", "items": items, "examples": [[values[0]]]},
        }
    return described


def _properties(parameters: type[Parameters]) -> Json:
    """The schemas of a route's parameters by name."""
    _, components = msgspec.json.schema_components([parameters], ref_template=_SCHEMAS + "{name}")
    properties: Json = components[parameters.__name__]["properties"]
    return properties
