"""Find tables by the ruled lines of a page. Cells may be merged, and sides open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.model import Box
from renkei_search.corpus.document.pdf.reader import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SNAP: Final = 3.0  # points; rules closer than this are one
_GAP: Final = 6.0  # points between dashes, and at corners
_WALL: Final = 0.6  # share of an edge that a rule must cover to separate two cells
_LEAST: Final = 6.0  # points; anything narrower is a double line and not a column
_RUNGS: Final = 3  # horizontal lines of a table without vertical ones
_WHITE: Final = 0.4  # ems of white space between its columns
_FILLED: Final = 0.7  # share of its cells that are not empty
_MOST_RULES: Final = 3_000  # the longest rules of a page; a map has more
_MOST_LINES: Final = 400  # a drawing has more


@dataclass(frozen=True)
class GridCell:
    """A rectangle between rules, with its rows and columns in the grid."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True)
class Grid:
    """A ruled table. A single cell is a frame around a text."""

    box: Box
    rows: int
    columns: int
    cells: tuple[GridCell, ...]
    edges: tuple[float, ...]


def find_grids(rules: Sequence[Rule], boxes: Sequence[Box] = ()) -> list[Grid]:
    """Find all ruled tables and frames of a page, from top to bottom.

    Args:
        rules: its straight lines.
        boxes: the boxes of its characters, which give the columns of tables that have only horizontal rules.
    """
    grids = []
    lone: list[Rule] = []
    joined = sorted(_join(rules), key=lambda rule: rule.start - rule.end)[:_MOST_RULES]
    for group in _groups(joined):
        grid = _make_grid(group)
        if grid is not None:
            grids.append(grid)
        elif len(group) == 1 and group[0].horizontal:
            lone += group
    grids += (grid for rows in _ladders(lone) if (grid := _open_grid(rows, boxes)) is not None)
    return sorted(grids, key=lambda grid: (grid.box.y0, grid.box.x0))


