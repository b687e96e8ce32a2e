"""Which region a row belongs to: known by name or member, made of the row's columns, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.intake.plan import Outcome
from renkei_search.model.record import Basis, RegionKind
from tests.corpus.importing import joined, plan, take, write_csv
from tests.corpus.refusing import HEAD, refusal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("新潟広域都市圏", "niigata"), ("新潟", "niigata"), ("niigata", "niigata"), ("五泉市", "niigata"),
        ("長岡地域 定住自立圏", "nagaoka"), ("新発田市・ 胎内市・ 聖籠町 定住自立圏", "shibata-tainai-seiro"), ("なし", None),
    ],
)  # fmt: skip
def test_a_region_is_matched_by_name_short_name_or_member(
    tmp_path: Path, name: str, region: str | None
) -> None:
    take(write_csv(tmp_path / "table.csv", HEAD, f"{name},観光,一,"), tmp_path / "own")
    assert joined(tmp_path / "own").initiatives[-1].region == region


def test_a_member_of_two_regions_is_refused_unless_the_kind_decides(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "table.csv",
        "圏域,圏域の種類,政策分野,具体的内容",
        "胎内市,,観光,一",
        "胎内市,連携中枢都市圏,福祉,二",
    )
    first, second = plan(table, tmp_path / "own").rows
    assert "「新潟広域都市圏」「新発田市・胎内市・聖籠町定住自立圏」のどれか分かりません" in first.message
    assert second.outcome is Outcome.TAKEN


def test_a_region_is_created_from_its_columns(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "table.csv",
        "圏域名,圏域の種類,都道府県,構成市町村,政策分野,具体的内容",
        "別府湾圏域,,,,福祉,一",
        "別府湾圏域,連携中枢都市圏,大分,【別府市】、日出町、杵築市（2市1町）,観光,二",
    )
    decided = take(table, tmp_path / "own")
    assert [region.id for region in decided.regions] == ["beppuwan"]
    corpus = joined(tmp_path / "own")
    region = corpus.catalogue.region("beppuwan")
    assert (region.kind, region.prefectures) == (RegionKind.CORE_CITY, ("大分県",))
    assert (region.core_cities, region.members) == (("別府市",), ("別府市", "日出町", "杵築市"))
    assert check_corpus(corpus).sound
    assert plan(table, tmp_path / "own").counts == {Outcome.UNCHANGED: 2}


def test_a_new_region_takes_kind_and_prefecture_from_what_is_known(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "table.csv",
        "圏域名,構成市町村,政策分野,具体的内容",
        "県央定住自立圏,三条市、加茂市,観光,一",
    )
    (region,) = take(table, tmp_path / "own").regions
    assert (region.kind, region.prefectures, region.basis.prefectures) == (
        RegionKind.SETTLEMENT,
        ("新潟県",),
        Basis.INFERRED,
    )


def test_what_a_row_says_of_a_known_region_must_be_so(tmp_path: Path) -> None:
    said = refusal(tmp_path, "圏域,圏域の種類,都道府県,政策分野,具体的内容", "新潟,定住自立圏,長野県,観光,一")
    assert "新しい圏域なら、構成市町村の欄も書いてください" in said
    said = refusal(tmp_path, "圏域,都道府県,政策分野,具体的内容", "新潟,長野県,観光,一")
    assert "B2 2行目 B列（都道府県）：「新潟広域都市圏」は新潟県にあります。" in said


def test_a_region_of_all_rows_can_be_given(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "table.csv", "事業名,分野,事業内容", "周遊バス,観光,一")
    (row,) = plan(table, tmp_path / "own", region="新潟").rows
    assert row.id == "own-niigata-syuuyuu-basu"


def test_a_body_of_a_municipality_lies_in_its_prefecture(tmp_path: Path) -> None:
    take(
        write_csv(tmp_path / "t.csv", "団体名,取組名,具体的内容,政策分野", "飯田市,一,一を行う。,観光"),
        tmp_path / "own",
    )
    (region,) = (found for found in joined(tmp_path / "own").catalogue.regions if found.name == "飯田市")
    assert (region.kind, region.prefectures) == (RegionKind.OTHER, ("長野県",))
    assert region.basis.prefectures is Basis.INFERRED
    refused = plan(
        write_csv(tmp_path / "u.csv", "団体名,取組名,具体的内容,政策分野", "府中市,一,一を行う。,観光"),
        tmp_path / "own",
    )
    assert "都道府県が分かりません" in refused.refused[0].message
