"""The region that a document is about: its name in titles and sentences, or that of its core city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.corpus.document.format.plain_text import read_plain_text
from renkei_search.corpus.document.proposal.front import read_front
from renkei_search.corpus.document.proposal.region_name import find_region_names
from renkei_search.corpus.intake.draft.draft import find_known_region
from renkei_search.model.record import RegionKind

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.document.proposal.front import FrontMatter

PARTIES = (
    "\n\n　{core}（以下「甲」という。）と小坂町（以下「乙」という。）は、定住自立圏構想推進要綱に基づき、中心市宣言を行った甲と、"
    "その宣言に賛同した乙とが定住自立圏を形成するため、次のとおり協定を締結する。\n"
)


def front_of(text: str) -> FrontMatter:
    return read_front(read_plain_text(text))


@pytest.mark.parametrize("title", ["{}共生ビジョン", "{}の形成に関する協定書", "令和７年度第２期{}の取組"])
def test_the_name_of_every_bundled_region_is_read_from_a_title(catalogue: Catalogue, title: str) -> None:
    names = [region.name for region in catalogue.regions if region.kind is not RegionKind.OTHER]
    assert len(names) > 40
    assert [front_of(f"{title.format(name)}\n\n令和７年３月\n").region for name in names] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("本市を中心とするみちのく盛岡広域連携中枢都市圏では", ["みちのく盛岡広域連携中枢都市圏"]),
        ("目指す青空広域連携中枢都市圏の姿", ["青空広域連携中枢都市圏"]),
        ("西いぶり定住自立圏とそらの定住自立圏", ["西いぶり定住自立圏", "そらの定住自立圏"]),
        ("市と町との間における定住自立圏の形成", []),
        ("賛同した乙とが定住自立圏を形成する", []),
        ("この定住自立圏は、全国の定住自立圏と同じく", []),
        ("定住自立圏・連携中枢都市圏の制度", []),
    ],
)
def test_names_are_distinguished_from_sentences(text: str, names: list[str]) -> None:
    assert list(find_region_names(text)) == names


@pytest.mark.parametrize(
    ("title", "region", "kind"),
    [
        (
            "湊南市と小坂町との間における定住自立圏の形成に関する協定書",
            "湊南定住自立圏",
            RegionKind.SETTLEMENT,
        ),
        ("湊南市と小坂町との定住自立圏形成協定書", "湊南定住自立圏", RegionKind.SETTLEMENT),
        (
            "湊南市及び小坂町における連携中枢都市圏形成に係る連携協約書",
            "湊南連携中枢都市圏",
            RegionKind.CORE_CITY,
        ),
    ],
)
def test_an_agreement_that_names_no_region_gets_the_name_of_its_core_city(
    title: str, region: str, kind: RegionKind
) -> None:
    front = front_of(title + PARTIES.format(core="湊南市"))
    assert (front.region, front.kind, front.core_city) == (region, kind, "湊南市")
    assert front.members == ("湊南市", "小坂町")
    assert front.guessed
    (note,) = front.notes()
    assert f"中心市（湊南市）の名前から「{region}」としました" in note


def test_a_name_in_the_document_is_not_guessed() -> None:
    front = front_of("みなと定住自立圏形成協定書" + PARTIES.format(core="湊南市"))
    assert (front.region, front.guessed, front.notes()) == ("みなと定住自立圏", False, ())


def test_the_known_region_of_the_core_city_is_meant(catalogue: Catalogue) -> None:
    known = next(region for region in catalogue.regions if region.kind is RegionKind.SETTLEMENT)
    document = read_plain_text("定住自立圏形成協定書" + PARTIES.format(core=known.core_cities[0]))
    front = read_front(document)
    assert front.guessed
    assert find_known_region(document, front, catalogue) is known
