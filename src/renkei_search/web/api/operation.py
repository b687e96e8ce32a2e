"""A route of the endpoint as one declaration, which is used to read, answer and document requests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import msgspec
from flask import Response, current_app, request
from werkzeug.exceptions import UnsupportedMediaType

from renkei_search.errors import ParameterError
from renkei_search.web.api import schema, search_schema
from renkei_search.web.http.http_cache import NOT_CACHED, make_etag, not_modified, set_validators
from renkei_search.web.http.parameter import Parameters, read_parameters, read_query

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.service import SearchService

P_co = TypeVar("P_co", bound=Parameters, covariant=True)

_encode: Final = msgspec.json.Encoder().encode
_SERVICE_LINKS: Final = (
    '</openapi.json>; rel="service-desc"; type="application/json"',
    '</api>; rel="service-doc"; type="text/html"',
)


class Tag(StrEnum):
    """A chapter of the reference. Generated clients use these names for modules."""

    START = "start"
    SEARCH = "search"
    INITIATIVES = "initiatives"
    CATALOGUE = "catalogue"
    OPERATIONS = "operations"

    @property
    def title(self) -> str:  # type: ignore[override] # str.title is not used on tags
        """The chapter's heading."""
        return _TITLES[self]


_TITLES: Final = {
    Tag.START: "はじめに",
    Tag.SEARCH: "検索",
    Tag.INITIATIVES: "取組",
    Tag.CATALOGUE: "圏域・資料・分類",
    Tag.OPERATIONS: "運用",
}


class Call(Generic[P_co]):
    """One request: its parameters, its body, and the engine that it keeps until it is answered."""

    def __init__(
        self, service: SearchService, parameters: P_co, draft: search_schema.DraftSchema | None
    ) -> None:
        self._service = service
        self.parameters = parameters
        self._draft = draft

    @cached_property
    def engine(self) -> SearchEngine:
        """The engine of the generation in use.

        Raises:
            IndexUnusableError: there is none.
        """
        return self._service.engine()

    @property
    def draft(self) -> search_schema.DraftSchema:
        """The body.

        Raises:
            ParameterError: the request has none.
        """
        if self._draft is None:
            raise ParameterError("text", '本文は {"text": "…"} の形の JSON で送ってください。')
        return self._draft


@dataclass(frozen=True)
class Operation:
    """An operation of the endpoint.

    Attributes:
        id: its name in clients made from the description.
        path: with ``<id>`` for the parameter of the path.
        summary: one line in Japanese.
        detail: further explanations in Japanese.
        tag: the chapter of the reference.
        parameters: the schema of the request.
        answer: the schema of the answer.
        view: makes the answer.
        example: an address to try.
        draft: whether it takes a text as its body; it is then a POST.
        problems: the status codes of errors that are specific to this operation.
        cached: whether the answer depends only on the request and the generation.
    """

    id: str
    path: str
    summary: str
    tag: Tag
    parameters: type[Parameters]
    answer: type[schema.AnswerPart]
    view: Callable[[Call[Any]], schema.AnswerPart]
    example: str
    detail: str
    draft: bool = False
    problems: tuple[int, ...] = (422, 503)
    cached: bool = True

    @property
    def method(self) -> str:
        """The method named in documents and links; HEAD and OPTIONS are implied."""
        return "POST" if self.draft else "GET"

    def respond(self, **path: str) -> Response:
        """Answer the current request."""
        service: SearchService = current_app.extensions["search_service"]
        parameters = read_parameters(self.parameters, read_query(request.query_string), path)
        call = Call(service, parameters, _read_draft() if self.draft else None)
        if not self.cached:
            response = _make_response(self.view(call))
            response.headers["Cache-Control"] = NOT_CACHED
            return response
        tag = make_etag(call.engine.generation, request.path, _encode(parameters))
        response = not_modified(tag, call.engine.created) or _make_response(self.view(call))
        if response.status_code != 304:
            set_validators(response, tag, call.engine.created)
        return response


def _make_response(answer: schema.AnswerPart) -> Response:
    response = Response(_encode(answer), mimetype="application/json")
    links = getattr(answer, "links", None)
    pages = _page_links(links) if isinstance(links, schema.PageLinks) else ()
    response.headers["Link"] = ", ".join((*pages, *_SERVICE_LINKS))
    return response


def _page_links(links: schema.PageLinks) -> list[str]:
    return [
        f'<{url}>; rel="{name}"'
        for name in ("first", "prev", "next", "last")
        if (url := getattr(links, name)) is not None
    ]


def _read_draft() -> search_schema.DraftSchema | None:
    """The body, or none if there is none.

    Raises:
        UnsupportedMediaType: its type is not JSON.
        ParameterError: it does not match the schema.
    """
    body = request.get_data(cache=False)
    if not body:
        return None
    if request.mimetype and not request.is_json:
        raise UnsupportedMediaType
    try:
        return msgspec.json.decode(body, type=search_schema.DraftSchema)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
