"""The parameters of each route, declared once for validation, messages and OpenAPI."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Final, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta

from renkei_search.errors import ParameterError, UsageError
from renkei_search.facet.registry import FilterName
from renkei_search.search.language.limit import MAX_CODE_POINTS
from renkei_search.search.request import MAX_DEPTH, MAX_PER_PAGE, SearchRequest, Sort, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from renkei_search.search.request import Filters

MAX_PARAMETERS: Final = 200
MAX_SIMILAR: Final = 50
EXCLUDE: Final = "-"
"""The prefix of a filter value that excludes it."""

_VALUES: Final = "値は /api/v1/facets にあります。"
_PLAIN_TEXT: Final = r"^[^\u0000-\u001f\u007f-\u009f]*$"
_SWITCH: Final = Meta(ge=0, le=1)

Values = tuple[str, ...]
InitiativeId = Annotated[
    str, Meta(description="取組の id。", extra={"in": "path"}, examples=["001-bingo-denim-project"])
]

Words = Annotated[
    str,
    Meta(
        title="検索語",
        description="言葉を空白で区切るとすべてを含む取組、文章なら多くの言葉にあてはまる取組を探します。",
        extra_json_schema={"maxLength": MAX_CODE_POINTS, "pattern": _PLAIN_TEXT},
        examples=["病児保育"],
    ),
]
Expand = Annotated[
    int,
    _SWITCH,
    Meta(title="expand", description="0 なら言葉どおりに探し、言い換えや関連する取組を加えません。"),
]


Semantic = Annotated[
    int,
    _SWITCH,
    Meta(
        title="semantic",
        description="0 なら言葉の意味の近さを、並べ方にも、近い取組を探すのにも使いません。",
    ),
]


class Parameters(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base class. A field's ``title`` is its name in messages; ``extra={"in": "path"}`` marks a path parameter."""


class NoParameters(Parameters, frozen=True, kw_only=True):
    """For routes that take none."""


class InitiativeParameters(Parameters, frozen=True, kw_only=True):
    """For routes about one initiative."""

    id: InitiativeId


class RegionParameters(Parameters, frozen=True, kw_only=True):
    """For routes about one region."""

    id: Annotated[str, Meta(description="圏域の id。", extra={"in": "path"}, examples=["niigata"])]


class ChosenFilters(Parameters, frozen=True, kw_only=True):
    """The filters among a route's parameters, each under its facet's name."""

    @property
    def filters(self) -> Filters:
        """The values chosen."""
        return tuple((name, value) for name, value in self._pairs() if not value.startswith(EXCLUDE))

    @property
    def excluded(self) -> Filters:
        """The values excluded."""
        return tuple(
            (name, value.removeprefix(EXCLUDE)) for name, value in self._pairs() if value.startswith(EXCLUDE)
        )

    def _pairs(self) -> Iterable[tuple[FilterName, str]]:
        return ((name, value) for name in FilterName for value in getattr(self, name.value, ()))


if TYPE_CHECKING:

    class FilterParameters(ChosenFilters, frozen=True, kw_only=True):
        """The filters: a parameter for each declared facet."""
else:
    FilterParameters = msgspec.defstruct(
        "FilterParameters",
        [
            (name.value, Annotated[Values, Meta(description=f"{name.declaration.help}{_VALUES}")], ())
            for name in FilterName
        ],
        bases=(ChosenFilters,),
        frozen=True,
        kw_only=True,
    )


class WordParameters(FilterParameters, frozen=True, kw_only=True):
    """Words with filters."""

    q: Words = ""
    expand: Expand = 1

    semantic: Semantic = 1

    def to_request(self) -> SearchRequest:
        """What to search for."""
        return SearchRequest(
            self.q,
            self.filters,
            expand=bool(self.expand),
            excluded=self.excluded,
            semantic=bool(self.semantic),
        )


