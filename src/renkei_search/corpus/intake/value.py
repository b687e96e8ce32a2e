"""What the cells of an imported table mean. What cannot be understood is refused with the nearest that can."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.intake.cell import MAX_NAME
from renkei_search.corpus.table import DRAFT, split_values
from renkei_search.errors import TableError
from renkei_search.prefecture import PREFECTURES
from renkei_search.record import Basis, Coded, Indicator, RegionKind, Role
from renkei_search.taxonomy import fold_wording, wordings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei_search.taxonomy import Node, Taxonomy

_INFERRED: Final = re.compile(r"[（(]推定[）)]\s*$")
_SEPARATOR: Final = re.compile(r"[、,，;；/／|｜\n]")
_NAME_SEPARATOR: Final = re.compile(r"[、,，;；/／|｜・\s]+")
_ROLE: Final = re.compile(
    r"(?P<party>[^：:（()）\n]+?)\s*(?:[（(](?P<name>[^）)\n]+)[）)])?\s*[：:]\s*(?P<text>.+)", re.DOTALL
)
_INDICATOR: Final = re.compile(
    r"(?P<name>[^：:\n]+?)\s*[：:]\s*(?P<value>.+?)\s*(?:[［\[](?P<period>[^］\]\n]+)[］\]])?", re.DOTALL
)
# 参加者数　8人（令和4年度）: brackets are a period if they say when.
_SPACED_INDICATOR: Final = re.compile(
    r"(?P<name>\S+)\s+(?P<value>.+?)\s*(?:[（(](?P<period>[^（()）]*(?:年|月|日|[RHrh]\s*\d+)[^（()）]*)[）)])?",
    re.DOTALL,
)
_MUNICIPALITY: Final = re.compile(r"[^\d\s（）()]{1,12}[市町村区]")
_COUNT: Final = re.compile(r"[（(][\d一二三四五六七八九十０-９市区町村、・\s]+[）)]\s*$")
_EVERYONE: Final = frozenset(
    {"全市町村", "全構成市町村", "全市町", "圏域全体", "圏域全市町村", "構成市町村全て", "すべて", "全て"}
)
_ID: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?")


class Members(NamedTuple):
    """A region's municipalities as a cell lists them; core cities are those in 【】."""

    names: tuple[str, ...]
    core_cities: tuple[str, ...]
    basis: Basis


def split_basis(text: str) -> tuple[str, Basis]:
    """The text without the mark （推定）, and who says so."""
    stripped = _INFERRED.sub("", text).strip()
    return stripped, Basis.INFERRED if stripped != text.strip() else Basis.STATED


def parse_id(text: str) -> str:
    """An initiative's id.

    Raises:
        TableError: it could not stand in an address.
    """
    if not _ID.fullmatch(text):
        raise TableError(
            f"ID「{_short(text)}」は使えません。半角の英数字と - . _ で80字以内にするか、空にしてください。"
        )
    return text


def parse_category(text: str, taxonomy: Taxonomy) -> Coded:
    """A category: code, name, label, another wording, or code and wording.

    Raises:
        TableError: there is no such category.
    """
    wording, basis = split_basis(text)
    found = _wordings(taxonomy.categories).get(fold_wording(wording))
    if found is None:
        choices = "、".join(f"「{node.code} {node.label}」" for node in taxonomy.categories)
        raise TableError(f"「{_short(wording)}」という区分はありません。{choices}から選んでください。")
    return Coded(code=found, basis=basis)


def parse_fields(text: str, taxonomy: Taxonomy) -> tuple[Coded, ...]:
    """One or more policy fields in any wording that the taxonomy knows, a line each or parted by commas.

    Raises:
        TableError: a field does not exist; the message proposes the nearest.
    """
    found: dict[str, Coded] = {}
    for value in split_values(text):
        for field in _parse_field_line(value, taxonomy):
            found.setdefault(field.code, field)
    if not found:
        raise TableError("政策分野が空です。")
    return tuple(found.values())


