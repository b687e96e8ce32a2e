"""Make the messages of an import about its rows: each cause once with its cells, then the notes."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.citation import INFERRED
from renkei_search.corpus.intake.plan import Outcome
from renkei_search.model.record import Basis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from renkei_search.corpus.intake.plan import ImportPlan, RowReport
    from renkei_search.corpus.intake.row.flaw import Flaw, Remark

_SHOWN_PLACES: Final = 8
_SHOWN_BODIES: Final = 50
_SHOWN_SUBJECTS: Final = 30
_SHOWN_GONE: Final = 50
_CELL: Final = re.compile(r"([A-Z]*)([0-9]+)")


class Fault(NamedTuple):
    """Why some rows are refused: the cause, the rows, the names and the contents of their cells, and the remedies.

    ``in_form`` are the remedies for somebody who sees the rows as forms. ``columns`` are the columns with the error,
    ``twins`` the numbers of other rows that are part of the problem.
    """

    cause: str
    rows: tuple[RowReport, ...]
    places: str
    subjects: str
    remedies: tuple[str, ...]
    in_form: tuple[str, ...]
    columns: tuple[str, ...]
    twins: tuple[int, ...]


def list_faults(plan: ImportPlan, unit: str = "行") -> list[Fault]:
    """List why rows are refused, the most frequent cause first; ``unit`` is the Japanese counter for rows."""
    causes: dict[str, list[tuple[RowReport, Flaw]]] = {}
    for row in plan.refused:
        for flaw in row.flaws:
            causes.setdefault(flaw.cause or flaw.message, []).append((row, flaw))
    return [
        Fault(
            cause=cause.rstrip("。"),
            rows=tuple({row.row.number: row for row, _ in found}.values()),
            places=join_places(plan.layout.cell(row.row.number, flaw.column) for row, flaw in found),
            subjects=_list_subjects([flaw for _, flaw in found], unit),
            remedies=tuple(dict.fromkeys(flaw.remedy for _, flaw in found if flaw.remedy)),
            in_form=tuple(dict.fromkeys(flaw.in_form or flaw.remedy for _, flaw in found if flaw.remedy)),
            columns=tuple(dict.fromkeys(flaw.column for _, flaw in found)),
            twins=tuple(dict.fromkeys(flaw.twin for _, flaw in found if flaw.twin)),
        )
        for cause, found in sorted(causes.items(), key=lambda item: -len(item[1]))
    ]


def list_remarks(plan: ImportPlan) -> list[str]:
    """List remarks on what was read in an unexpected way and what was not read."""
    causes: dict[str, list[Remark]] = {}
    for remark in (*plan.remarks, *(remark for row in plan.rows for remark in row.remarks)):
        causes.setdefault(remark.cause, []).append(remark)
    said = []
    for cause, found in causes.items():
        by_subject: dict[str, list[str]] = {}
        for remark in found:
            by_subject.setdefault(remark.subject, []).append(remark.place)
        subjects = [_say_subject(subject, places) for subject, places in by_subject.items()]
        where = _shorten_list([*filter(None, subjects)], "種類")
        said.append(cause.rstrip("。") + (f"：{where}" if where else ""))
    return said


def list_row_remarks(plan: ImportPlan, name_of: Callable[[int], str]) -> list[str]:
    """List the remarks on rows only, with names instead of numbers; none on columns, sheets and the file.

    Args:
        plan: the plan of the import.
        name_of: gives the name of the row with a number.
    """
    causes: dict[str, list[str]] = {}
    for number, remark in (
        *((remark.row, remark) for remark in plan.remarks if remark.row),
        *((row.row.number, remark) for row in plan.rows for remark in row.remarks),
    ):
        subject = f"の「{remark.subject}」" if remark.subject else ""
        causes.setdefault(remark.cause.rstrip("。"), []).append(f"「{name_of(number)}」{subject}")
    return [f"{cause}：{_shorten_list(found, '件')}" for cause, found in causes.items()]


def describe_regions(plan: ImportPlan) -> list[str]:
    """Describe the new regions and bodies."""
    said = [
        f"新しい圏域: {region.name}（{'、'.join(region.prefectures)}{_mark(region.basis.prefectures)}、"
        f"構成市町村 {len(region.members)}{_mark(region.basis.members)}、ID {region.id}）"
        for region in plan.regions
        if region.kind.is_scheme
    ]
    bodies = [region for region in plan.regions if not region.kind.is_scheme]
    if bodies:
        names = "、".join(f"{body.name}（{body.prefectures[0]}）" for body in bodies[:_SHOWN_BODIES])
        names += f" ほか{len(bodies) - _SHOWN_BODIES}" if len(bodies) > _SHOWN_BODIES else ""
        said.append(f"新しい団体 {len(bodies)}: {names}")
    return said


def _mark(basis: Basis) -> str:
    return INFERRED if basis is Basis.INFERRED else ""


def describe_settlement(plan: ImportPlan) -> list[str]:
    """Describe what belongs to the document, what a person changed, and what only an earlier edition contains."""
    settlement = plan.settlement
    if settlement is None:
        return []
    source = settlement.source
    placed = [
        *(found for found in settlement.added if found.source == source.id),
        *(after for _, after in settlement.changed if after.source == source.id),
    ]
    edited = f"（文を直したもの {len(settlement.edited)}件は、取り込んだ表の取組になります）"
    said = [f"資料「{source.title}」の文のとおりの取組: {len(placed)}件{edited if settlement.edited else ''}"]
    if settlement.gone:
        said.append(f"前回の資料にだけある取組: {len(settlement.gone)}件（前回の資料の取組として残します）")
        said += [
            f"  {found.title or found.description[:30]}（{found.id}）"
            for found in settlement.gone[:_SHOWN_GONE]
        ]
        if len(settlement.gone) > _SHOWN_GONE:
            said.append(f"  ほか {len(settlement.gone) - _SHOWN_GONE}件")
    return said


def describe_counts(plan: ImportPlan, unit: str = "行") -> str:
    """Say how many rows have each outcome."""
    return "、".join(f"{outcome.label} {plan.counts.get(outcome, 0)}{unit}" for outcome in Outcome)


def join_places(places: Iterable[str]) -> str:
    """Name cells in a message. Consecutive cells of a column are one range, such as B3～B7, B9."""
    ranges: list[list[str]] = []
    for place in dict.fromkeys(places):
        if ranges and _follows(ranges[-1][-1], place):
            ranges[-1][1:] = [place]
        else:
            ranges.append([place])
    said = ["～".join(found).replace("行目～", "～") for found in ranges[:_SHOWN_PLACES]]
    more = f" ほか{len(ranges) - _SHOWN_PLACES}か所" if len(ranges) > _SHOWN_PLACES else ""
    return "、".join(said) + more


def _say_subject(subject: str, places: Sequence[str]) -> str:
    where = join_places(filter(None, places))
    if not subject:
        return where
    return f"{where}「{subject}」" if len(places) == 1 else f"「{subject}」{len(places)}行（{where}）"


def _follows(one: str, other: str) -> bool:
    first, second = _CELL.match(one), _CELL.match(other)
    if first is None or second is None:
        return False
    same = first[1] == second[1] and one[first.end() :] == other[second.end() :]
    return same and int(second[2]) == int(first[2]) + 1


def _list_subjects(flaws: Iterable[Flaw], unit: str) -> str:
    subjects = Counter(flaw.subject for flaw in flaws if flaw.subject)
    said = [
        f"「{subject}」{count}{unit}" if count > 1 else f"「{subject}」"
        for subject, count in subjects.most_common()
    ]
    return _shorten_list(said, "種類")


def _shorten_list(said: Sequence[str], unit: str) -> str:
    more = f" ほか{len(said) - _SHOWN_SUBJECTS}{unit}" if len(said) > _SHOWN_SUBJECTS else ""
    return "、".join(said[:_SHOWN_SUBJECTS]) + more
