"""Parse the cells of an imported table. Errors suggest the nearest valid value."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from renkei_search.corpus.era import read_date
from renkei_search.corpus.intake.row.flaw import CellError
from renkei_search.corpus.intake.table.cell import MAX_NAME
from renkei_search.corpus.table import DRAFT, split_values
from renkei_search.errors import TableError
from renkei_search.model.prefecture import PREFECTURES
from renkei_search.model.record import Basis, Indicator, RegionKind, Role, Status, is_municipality
from renkei_search.model.taxonomy import fold_wording

if TYPE_CHECKING:
    from collections.abc import Sequence

_INFERRED: Final = re.compile(r"[（(]推定[）)]\s*$")
_NAME_SEPARATOR: Final = re.compile(r"[、,，;；/／|｜・\s]+")
# The content of a figure's brackets if it is a period: 参加者数　8人（令和4年度）.
_WHEN: Final = re.compile(r"[年月日]|[RHrh]\s?[0-9]")
_COLON: Final = re.compile("[：:]")
# 高山市ほか18市町村, 高山市等
_OTHERS: Final = re.compile(
    r"(?<=[市町村区])[ 　]?(ほか|他(?=[ 　\d０-９、]|$)|外(?=[ 　\d０-９]|$)|など|等)[ 　]?([\d０-９]*)"
    r"[ 　]?((?:市|町|村|区|団体|自治体)*)"
)
_COUNT: Final = re.compile(r"[（(][\d一二三四五六七八九十０-９市区町村、・\s]+[）)]\s*$")
_BODY_KINDS: Final = frozenset(
    {
        "市町村", "市", "町", "村", "特別区", "区", "都道府県", "県", "組合", "一部事務組合", "事務組合", "広域行政組合",
        "広域連合", "協議会", "その他",
    }
)  # fmt: skip
_EVERYONE: Final = frozenset(
    {"全市町村", "全構成市町村", "全市町", "圏域全体", "圏域全市町村", "構成市町村全て", "すべて", "全て"}
)
# A text that consists of a date, without the words for year, month and day.
_SHORT_DATE: Final = re.compile(r"[MTSHRmtshr]?[ 0-9./元-]+(?:年度|年)?(?:現在|時点)?")
_URL: Final = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
_LONGEST_URL: Final = 2_000
LONGEST_ID: Final = 80
"""The maximum length of an id in characters."""

_ID: Final = re.compile(rf"[A-Za-z0-9](?:[A-Za-z0-9._-]{{0,{LONGEST_ID - 2}}}[A-Za-z0-9])?")


class Participants(NamedTuple):
    """The participants in a cell; ``kept`` are those that are not names of municipalities."""

    names: tuple[str, ...]
    kept: tuple[str, ...]


class Members(NamedTuple):
    """A region's municipalities in a cell; core cities are in 【】."""

    names: tuple[str, ...]
    core_cities: tuple[str, ...]
    basis: Basis


def split_basis(text: str) -> tuple[str, Basis]:
    """The text without the mark （推定）, and its basis."""
    stripped = _INFERRED.sub("", text).strip()
    return stripped, Basis.INFERRED if stripped != text.strip() else Basis.STATED


def parse_id(text: str) -> str:
    """An initiative's id.

    Raises:
        TableError: it is not valid in a URL.
    """
    if not _ID.fullmatch(text):
        raise TableError(
            f"ID「{shorten(text)}」は使えません。半角の英数字と - . _ で{LONGEST_ID}字以内にするか、空にしてください。"
        )
    return text


def parse_roles(text: str) -> tuple[Role, ...]:
    """Roles, one per value: ``甲（富山市）：主体的に取り組む。`` Their spans are empty.

    Raises:
        TableError: a value names no party.
    """
    return tuple(_parse_role(value.strip()) for value in split_values(text))


def parse_indicators(text: str) -> tuple[Indicator, ...]:
    """Figures, one per value: ``参加者数：8人［令和4年度］`` or ``参加者数　8人（令和4年度）``. Their spans are empty.

    Raises:
        TableError: a value has no name.
    """
    return tuple(_parse_indicator(value.strip()) for value in split_values(text))