def parse_roles(text: str) -> tuple[Role, ...]:
    """Roles, one a value: ``甲（富山市）：主体的に取り組む。`` Their spans are empty.

    Raises:
        TableError: a value names no party.
    """
    roles = []
    for value in split_values(text):
        found = _ROLE.fullmatch(value.strip())
        if found is None:
            raise TableError(f"役割「{_short(value)}」は「甲（市町村名）：役割」の形で書いてください。")
        party, name = _name(found["party"], "当事者"), found["name"]
        roles.append(
            Role(party=party, name=name and _name(name, "当事者"), text=found["text"].strip(), spans=())
        )
    return tuple(roles)


def parse_indicators(text: str) -> tuple[Indicator, ...]:
    """Figures, one a value: ``参加者数：8人［令和4年度］`` or ``参加者数　8人（令和4年度）``. Their spans are empty.

    Raises:
        TableError: a value has no name.
    """
    return tuple(_parse_indicator(value.strip()) for value in split_values(text))


def parse_municipalities(text: str, members: Sequence[str]) -> tuple[str, ...]:
    """Participants; 市町村 may be missing where the region has one such member. All of them are nobody in particular.

    Raises:
        TableError: a name is none of a municipality; the message proposes the nearest member.
    """
    cleaned = _COUNT.sub("", text)
    if fold_wording(cleaned) in _EVERYONE:
        return ()
    return tuple(dict.fromkeys(_municipality(name, members) for name in _split_names(cleaned)))


def parse_members(text: str) -> Members:
    """A region's members as source 000 writes them: ``【新潟市】、三条市、…（7市3町1村）``.

    Raises:
        TableError: a name is none of a municipality.
    """
    wording, basis = split_basis(text)
    cleaned = _COUNT.sub("", wording)
    core = tuple(name for found in re.findall(r"【(.*?)】", cleaned) for name in _split_names(found))
    names = _split_names(cleaned.replace("【", "、").replace("】", "、"))
    members = tuple(dict.fromkeys(_municipality(name, ()) for name in names))
    return Members(members, tuple(_municipality(name, members) for name in core), basis)


def parse_status(text: str) -> str | None:
    """``draft`` for 案, none for what is agreed.

    Raises:
        TableError: it is neither 案 nor empty.
    """
    folded = fold_wording(text)
    if folded in {DRAFT, "draft"}:
        return "draft"
    if folded in {"", "確定", "締結済", "締結済み"}:
        return None
    raise TableError(f"状態「{_short(text)}」は使えません。「案」と書くか、空にしてください。")


def parse_kind(text: str) -> RegionKind:
    """The kind of a region, by official name or code.

    Raises:
        TableError: it is neither.
    """
    folded = fold_wording(text)
    for kind in RegionKind:
        if folded in {fold_wording(kind.label), fold_wording(kind.value)}:
            return kind
    raise TableError(
        f"「{_short(text)}」という圏域の種類はありません。「連携中枢都市圏」か「定住自立圏」と書いてください。"
    )


def parse_prefectures(text: str) -> tuple[tuple[str, ...], Basis]:
    """Prefectures, the core city's first, and who says so; 県 may be missing.

    Raises:
        TableError: there is no such prefecture.
    """
    wording, basis = split_basis(text)
    found: dict[str, None] = {}
    for name in _split_names(wording):
        exact = [prefecture for prefecture in PREFECTURES if name in {prefecture, prefecture[:-1]}]
        if not exact:
            near = difflib.get_close_matches(name, PREFECTURES, n=1, cutoff=0.4)
            raise TableError(f"「{_short(name)}」という都道府県はありません。{_ask(near)}")
        found[exact[0]] = None
    return tuple(found), basis


