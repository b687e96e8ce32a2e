"""The page on which readers choose the region they work in, change it or have it forgotten."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, redirect, render_template, request
from msgspec import Meta, Struct

from renkei_search.errors import ParameterError
from renkei_search.explain.absence import absent_place_line
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.parameter import Parameters, read_parameters, read_query
from renkei_search.web.page.display import with_arguments
from renkei_search.web.page.own_region import COOKIE, OWN, find_own, split_own

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Region
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import AbsentPlace

own_page = Blueprint("own", __name__)

_KEPT_SECONDS: Final = 400 * 24 * 60 * 60  # browsers keep no cookie longer
_LONGEST_NAME: Final = 64
_OF_THIS_SITE: Final = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


class OwnParameters(Parameters, frozen=True, kw_only=True):
    """What was typed or chosen, and the page to go back to."""

    name: Annotated[str, Meta(title="市町村か圏域の名前")] = ""
    region: Annotated[str, Meta(title="圏域の id")] = ""
    next: Annotated[str, Meta(title="戻るページ")] = ""


class RegionChoice(Struct, frozen=True):
    """A region to choose; ``because`` names the member that was typed."""

    id: str
    name: str
    prefectures: str
    because: str | None = None


class OwnView(Struct, frozen=True):
    """The form as it was sent, the regions that it may mean, and all regions."""

    name: str
    next: str
    error: str | None
    candidates: list[RegionChoice]
    absent: list[tuple[str, list[RegionChoice]]]
    groups: list[tuple[str, list[RegionChoice]]]


@own_page.get("/own")
def show_own() -> str:
    """The form with the current choice."""
    engine = get_engine()
    _, pairs = split_own(engine, read_query(request.query_string))
    asked = read_parameters(OwnParameters, pairs)
    return render_template("own.html", view=_present(engine, asked, None))


@own_page.post("/own")
def choose_own() -> Response | tuple[str, int]:
    """Store the region in a cookie, or delete the cookie if the region is empty; ask if a name may mean several regions."""
    engine = get_engine()
    find_own(engine)
    asked = read_parameters(OwnParameters, request.form.items(multi=True))
    if "region" in request.form:
        if asked.region and asked.region not in engine.catalogue.regions_by_id:
            raise ParameterError("region", f"圏域「{asked.region[:50]}」はありません。")
        return _keep(asked.region, _back(asked))
    name = asked.name.strip()
    places = engine.places(name[:_LONGEST_NAME])
    if len(places.regions) == 1 and not places.absent:
        return _keep(places.regions[0].region.id, _back(asked))
    error = None
    if not name:
        error = "市町村か圏域の名前を入力してください。"
    elif not places.regions:
        error = f"「{name[:_LONGEST_NAME]}」が参加する圏域は見つかりません。"
    return render_template("own.html", view=_present(engine, asked, error)), 422 if error else 200


def own_url() -> str:
    """The link to the form, which leads back to the current page."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != OWN]
    here = with_arguments(request.path, pairs) if request.method == "GET" and request.path != "/own" else "/"
    return f"/own?{urlencode({'next': here})}"


def _keep(region_id: str, back: str) -> Response:
    """Redirect back to a page; its address also names the region, for browsers without cookies."""
    path, _, query = back.partition("?")
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != OWN]
    response = redirect(with_arguments(path, [*pairs, (OWN, region_id)] if region_id else pairs), 303)
    if region_id:
        response.set_cookie(
            COOKIE,
            region_id,
            max_age=_KEPT_SECONDS,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _back(asked: OwnParameters) -> str:
    """The address to go back to, which must be a page of this site."""
    return asked.next if _OF_THIS_SITE.fullmatch(asked.next) else "/"


def _present(engine: SearchEngine, asked: OwnParameters, error: str | None) -> OwnView:
    catalogue = engine.catalogue
    name = asked.name.strip()[:_LONGEST_NAME]
    places = engine.places(name)
    return OwnView(
        name=name,
        next=_back(asked),
        error=error,
        candidates=[_choice(found.region, found.municipality) for found in places.regions],
        absent=[_present_absent(place, catalogue, namesake=bool(places.regions)) for place in places.absent],
        groups=[
            (prefecture, list(map(_choice, regions)))
            for prefecture, regions in groupby(catalogue.regions, lambda region: region.prefectures[0])
        ],
    )


def _present_absent(
    place: AbsentPlace, catalogue: Catalogue, *, namesake: bool
) -> tuple[str, list[RegionChoice]]:
    """The notice that no region contains a municipality, with the regions of its prefecture; None if a region was found."""
    if namesake:
        return f"{place.prefecture}の{place.name}が参加する圏域は、収録していません。", []
    return absent_place_line(place), [_choice(catalogue.region(found)) for found in place.regions]


def _choice(region: Region, because: str | None = None) -> RegionChoice:
    return RegionChoice(region.id, region.name, "・".join(region.prefectures), because)