def parse_municipalities(text: str, members: Sequence[str]) -> Participants:
    """Parse the participants. 市町村 may be omitted if the region has only one such member.

    すべての市町村 gives no names, so the result is empty. Texts that do not name a municipality (ほか18市町村, a union) are
    kept as written.
    """
    cleaned = _COUNT.sub("", text)
    if fold_wording(cleaned) in _EVERYONE:
        return Participants((), ())
    names = [_complete(name, members) for name in _split_names(_OTHERS.sub(r"、\1\2\3", cleaned))]
    kept = [name for name in names if not is_municipality(name)]
    return Participants(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(kept)))


def parse_members(text: str) -> Members:
    """A region's members as source 000 writes them: ``【新潟市】、三条市、…（7市3町1村）``.

    Raises:
        TableError: a name is not that of a municipality.
    """
    wording, basis = split_basis(text)
    cleaned = _COUNT.sub("", wording)
    core = tuple(name for found in re.findall(r"【([^【】]*)】", cleaned) for name in _split_names(found))
    names = _split_names(cleaned.replace("【", "、").replace("】", "、"))
    for name in (*names, *core):
        if not is_municipality(name):
            remedy = "市町村の名前を「、」で区切って書いてください。中心市は【 】で囲みます。"
            raise CellError(
                f"「{shorten(name)}」は市町村の名前ではありません。{remedy}",
                cause="構成市町村に、市町村の名前でないものがあります",
                subject=shorten(name),
                remedy=remedy,
            )
    return Members(tuple(dict.fromkeys(names)), core, basis)


def parse_status(text: str) -> Status | None:
    """Read the status: a draft for 案, None for an agreed initiative.

    Raises:
        TableError: the text is neither 案 nor empty.
    """
    folded = fold_wording(text)
    if folded in {DRAFT, Status.DRAFT}:
        return Status.DRAFT
    if folded in {"", "確定", "締結済", "締結済み"}:
        return None
    choose = "「案」と書くか、空にしてください。"
    remedy = f"{choose}別のことを書いた列なら、--column 見出し=使わない で外せます。"
    raise CellError(
        f"状態「{shorten(text)}」は使えません。{remedy}",
        cause="状態が分かりません",
        subject=shorten(text),
        remedy=remedy,
        in_form=choose,
    )


def parse_as_of(text: str) -> tuple[str, Basis]:
    """The date of a source in full, and its basis. Short forms (R7.4.1, 20260401, 46113) are expanded.

    Raises:
        TableError: it contains no date, or one that does not exist.
    """
    wording, basis = split_basis(text)
    found = read_date(wording)
    if found is None:
        remedy = "「令和7年4月1日」「R7.4.1」「2026/4/1」のように書いてください。"
        raise CellError(
            f"「{shorten(wording)}」は日付として読めません。{remedy}",
            cause="時点が日付として読めません",
            subject=shorten(wording),
            remedy=remedy,
        )
    is_short = _SHORT_DATE.fullmatch(unicodedata.normalize("NFKC", wording).strip())
    return (found.wording() if is_short else wording), basis


def is_url(text: str) -> bool:
    """Whether a cell consists of a URL."""
    return _URL.fullmatch(text.strip()) is not None


def parse_url(text: str) -> str:
    """The address of a web page.

    Raises:
        TableError: it is not an address.
    """
    url = text.strip()
    if len(url) > _LONGEST_URL or not is_url(url) or not _has_host(url):
        remedy = "「https://」から始まるアドレスを一つ書いてください。"
        raise CellError(
            f"出典URL「{shorten(url)}」はウェブページのアドレスではありません。{remedy}",
            cause="出典URLがウェブページのアドレスではありません",
            subject=shorten(url),
            remedy=remedy,
        )
    return url


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def parse_kind(text: str) -> RegionKind:
    """The kind of a region, by official name or code.

    Raises:
        TableError: it is neither.
    """
    folded = fold_wording(text)
    for kind in RegionKind:
        if folded in {fold_wording(kind.label), fold_wording(kind.value)}:
            return kind
    if folded in _BODY_KINDS:
        return RegionKind.OTHER
    remedy = f"{'、'.join(f'「{kind.label}」' for kind in RegionKind)}のどれかを書いてください。"
    raise CellError(
        f"「{shorten(text)}」という圏域の種類はありません。{remedy}",
        cause="圏域の種類が分かりません",
        subject=shorten(text),
        remedy=remedy,
    )


