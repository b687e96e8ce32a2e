"""Read the rows of an imported table as cleaned texts by column, with the flaws found so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.cost import complete_costs
from renkei_search.corpus.intake.row.flaw import Flaw, Remark
from renkei_search.corpus.intake.table.cell import MAX_CELL, MAX_NAME, clean_text
from renkei_search.corpus.intake.table.cost_heading import cost_period
from renkei_search.corpus.intake.table.heading_rows import is_stage
from renkei_search.corpus.intake.table.heading_wording import IGNORED, LABELS
from renkei_search.corpus.table import join_values
from renkei_search.corpus.total import find_total
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from renkei_search.corpus.intake.table.heading import Layout
    from renkei_search.corpus.intake.table.sheet import SheetRow

# Notes below a table, such as ※令和7年12月1日現在.
_NOTE_MARKS: Final = ("※", "＊", "*", "注", "（注", "(注", "出典：", "資料：")
_SHORT: Final = frozenset(
    {"id", "region", "body", "kind", "title", "category", "status", "source", "publisher", "as_of"}
)
_PARTIES: Final = {"role_a": "甲", "role_b": "乙"}
_INDICATOR_PARTS: Final = ("indicator_name", "indicator_value", "indicator_period")
_MOST_NAMED: Final = 40  # characters quoted from a skipped row


@dataclass(frozen=True)
class Entry:
    """One row. ``texts`` are the texts of its columns, by name; an empty text is an empty cell.

    Columns of one property of an initiative are joined: 甲の役割 and 乙の役割 to ``roles``, the parts of an indicator to
    ``indicators``; the expected effect is appended to the ``description``.
    """

    row: SheetRow
    texts: Mapping[str, str]
    flaws: tuple[Flaw, ...]
    remarks: tuple[Remark, ...]

    def text(self, column: str) -> str:
        """A column's text, empty if the row does not have it."""
        return self.texts.get(column, "")


@dataclass(frozen=True)
class Entries:
    """The rows of a table below its headings, and remarks on skipped rows."""

    rows: tuple[Entry, ...]
    remarks: tuple[Remark, ...]


def read_entries(layout: Layout) -> Entries:
    """The rows below the headings. Repeated headings, notes and totals are skipped, with a remark on the latter two.

    Raises:
        TableError: other headings follow, so that it is more than one table.
    """
    below = False
    entries: list[Entry] = []
    passed: list[Remark] = []
    for row in layout.sheet.rows:
        if below and not layout.repeats_header(row):
            if layout.is_other_header(row):
                raise TableError(
                    f"{row.number}行目に、{layout.header.number}行目と違う見出しがあります。"
                    "表を分けて、別々に取り込んでください。"
                )
            cause, said = _reason_to_pass(row, layout)
            if cause:
                subject = " ".join(clean_text(said[:MAX_NAME]).text.split())[:_MOST_NAMED]
                passed.append(Remark(cause, f"{row.number}行目", subject, row.number))
                continue
            entry = _read_entry(row, layout)
            if any(entry.texts.values()) or entry.flaws:
                entries.append(entry)
        below = below or row is layout.header
    return Entries(tuple(entries), tuple(passed))


def _reason_to_pass(row: SheetRow, layout: Layout) -> tuple[str, str]:
    """Why a row is not an initiative, and the cell that shows this; empty texts if the row may be one."""
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    total = _find_total(row, filled[0], layout) if filled else ""
    if total:
        return "合計・小計の行は読みとばしました", total
    if row.broken or not filled:
        return "", ""
    if len(filled) == 1 and filled[0].startswith(_NOTE_MARKS):
        return "注記の行は読みとばしました", filled[0]
    alone = not any(row.cell(column).strip() for column in layout.own_columns())
    if len(filled) == 1 and (alone or row.number in layout.parting):
        return "一つの欄にだけ書かれた行は、区切りとみて読みとばしました", filled[0]
    return "", ""


def _find_total(row: SheetRow, first: str, layout: Layout) -> str:
    """The first cell or the title, if it marks the row as a total and the row has no description; else empty."""
    titles = [row.cell(column).strip() for column in layout.columns.get("title", ())]
    said = (row.cell(column) for column in layout.columns.get("description", ()))
    return find_total((first, *titles), said)


