"""Which places named in a query the corpus does not cover, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei_search.search.result import AbsentPlace


def absent_place_line(place: AbsentPlace) -> str:
    """A sentence saying that the corpus does not cover a municipality or prefecture; the caller lists nearby regions."""
    read = f"「{place.text}」（{place.name}）" if place.text != place.name else place.name
    if place.name == place.prefecture:
        return f"{read}の圏域は、一つも収録していません。"
    line = f"{read}が参加する圏域は、収録していません。"
    if place.regions:
        return f"{line}{place.prefecture}には、次の圏域があります。"
    return f"{line}{place.prefecture}の圏域は、一つも収録していません。" if place.prefecture else line
