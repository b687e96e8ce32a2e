"""The costs of an initiative by year, as text: 令和6年度：2,400千円."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from renkei_search.corpus.fiscal_year import fiscal_year
from renkei_search.errors import TableError
from renkei_search.model.record import Cost

_COST: Final = re.compile(
    r"(?:(?P<period>[^：:\n]+?)\s*[：:]\s*)?(?P<amount>[約△▲\-－]?\s*[0-9０-９][0-9０-９,，.．]*)\s*(?P<unit>[^\d\s：:]{0,6})"
)
_UNITS: Final = {"円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}
_HEADED_UNIT: Final = re.compile(r"[(\[〔](?:単位[:・]?)?((?:百万|千|万|億)?円)[)\]〕]")


def yen(cost: Cost) -> int | None:
    """The amount in yen; none if the unit is unknown or the amount is not a number."""
    factor = _UNITS.get(unicodedata.normalize("NFKC", cost.unit))
    plain = unicodedata.normalize("NFKC", cost.amount).replace(",", "").strip()
    try:
        return round(float(plain) * factor) if factor is not None else None
    except ValueError:
        return None


def cost_text(cost: Cost) -> str:
    """A cost as the text of a cell: 令和6年度：2,400千円."""
    amount = f"{cost.amount}{cost.unit}"
    return f"{cost.period}：{amount}" if cost.period else amount


def parse_cost(text: str) -> Cost:
    """A cost, the inverse of :func:`cost_text`. Its spans are empty.

    Raises:
        TableError: it names no amount.
    """
    found = _COST.fullmatch(text.strip())
    if found is None:
        raise TableError(f"事業費「{text.strip()[:20]}」は「令和6年度：2,400千円」の形で書いてください。")
    period = (found["period"] or "").strip()
    return Cost(
        amount=found["amount"].strip(), unit=found["unit"], period=period, year=fiscal_year(period), spans=()
    )


def complete_costs(text: str, heading: str, period: str) -> str:
    """A cell of costs, with the year and the unit of its heading added to amounts that have none.

    Args:
        text: the cell.
        heading: may give the unit, as 事業費（千円） does.
        period: the year of which the heading speaks, or empty.
    """
    found = _HEADED_UNIT.search("".join(unicodedata.normalize("NFKC", heading).split()))
    lines = []
    for line in text.splitlines():
        cost = _COST.fullmatch(line.strip())
        if cost is None:
            lines.append(line)
            continue
        unit = found[1] if found is not None and not cost["unit"] else ""
        lines.append((f"{period}：" if period and not cost["period"] else "") + line.strip() + unit)
    return "\n".join(lines)