def _ladders(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of horizontal rules of equal length, one below the other."""
    ladders: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        for ladder in ladders:
            if abs(ladder[0].start - rule.start) <= _GAP and abs(ladder[0].end - rule.end) <= _GAP:
                ladder.append(rule)
                break
        else:
            ladders.append([rule])
    return [ladder for ladder in ladders if len(ladder) >= _RUNGS]


def _open_grid(rules: Sequence[Rule], boxes: Sequence[Box]) -> Grid | None:
    """A table with only horizontal rules, whose columns are separated by white space from top to bottom."""
    left, right = rules[0].start, rules[0].end
    ys = [rule.at for rule in rules]
    inside = [box for box in boxes if left <= box.centre[0] <= right and ys[0] <= box.centre[1] <= ys[-1]]
    if not inside:
        return None
    em = sorted(box.height for box in inside)[len(inside) // 2]
    xs = [left]
    reach = left
    for box in sorted(inside, key=lambda box: box.x0):
        if box.x0 - reach > _WHITE * em and reach > left:
            xs.append((reach + box.x0) / 2)
        reach = max(reach, box.x1)
    xs.append(right)
    bands = list(pairwise(ys))
    columns = list(pairwise(xs))
    cells = [
        GridCell(row, column, 1, 1, Box(x0, y0, x1, y1))
        for row, (y0, y1) in enumerate(bands)
        for column, (x0, x1) in enumerate(columns)
    ]
    filled = sum(any(cell.box.holds(*box.centre) for box in inside) for cell in cells)
    if len(columns) < 2 or filled < _FILLED * len(cells):
        return None
    return Grid(Box(left, ys[0], right, ys[-1]), len(bands), len(columns), tuple(cells), tuple(xs))


def _join(rules: Iterable[Rule]) -> list[Rule]:
    """Join rules on one line that touch or nearly touch."""
    joined: list[Rule] = []
    for horizontal in (True, False):
        same = sorted((rule for rule in rules if rule.horizontal is horizontal), key=lambda rule: rule.at)
        lines: list[list[Rule]] = []
        for rule in same:
            if lines and rule.at - lines[-1][0].at <= _SNAP:
                lines[-1].append(rule)
            else:
                lines.append([rule])
        for line in lines:
            at = sum(rule.at for rule in line) / len(line)
            start = end = None
            for rule in sorted(line, key=lambda rule: rule.start):
                if start is None or end is None:
                    start, end = rule.start, rule.end
                elif rule.start - end <= _GAP:
                    end = max(end, rule.end)
                else:
                    joined.append(Rule(horizontal, at, start, end))
                    start, end = rule.start, rule.end
            if start is not None and end is not None:
                joined.append(Rule(horizontal, at, start, end))
    return joined


def _meet(across: Rule, down: Rule) -> bool:
    return (
        across.start - _GAP <= down.at <= across.end + _GAP
        and down.start - _GAP <= across.at <= down.end + _GAP
    )


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of connected rules."""
    across = [rule for rule in rules if rule.horizontal]
    down = [rule for rule in rules if not rule.horizontal]
    parent = {id(rule): rule for rule in rules}
    owner = {id(rule): id(rule) for rule in rules}

    for one in across:
        for other in down:
            if _meet(one, other):
                owner[_root(owner, id(one))] = _root(owner, id(other))
    groups: dict[int, list[Rule]] = defaultdict(list)
    for key, rule in parent.items():
        groups[_root(owner, key)].append(rule)
    return list(groups.values())


def _root(owner: dict[int, int] | list[int], key: int) -> int:
    """The representative of a set in a union-find forest; shortens the path to it."""
    while owner[key] != key:
        owner[key] = owner[owner[key]]
        key = owner[key]
    return key


def _make_grid(rules: Sequence[Rule]) -> Grid | None:
    across = [rule for rule in rules if rule.horizontal]
    down = [rule for rule in rules if not rule.horizontal]
    if len(across) < 2 or not down or len(rules) > _MOST_LINES:
        return None
    # Many tables are open at the sides. If horizontal rules extend beyond the outer vertical ones, that part is a column.
    left = min(rule.start for rule in across)
    right = max(rule.end for rule in across)
    top = min(*(rule.start for rule in down), *(rule.at for rule in across))
    bottom = max(*(rule.end for rule in down), *(rule.at for rule in across))
    xs = _levels([left, right, *(rule.at for rule in down)])
    ys = _levels([top, bottom, *(rule.at for rule in across)])
    if len(xs) < 2 or len(ys) < 2:
        return None
    return _merge(xs, ys, across, down)


def _levels(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _LEAST:
            found.append(value)
    return found


def _merge(xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]) -> Grid:
    """Merge fields of the grid that no rule separates."""
    columns, rows = len(xs) - 1, len(ys) - 1
    owner = list(range(rows * columns))

    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not _covered(down, xs[column + 1], ys[row], ys[row + 1]):
                owner[_root(owner, here + 1)] = _root(owner, here)
            if row + 1 < rows and not _covered(across, ys[row + 1], xs[column], xs[column + 1]):
                owner[_root(owner, here + columns)] = _root(owner, here)
    fields: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in range(rows):
        for column in range(columns):
            fields[_root(owner, row * columns + column)].append((row, column))
    cells = []
    for places in fields.values():
        first, last = min(row for row, _ in places), max(row for row, _ in places)
        left, right = min(column for _, column in places), max(column for _, column in places)
        cells.append(
            GridCell(
                first,
                left,
                last - first + 1,
                right - left + 1,
                Box(xs[left], ys[first], xs[right + 1], ys[last + 1]),
            )
        )
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(Box(xs[0], ys[0], xs[-1], ys[-1]), rows, columns, tuple(cells), tuple(xs))


def _covered(rules: Iterable[Rule], at: float, start: float, end: float) -> bool:
    """Whether rules separate two fields along their common edge."""
    length = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.at - at) <= _LEAST
    )
    return length >= _WALL * (end - start)