def parse_prefectures(text: str) -> tuple[tuple[str, ...], Basis]:
    """Prefectures, the core city's first, and their basis; 県 may be omitted.

    Raises:
        TableError: there is no such prefecture.
    """
    wording, basis = split_basis(text)
    found: dict[str, None] = {}
    for name in _split_names(wording):
        exact = [prefecture for prefecture in PREFECTURES if name in {prefecture, prefecture[:-1]}]
        if not exact:
            near = difflib.get_close_matches(name, PREFECTURES, n=1, cutoff=0.6)
            said = f"「{shorten(name)}」という都道府県はありません。"
            said += f"「{near[0]}」ではありませんか。" if near else ""
            raise CellError(
                said,
                cause="都道府県が分かりません",
                subject=shorten(name),
                remedy="都道府県の名前を書いてください。",
            )
        found[exact[0]] = None
    return tuple(found), basis


def _parse_role(value: str) -> Role:
    parts = _COLON.split(value, maxsplit=1)
    party, text = parts[0].strip(), parts[-1].strip()
    name = None
    if party.endswith(("）", ")")):
        party, _, name = party[:-1].replace("(", "（").partition("（")
    if (
        len(parts) < 2
        or not party.strip()
        or not text
        or "\n" in party
        or set("（）()") & set(f"{party}{name or ''}")
    ):
        raise CellError(
            f"役割「{shorten(value)}」は「甲（市町村名）：役割」の形で書いてください。",
            cause="役割の書き方が分かりません",
            subject=shorten(value),
            remedy="「甲（市町村名）：役割」の形で書いてください。",
        )
    return Role(party=_name(party, "当事者"), name=name and _name(name, "当事者"), text=text, spans=())


def _parse_indicator(value: str) -> Indicator:
    found = _split_colon(value) or _split_blank(value)
    if found is None:
        raise CellError(
            f"指標「{shorten(value)}」は「名称：値［時期］」の形で書いてください。",
            cause="指標の書き方が分かりません",
            subject=shorten(value),
            remedy="「名称：値［時期］」の形で書いてください。",
        )
    printed, figure, period = found
    name, basis = split_basis(printed)
    return Indicator(name=_name(name, "指標"), name_basis=basis, value=figure, period=period, spans=())


def _split_colon(value: str) -> tuple[str, str, str | None] | None:
    """Split ``参加者数：8人［令和4年度］`` into name, value and period."""
    parts = _COLON.split(value, maxsplit=1)
    name, figure, period = parts[0].strip(), parts[-1].strip(), None
    if figure.endswith(("］", "]")):
        start = max(figure.rfind("［"), figure.rfind("["))
        within = figure[start + 1 : -1]
        if start > 0 and within and not set("］]\n") & set(within):
            figure, period = figure[:start].rstrip(), within
    if len(parts) < 2 or not name or not figure or "\n" in name:
        return None
    return name, figure, period


def _split_blank(value: str) -> tuple[str, str, str | None] | None:
    """Split ``参加者数　8人（令和4年度）`` into name, value and period."""
    parts = value.split(maxsplit=1)
    if len(parts) < 2:
        return None
    figure, period = parts[1], None
    if figure.endswith(("）", ")")):
        start = max(figure.rfind("（"), figure.rfind("("))
        within = figure[start + 1 : -1]
        if start > 0 and _WHEN.search(within) and not set("（）()") & set(within):
            figure, period = figure[:start].rstrip(), within
    return parts[0], figure, period


def _complete(name: str, members: Sequence[str]) -> str:
    with_suffix = [member for member in members if member[:-1] == name]
    return with_suffix[0] if name not in members and len(with_suffix) == 1 else name


def _split_names(text: str) -> list[str]:
    return [name for name in _NAME_SEPARATOR.split(text) if name]


def _name(text: str, what: str) -> str:
    if len(text) > MAX_NAME:
        raise TableError(f"{what}の名前が長すぎます（{MAX_NAME}文字以内）。")
    return text.strip()


def shorten(text: str) -> str:
    """A cell's text, shortened for messages."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:40]}…"
