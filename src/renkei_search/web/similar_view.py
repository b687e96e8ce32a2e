"""The page that finds comparable practice for a pasted draft: what was sent, what is wrong with it, what is like it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import RequestEntityTooLarge

from renkei_search.errors import ParameterError, QueryError
from renkei_search.prefecture import PREFECTURES
from renkei_search.record import RegionKind
from renkei_search.search.limit import MAX_PASTED
from renkei_search.search.request import FilterName
from renkei_search.web.display import Display, Linker, split_display
from renkei_search.web.presenter import present_similar

if TYPE_CHECKING:
    from flask import Request

    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import Filters
    from renkei_search.web.presenter import SimilarCard

_LIMIT: Final = 10
_FILTERS: Final = (FilterName.KIND, FilterName.PREFECTURE)


@dataclass(frozen=True)
class Draft:
    """A pasted text and where to look. ``error`` says why it could not be read; ``sent`` whether to look at all."""

    text: str
    kind: str
    prefecture: str
    display: Display
    sent: bool
    error: str | None = None


@dataclass(frozen=True)
class Option:
    """A value of a form field."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class SimilarView:
    """The form as it was sent and the answer; ``cards`` is none before there is one."""

    draft: Draft
    error: str | None
    cards: list[SimilarCard] | None
    kinds: list[Option]
    prefectures: list[Option]
    max_length: int = MAX_PASTED


def read_draft(request: Request) -> Draft:
    """Read the form from the body, or a short text from the address.

    Raises:
        ParameterError: a name is unknown or repeated.
    """
    posted = request.method == "POST"
    display, _ = split_display(request.args.items(multi=True))
    try:
        arguments = (request.form if posted else request.args).items(multi=True)
    except RequestEntityTooLarge:
        return Draft("", "", "", display, sent=True, error=_too_long())
    display, pairs = split_display(arguments)
    values: dict[str, str] = {}
    for name, value in pairs:
        if name not in {"text", *_FILTERS}:
            raise ParameterError(
                name, f"パラメーター「{name}」はありません。使えるのは「text」「kind」「prefecture」です。"
            )
        if values.setdefault(name, value) != value:
            raise ParameterError(name, f"パラメーター「{name}」は一つだけ指定してください。")
    # A browser sends line ends as two characters, which its own counter counts as one.
    text = values.get("text", "").replace("\r\n", "\n")
    return Draft(
        text,
        values.get(FilterName.KIND, ""),
        values.get(FilterName.PREFECTURE, ""),
        display,
        sent=posted or "text" in values,
    )


def present_draft(engine: SearchEngine, draft: Draft) -> SimilarView:
    """Find what is like the draft.

    Raises:
        ParameterError: there is no such kind or prefecture.
    """
    cards = None
    error = draft.error
    if draft.sent and error is None:
        if draft.text.strip():
            try:
                cards = _find(engine, draft)
            except QueryError as refused:
                error = _too_long(len(draft.text)) if len(draft.text) > MAX_PASTED else str(refused)
        else:
            error = "文章を入力してください。"
    return SimilarView(
        draft,
        error,
        cards,
        kinds=[
            Option(value, label, value == draft.kind)
            for value, label in (("", "すべて"), *((kind.value, kind.label) for kind in RegionKind))
        ],
        prefectures=[
            Option(value, value or "すべて", value == draft.prefecture) for value in ("", *PREFECTURES)
        ],
    )


def _find(engine: SearchEngine, draft: Draft) -> list[SimilarCard]:
    chosen = zip(_FILTERS, (draft.kind, draft.prefecture), strict=True)
    filters: Filters = tuple((name, value) for name, value in chosen if value)
    linker = Linker(draft.display)
    hits = engine.similar_to_text(draft.text, filters, _LIMIT)
    return [present_similar(hit, engine.catalogue, linker) for hit in hits]


def _too_long(length: int | None = None) -> str:
    now = f"（いまは{length:,}文字です）" if length else ""
    return f"文章が長すぎます{now}。{MAX_PASTED:,}文字以内に縮めてください。"