def _parse_field_line(value: str, taxonomy: Taxonomy) -> list[Coded]:
    wording, basis = split_basis(value)
    code = _field_code(wording, taxonomy)
    if code is not None:
        return [Coded(code=code, basis=basis)]
    pieces = [split_basis(piece) for piece in _SEPARATOR.split(value) if piece.strip()]
    codes = [(_field_code(piece, taxonomy), basis) for piece, basis in pieces]
    if not any(code for code, _ in codes):
        pieces = [(wording, basis)]
    for piece, _ in pieces:
        if _field_code(piece, taxonomy) is None:
            raise TableError(_no_field(piece, taxonomy))
    return [Coded(code=code, basis=basis) for code, basis in codes if code is not None]


def _field_code(wording: str, taxonomy: Taxonomy) -> str | None:
    return _wordings(taxonomy.fields).get(fold_wording(wording))


@cache
def _wordings(nodes: tuple[Node, ...]) -> dict[str, str]:
    """Codes by folded wording; before the wording the code or its last letters may stand, as in tables."""
    found = {fold_wording(text): node.code for node in nodes for text in (node.code, *wordings_of(node))}
    for node in nodes:
        parts = node.code.split("-")
        prefixes = {"".join(parts[start:]) for start in range(len(parts))}
        for text in wordings_of(node):
            for prefix in prefixes:
                found.setdefault(fold_wording(prefix + text), node.code)
    return found


def _no_field(wording: str, taxonomy: Taxonomy) -> str:
    above = (*taxonomy.categories, *taxonomy.groups)
    if fold_wording(wording) in _wordings(above):
        return f"「{_short(wording)}」は分野のまとまりです。その中の政策分野を書いてください。"
    near = _nearest_field(fold_wording(wording), taxonomy)
    return f"「{_short(wording)}」という分野はありません。{_ask([near] if near else [])}"


def _nearest_field(folded: str, taxonomy: Taxonomy) -> str | None:
    """The label of the field whose wording is in the text, or has it in itself, or shares most characters."""
    labels = {fold_wording(text): node.label for node in taxonomy.fields for text in wordings_of(node)}
    within = [wording for wording in labels if wording in folded]
    if within:
        return labels[max(within, key=len)]
    around = [wording for wording in labels if len(folded) > 1 and folded in wording]
    if around:
        return labels[min(around, key=len)]
    shared = {wording: _shared(folded[:MAX_NAME], wording) for wording in labels}
    best = max(shared, key=lambda wording: shared[wording])
    return labels[best] if shared[best] else None


def _shared(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _parse_indicator(value: str) -> Indicator:
    found = _INDICATOR.fullmatch(value) or _SPACED_INDICATOR.fullmatch(value)
    if found is None:
        raise TableError(f"指標「{_short(value)}」は「名称：値［時期］」の形で書いてください。")
    name, basis = split_basis(found["name"])
    return Indicator(
        name=_name(name, "指標"), name_basis=basis, value=found["value"], period=found["period"], spans=()
    )


def _municipality(name: str, members: Sequence[str]) -> str:
    if name in members:
        return name
    with_suffix = [member for member in members if member[:-1] == name]
    if len(with_suffix) == 1:
        return with_suffix[0]
    if not _MUNICIPALITY.fullmatch(name):
        near = difflib.get_close_matches(name, members, n=1, cutoff=0.5)
        raise TableError(f"「{_short(name)}」は市町村の名前ではありません。{_ask(near)}")
    return name


def _split_names(text: str) -> list[str]:
    return [name for name in _NAME_SEPARATOR.split(text) if name]


def _name(text: str, what: str) -> str:
    if len(text) > MAX_NAME:
        raise TableError(f"{what}の名前が長すぎます（{MAX_NAME}文字以内）。")
    return text.strip()


def _ask(proposals: Iterable[str]) -> str:
    for proposal in proposals:
        return f"「{proposal}」ではありませんか。"
    return "表の書き方は renkei-search template の「書き方」にあります。"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:40]}…"