class SearchParameters(WordParameters, frozen=True, kw_only=True):
    """A page of a search."""

    page: Annotated[
        int,
        Meta(title="ページ", ge=1, description=f"何ページ目か。結果は{MAX_DEPTH:,}件目までです。"),
    ] = 1
    per_page: Annotated[
        int, Meta(title="1ページの件数", ge=1, le=MAX_PER_PAGE, description="1ページの件数。")
    ] = 20
    sort: Annotated[
        Sort,
        Meta(
            title="並べ方",
            description="relevance は関連の高い順、region は圏域順（北から南）。検索語がないときは、いつも圏域順。",
        ),
    ] = Sort.RELEVANCE

    def to_request(self) -> SearchRequest:
        """What to search for."""
        return SearchRequest(
            self.q,
            self.filters,
            self.sort,
            self.page,
            self.per_page,
            bool(self.expand),
            self.excluded,
            semantic=bool(self.semantic),
        )


class SearchApiParameters(SearchParameters, frozen=True, kw_only=True):
    """A search at the JSON endpoint."""

    count: Annotated[
        int, _SWITCH, Meta(title="count", description="0 なら取組を返さず、件数とファセットだけを返します。")
    ] = 1

    def to_request(self) -> SearchRequest:
        """What to search for."""
        return replace(SearchParameters.to_request(self), facets_only=not self.count)


class PageParameters(Parameters, frozen=True, kw_only=True):
    """A page of a list."""

    page: Annotated[int, Meta(title="ページ", ge=1, le=1_000_000, description="何ページ目か。")] = 1
    per_page: Annotated[
        int, Meta(title="1ページの件数", ge=1, le=MAX_PER_PAGE, description="1ページの件数。")
    ] = 20


class SimilarParameters(FilterParameters, frozen=True, kw_only=True):
    """Comparable practice."""

    limit: Annotated[int, Meta(title="件数", ge=1, le=MAX_SIMILAR, description="何件まで返すか。")] = 10


class SimilarToParameters(SimilarParameters, frozen=True, kw_only=True):
    """Comparable practice for an initiative."""

    id: InitiativeId


class SuggestParameters(Parameters, frozen=True, kw_only=True):
    """The text typed so far."""

    q: Annotated[
        str,
        Meta(
            title="入力",
            description="入力の途中の言葉。漢字、かな、ローマ字で。64文字を超えると補いません。",
            examples=["いじゅう"],
        ),
    ] = ""


P = TypeVar("P", bound=Parameters)


@dataclass(frozen=True)
class ParameterDeclaration:
    """The declaration of a parameter: the bounds of a number, or the options of a choice with their labels."""

    name: str
    title: str
    many: bool
    number: bool
    in_path: bool
    least: int | None
    most: int | None
    options: dict[str, str]


@cache
def declarations(kind: type[Parameters]) -> dict[str, ParameterDeclaration]:
    """The parameters of a route by name, in order."""
    return {field.name: _declare(field) for field in msgspec.structs.fields(kind)}


def _declare(field: msgspec.structs.FieldInfo) -> ParameterDeclaration:
    base, *metas = get_args(field.type)
    least = next((meta.ge for meta in metas if meta.ge is not None), None)
    most = next((meta.le for meta in metas if meta.le is not None), None)
    return ParameterDeclaration(
        name=field.name,
        title=next((meta.title for meta in metas if meta.title is not None), field.name),
        many=get_origin(base) is tuple,
        number=base is int,
        in_path=any((meta.extra or {}).get("in") == "path" for meta in metas),
        least=int(least) if least is not None else None,
        most=int(most) if most is not None else None,
        options={option.value: getattr(option, "label", "") for option in base}
        if isinstance(base, type) and issubclass(base, StrEnum)
        else {},
    )


