"""Which column of a sheet holds what: headings in Japanese or English, in any order, under any title."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.intake.cell import clean_text, column_letter
from renkei_search.corpus.table import COLUMNS
from renkei_search.errors import TableError
from renkei_search.taxonomy import fold_wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.corpus.intake.sheet import Sheet, SheetRow, Workbook

IGNORED: Final = "reason"
"""The column in which refused rows say why; it is not read."""

# Beside the headings and names of the exported columns. `members` and what follows exist in imports only.
_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("識別子", "取組ID"),
    "region": ("圏域名", "圏域の名称", "圏域名称", "名称（連携中枢都市圏の場合は圏域名）", "region name"),
    "kind": ("圏域種別", "圏域の種別", "制度", "region kind"),
    "prefectures": ("都道府県名", "県", "県名", "道府県", "prefecture"),
    "title": (
        "取組名称", "取組の名称", "取組", "取り組み", "取り組み名", "取組項目", "事業名", "事業名称", "事業の名称",
        "連携事業名", "連携事業", "具体的取組", "題名", "件名", "タイトル", "name", "initiative",
    ),
    "description": (
        "内容", "取組内容", "取組の内容", "取り組み内容", "具体的な内容", "具体的な取組", "具体的な取組内容", "具体的取組内容",
        "事業内容", "事業の内容", "事業概要", "取組概要", "取組の概要", "概要", "説明", "連携内容", "連携する取組の内容",
        "特徴的取組", "text", "content", "summary",
    ),
    "category": ("取組区分", "取組の区分", "分類", "大分類", "役割区分", "三区分"),
    "fields": (
        "分野", "政策分野名", "分野名", "連携分野", "連携する政策分野", "中分類", "小分類", "field", "policy field",
        "policy fields", "policy area",
    ),
    "roles": ("役割分担", "役割の分担", "role"),
    "role_a": (
        "甲の役割", "甲", "中心市の役割", "連携中枢都市の役割", "宣言連携中枢都市の役割", "role of the core city",
    ),
    "role_b": (
        "乙の役割", "乙", "連携市町村の役割", "連携市町の役割", "近隣市町村の役割", "構成市町村の役割", "関係市町村の役割",
        "role of the members",
    ),
    "indicators": (
        "KPI", "KPI（重要業績評価指標）", "重要業績評価指標", "重要業績評価指標（KPI）", "成果指標", "数値目標",
        "目標指標", "indicator", "kpis",
    ),
    "indicator_name": ("指標名", "KPI名", "KPIの名称", "指標の名称", "indicator name"),
    "indicator_value": ("指標値", "KPI値", "目標値", "実績値", "現状値", "数値", "indicator value"),
    "indicator_period": ("指標の時期", "目標年度", "実績年度", "基準年度", "indicator period"),
    "municipalities": (
        "参加市町村名", "参加自治体", "参加市町", "関係市町村", "関係市町", "連携市町村", "連携市町", "連携する市町村",
        "実施市町村", "対象市町村", "取組市町村", "participants", "municipality",
    ),
    "members": (
        "構成市町村", "構成市町村名", "構成市町", "構成自治体", "圏域の構成市町村", "圏域市町村", "締結団体",
        "region members",
    ),
    "core_cities": ("中心市", "連携中枢都市", "中心市名", "core city", "core cities"),
    "status": ("ステータス", "案の別", "案", "state"),
    "source": ("資料名", "出典", "出典名", "資料の題名", "ビジョン名"),
    "publisher": ("公表機関", "発行者", "作成者", "作成団体"),
    "as_of": ("基準日", "作成時点", "資料の時点", "公表日", "as of", "date"),
    IGNORED: ("理由", "取り込めなかった理由"),
}  # fmt: skip

LABELS: Final = {column.name: column.heading for column in COLUMNS} | {
    "role_a": "甲の役割",
    "role_b": "乙の役割",
    "indicator_name": "指標名",
    "indicator_value": "指標値",
    "indicator_period": "指標の時期",
    "members": "構成市町村",
    "core_cities": "中心市",
    IGNORED: "取り込めなかった理由",
}
"""The heading of each column as messages call it."""

_REPEATABLE: Final = frozenset(
    {
        "fields",
        "roles",
        "indicators",
        "municipalities",
        "indicator_name",
        "indicator_value",
        "indicator_period",
        IGNORED,
    }
)
_REMARK: Final = re.compile(r"[（(［\[〔].*?[）)］\]〕]|[※*＊].*$", re.DOTALL)
_NUMBER: Final = re.compile(r"[0-9]{1,2}$")
_SEARCHED_ROWS: Final = 50
_SIMILAR: Final = 0.6


_NAMES: Final = {
    fold_wording(wording): name
    for name, label in LABELS.items()
    for wording in (name, label, *_SYNONYMS.get(name, ()))
}


@dataclass(frozen=True)
class Layout:
    """A sheet's columns: by name the positions (from 0) of those that are read, in order.

    ``letters`` is how each column is called in messages; ``unused`` are headings that mean nothing here.
    """

    sheet: Sheet
    header: SheetRow
    columns: dict[str, tuple[int, ...]]
    letters: tuple[str, ...]
    unused: tuple[str, ...]

    def place(self, row: int, column: int, name: str) -> str:
        """A cell in words, such as ``3行目 C列（政策分野）``."""
        letter = self.letters[column] if column < len(self.letters) else column_letter(column)
        return f"{row}行目 {letter}列（{LABELS[name]}）" if letter else f"{row}行目（{LABELS[name]}）"


def column_name(heading: str) -> str | None:
    """What a heading means, or none. Remarks in brackets and a number behind it do not matter."""
    for text in (heading, _REMARK.sub("", heading)):
        folded = fold_wording(text)
        for candidate in (folded, _NUMBER.sub("", folded)):
            if candidate in _NAMES:
                return _NAMES[candidate]
    return None


def find_layout(book: Workbook, sheet_name: str | None = None) -> Layout:
    """The first sheet that has headings, and what they mean.

    Args:
        book: the file.
        sheet_name: the sheet to take instead of the first with headings.

    Raises:
        TableError: no row looks like headings, or two columns mean the same.
    """
    sheets = [sheet for sheet in book.sheets if sheet_name in {None, sheet.name}]
    if not sheets:
        names = "」「".join(clean_text(sheet.name).text for sheet in book.sheets)
        raise TableError(f"シート「{sheet_name}」はありません。あるのは「{names}」です。")
    for sheet in sheets:
        header = _find_header(sheet)
        if header is not None:
            return _make_layout(book, sheet, header)
    raise TableError(f"{book.path.name} に見出しの行が見つかりません。{_missing_headings(sheets)}")


def _find_header(sheet: Sheet) -> SheetRow | None:
    best: SheetRow | None = None
    most = 1
    for row in sheet.rows[:_SEARCHED_ROWS]:
        names = {name for name in map(column_name, row.cells) if name is not None}
        if names & {"description", "id"} and len(names) > most:
            best, most = row, len(names)
    return best


def _make_layout(book: Workbook, sheet: Sheet, header: SheetRow) -> Layout:
    lettered = book.format != "jsonl"
    letters = tuple(column_letter(n) if lettered else "" for n in range(len(header.cells)))
    columns: dict[str, tuple[int, ...]] = {}
    unused = []
    for position, heading in enumerate(clean_text(cell).text for cell in header.cells):
        name = column_name(heading)
        if name is None:
            unused += [heading] if heading else []
            continue
        if name in columns and name not in _REPEATABLE:
            first = columns[name][0]
            raise TableError(
                f"{header.number}行目: {_cite(letters, first, header)}と{_cite(letters, position, header)}は、"
                f"どちらも「{LABELS[name]}」と読めます。使わない方の見出しを変えるか、列を消してください。"
            )
        columns[name] = (*columns.get(name, ()), position)
    return Layout(sheet, header, columns, letters, tuple(unused))


def _cite(letters: tuple[str, ...], position: int, header: SheetRow) -> str:
    return f"{letters[position]}列「{clean_text(header.cells[position]).text}」"


def _missing_headings(sheets: Iterable[Sheet]) -> str:
    headings = [
        clean_text(cell).text
        for sheet in sheets
        for row in sheet.rows[:_SEARCHED_ROWS]
        for cell in row.cells
        if cell.strip()
    ]
    for heading in headings:
        near = difflib.get_close_matches(fold_wording(heading[:40]), _NAMES, n=1, cutoff=_SIMILAR)
        if near and column_name(heading) is None:
            return (
                f"「{heading[:20]}」は「{LABELS[_NAMES[near[0]]]}」のことでしょうか。"
                "「圏域」「政策分野」「具体的内容」などの見出しをつけてください。"
            )
    return "「圏域」「政策分野」「具体的内容」などの見出しをつけてください。表は renkei-search template で作れます。"