def _read_entry(row: SheetRow, layout: Layout) -> Entry:
    texts: dict[str, str] = {}
    flaws: list[Flaw] = []
    removed = 0
    broken = dict(row.broken)
    for name, columns in layout.columns.items():
        present = [column for column in columns if column not in row.absent]
        if name == IGNORED or not present:
            continue
        cells = [(column, clean_text(row.cell(column))) for column in present]
        removed += sum(cell.removed for _, cell in cells)
        if name == "costs":
            cells = [
                (column, cell._replace(text=_complete(cell.text, layout.headings[column])))
                for column, cell in cells
            ]
        texts[name] = ("　" if name in _SHORT else "\n").join(
            _labelled(layout.labels.get(column, ""), cell.text) for column, cell in cells if cell.text
        )
        flaws += [Flaw(name, broken[column], broken[column]) for column in present if column in broken]
        limit = MAX_NAME if name in _SHORT else MAX_CELL
        if len(texts[name]) > limit:
            flaws.append(_too_long(name, len(texts[name]), limit))
            texts[name] = texts[name][:limit]
    _join_roles(texts)
    flaws += _join_indicators(texts, row, layout)
    flaws += _join_effect(texts)
    remarks = [*_remark_cells(row, layout)]
    if removed:
        remarks.append(Remark(f"読めない文字を{removed}字取り除きました", f"{row.number}行目"))
    return Entry(row=row, texts=texts, flaws=tuple(flaws), remarks=tuple(remarks))


def _complete(text: str, heading: str) -> str:
    """Complete a cell of costs with the unit and year of its heading. Texts that are not amounts stay, for a remark."""
    return complete_costs(text, heading, cost_period(heading))


def _too_long(name: str, length: int, limit: int) -> Flaw:
    said = f"{LABELS[name]}が長すぎます"
    remedy = f"{limit:,}文字以内にしてください。"
    return Flaw(name, f"{length:,}文字あります。{remedy}", said, f"{length:,}文字", remedy)


def _labelled(label: str, text: str) -> str:
    return f"{label}：{text}" if label else text


def _remark_cells(row: SheetRow, layout: Layout) -> Sequence[Remark]:
    """Remarks on doubtful cells that are read."""
    read = {column for name, columns in layout.columns.items() if name != IGNORED for column in columns}
    remarks = [
        Remark(doubt, f"{layout.letter(column)}{row.number}")
        for column, doubt in row.doubts
        if column in read
    ]
    struck = sorted(row.struck & read)
    if struck:
        letters = [f"{layout.letter(column)}{row.number}" for column in struck]
        is_range = len(struck) > 1 and struck[-1] - struck[0] == len(struck) - 1
        place = f"{letters[0]}～{letters[-1]}" if is_range else "、".join(letters)
        remarks.append(
            Remark("取り消し線の付いた文字も読みました。廃止したものなら、行を消してください", place)
        )
    if row.hidden:
        remarks.append(Remark("画面に出ていない行（非表示や絞り込み）も読みました", f"{row.number}行目"))
    return remarks


def _join_roles(texts: dict[str, str]) -> None:
    parts = {name: texts.pop(name) for name in _PARTIES if name in texts}
    if parts:
        roles = [f"{_PARTIES[name]}：{text}" for name, text in parts.items() if text]
        texts["roles"] = "\n".join(filter(None, [texts.get("roles", ""), join_values(roles)]))


def _join_indicators(texts: dict[str, str], row: SheetRow, layout: Layout) -> list[Flaw]:
    if not texts.keys() & set(_INDICATOR_PARTS):
        return []
    names, values, periods = (texts.pop(part, "").splitlines() for part in _INDICATOR_PARTS)
    columns = layout.columns.get("indicator_value", ())
    if any(is_stage(layout.headings[column]) for column in columns) and not periods:
        found = [
            (name, value, "".join(layout.headings[column].split()))
            for column in columns
            for name, value in _pair(names, clean_text(row.cell(column)).text.splitlines())
        ]
        values = [value for value in values if value.strip()]
        complete = len(found) == len(values)
    else:
        complete = len(names) == len(values) and len(periods) <= len(values)
        periods += [""] * (len(values) - len(periods))
        found = list(zip(names, values, periods, strict=False))
    if not complete:
        said = f"{LABELS['indicator_name']}と{LABELS['indicator_value']}の数が違います。"
        return [Flaw("indicators", said, said)]
    joined = [
        f"{name}：{value}［{period}］" if period else f"{name}：{value}" for name, value, period in found
    ]
    texts["indicators"] = "\n".join(filter(None, [texts.get("indicators", ""), join_values(joined)]))
    return []


def _pair(names: Sequence[str], values: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Pair names with the values of one column; empty if their numbers differ."""
    return list(zip(names, values, strict=True)) if len(names) == len(values) else []


def _join_effect(texts: dict[str, str]) -> list[Flaw]:
    """Append the expected effect to the description: it has no property of its own but should be searchable."""
    effect = texts.pop("effect", "")
    if not effect:
        return []
    if "description" not in texts:
        said = f"「{LABELS['effect']}」は「{LABELS['description']}」と一緒に書いてください。"
        return [Flaw("description", said, said)]
    if texts["description"]:
        texts["description"] += f"\n{LABELS['effect']}：{effect}"
    return []


def same_text(one: str, other: str) -> bool:
    """Whether two cells are identical except for invisible characters."""
    return one == other or clean_text(one).text == clean_text(other).text