def read_query(query: bytes) -> list[tuple[str, str]]:
    """The name-value pairs of a query string.

    Raises:
        UsageError: it is not UTF-8, or has more than 200 parameters.
    """
    if query.count(b"&") >= MAX_PARAMETERS:
        raise UsageError(f"パラメーターが多すぎます。{MAX_PARAMETERS}個までにしてください。")
    try:
        return parse_qsl(query.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise UsageError(
            "アドレスの文字を読み取れません（UTF-8 ではありません）。検索欄から入力し直してください。"
        ) from error


def read_parameters(
    kind: type[P], pairs: Iterable[tuple[str, str]], path: Mapping[str, str] | None = None
) -> P:
    """Read the parameters of a route. A repeated filter is OR-ed; an empty value is ignored.

    Blanks around a filter, a number or a choice are ignored too.

    Args:
        kind: the class of the route's parameters.
        pairs: the pairs of the query string, in order.
        path: the parameters of the path.

    Raises:
        ParameterError: a name is unknown, a value is malformed, or a single-valued one is repeated.
    """
    declared = declarations(kind)
    values: dict[str, object] = dict(path or {})
    many: dict[str, dict[str, None]] = {}
    for name, value in pairs:
        parameter = declared.get(name)
        if parameter is None or parameter.in_path:
            raise _unknown(name, [other.name for other in declared.values() if not other.in_path])
        # Copied values come with blanks and line ends; no valid value has any.
        if parameter.many or parameter.number or parameter.options:
            value = value.strip()  # noqa: PLW2901
        if not value:
            continue
        if parameter.many:
            many.setdefault(name, {})[value] = None
            continue
        read = _number(parameter, value) if parameter.number else value
        if values.setdefault(name, read) != read:
            raise ParameterError(name, f"パラメーター「{name}」は一つだけ指定してください。")
    values |= {name: tuple(found) for name, found in many.items()}
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        found = re.search(r"\$\.(\w+)", str(error))
        if found is None:
            raise
        raise _refused(declared[found[1]], values) from None


def read_leniently(kind: type[P], pairs: Iterable[tuple[str, str]]) -> P:
    """Read the first valid value of each parameter, and ignore all else.

    For what every page shows, also one that reports a faulty query string, and for scripts that can do without a value.
    """
    declared = declarations(kind)
    kept: dict[str, tuple[str, str]] = {}
    for name, value in pairs:
        if value and name in declared and name not in kept:
            with suppress(ParameterError):
                read_parameters(kind, [(name, value)])
                kept[name] = name, value
    return read_parameters(kind, kept.values())


def _unknown(name: str, known: list[str]) -> ParameterError:
    if not known:
        return ParameterError(name, f"パラメーター「{name[:50]}」はここでは使えません。")
    hint = nearest(name[:50], known)
    advice = f"「{hint}」ではありませんか。" if hint else f"使えるのは「{'」「'.join(known)}」です。"
    return ParameterError(name[:50], f"パラメーター「{name[:50]}」はありません。{advice}", hint)


def _number(parameter: ParameterDeclaration, text: str) -> int:
    # In JSON Schema, and for clients generated from ours, 2.0 is an integer.
    digits = text.removesuffix(".0")
    # Longer numbers are out of range anyway; int() of thousands of digits would raise.
    if digits.isascii() and digits.isdigit() and len(digits) <= 9:
        return int(digits)
    sentence = _range(parameter)
    raise ParameterError(parameter.name, f"{sentence}（「{text[:20]}」は使えません）。")


def _range(parameter: ParameterDeclaration) -> str:
    if (parameter.least, parameter.most) == (0, 1):
        return f"{parameter.title}は0か1で指定してください"
    if parameter.most is None:
        return f"{parameter.title}は{parameter.least}以上の数で指定してください"
    return f"{parameter.title}は{parameter.least}から{parameter.most:,}までの数で指定してください"


def _refused(parameter: ParameterDeclaration, values: Mapping[str, object]) -> ParameterError:
    if parameter.number:
        return ParameterError(parameter.name, f"{_range(parameter)}。")
    value, options = str(values[parameter.name])[:20], parameter.options
    listed = "、".join(
        f"「{option}」" + (f"（{label}）" if label else "") for option, label in options.items()
    )
    return ParameterError(
        parameter.name,
        f"{parameter.title}「{value}」はありません。{listed}から選んでください。",
        nearest(value, list(options)),
    )
