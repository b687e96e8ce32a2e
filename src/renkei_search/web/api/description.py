"""The part of an OpenAPI document that the reference page reads, with ``$ref`` references resolved."""

from __future__ import annotations

from typing import Any

import msgspec


class ReferencedSchema(msgspec.Struct, frozen=True, rename="camel"):
    """A JSON schema, or a reference to one."""

    ref: str | None = msgspec.field(default=None, name="$ref")
    type: str | None = None
    description: str = ""
    enum: tuple[str | int, ...] = ()
    items: ReferencedSchema | None = None
    any_of: tuple[ReferencedSchema, ...] = ()
    properties: dict[str, ReferencedSchema] = {}
    minimum: int | float | None = None
    maximum: int | float | None = None
    max_items: int | None = None
    examples: tuple[Any, ...] = ()


class ReferencedParameter(msgspec.Struct, frozen=True):
    """A parameter, or a reference to one."""

    ref: str | None = msgspec.field(default=None, name="$ref")
    name: str = ""
    description: str = ""
    required: bool = False
    schema: ReferencedSchema = ReferencedSchema()


class Media(msgspec.Struct, frozen=True):
    """The schema of a body in one media type."""

    schema: ReferencedSchema


class ReferencedResponse(msgspec.Struct, frozen=True):
    """An answer, or a reference to one."""

    ref: str | None = msgspec.field(default=None, name="$ref")
    description: str = ""
    content: dict[str, Media] = {}


class RequestBody(msgspec.Struct, frozen=True):
    """The body of a request."""

    content: dict[str, Media]


class DescribedOperation(msgspec.Struct, frozen=True, rename="camel"):
    """A method of a path."""

    operation_id: str
    tags: tuple[str, ...]
    summary: str
    description: str
    parameters: tuple[ReferencedParameter, ...]
    responses: dict[str, ReferencedResponse]
    example: str = msgspec.field(name="x-example")
    request_body: RequestBody | None = None


class Info(msgspec.Struct, frozen=True):
    """The title and version of the description."""

    version: str
    description: str


class DescribedTag(msgspec.Struct, frozen=True):
    """A chapter."""

    name: str
    description: str


class Components(msgspec.Struct, frozen=True):
    """The targets of references, by name."""

    schemas: dict[str, ReferencedSchema]
    parameters: dict[str, ReferencedParameter]
    responses: dict[str, ReferencedResponse]


class Description(msgspec.Struct, frozen=True):
    """The document."""

    info: Info
    tags: tuple[DescribedTag, ...]
    paths: dict[str, dict[str, DescribedOperation]]
    components: Components

    def schema(self, found: ReferencedSchema) -> ReferencedSchema:
        """A schema, or the one it refers to."""
        return self.components.schemas[_name(found.ref)] if found.ref else found

    def parameter(self, found: ReferencedParameter) -> ReferencedParameter:
        """A parameter, or the one it refers to."""
        return self.components.parameters[_name(found.ref)] if found.ref else found

    def response(self, found: ReferencedResponse) -> ReferencedResponse:
        """An answer, or the one it refers to."""
        return self.components.responses[_name(found.ref)] if found.ref else found


def _name(ref: str) -> str:
    return ref.rpartition("/")[2]
