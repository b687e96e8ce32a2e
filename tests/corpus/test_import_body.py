"""Who carries out an initiative: regions from members or options, bodies of one municipality, and participants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.corpus.check.check import check_corpus
from renkei_search.model.record import Basis, RegionKind, is_municipality
from tests.corpus.importing import write_csv
from tests.corpus.natural import REGION, save_records
from tests.corpus.own_corpus import AS_OF, HEAD, own, take

if TYPE_CHECKING:
    from pathlib import Path


# 61 records of 43 bodies


def test_records_of_many_bodies_are_taken_at_once(tmp_path: Path) -> None:
    table = save_records(tmp_path / "records.xlsx")
    done = take(table)
    assert done.code == 0, done.said
    assert "追加61行" in done.said
    assert "新しい団体42:ひばり市（長野県）、" in done.said
    assert "政策分野が空なので、文から推定しました：「教育・文化・スポーツ」12行（" in done.said
    assert "見出しが分からないので、取り込んでいません：J列「調査員メモ（9行）」" in done.said
    corpus = own(table)
    assert check_corpus(corpus).sound
    taken = [found for found in corpus.initiatives if found.source.startswith("own")]
    assert len(taken) == 61
    assert len({found.region for found in taken}) == 43
    places = {region.name: region for region in corpus.catalogue.regions}
    assert places["ひばり市"].kind is RegionKind.OTHER
    assert (places["ひばり市"].prefectures, places["ひばり市"].members) == (("長野県",), ("ひばり市",))
    assert places["長野県つばめ町"].members == ("つばめ町",)
    assert places["高知県"].members == ()
    assert places["かもめ県央広域連合"].members == ()
    assert any(found.region == "bingo" for found in taken)
    first = next(found for found in taken if found.title == "防災アプリの共同運用")
    assert first.description.endswith("\n期待される効果：避難の遅れをなくす。")
    source = corpus.catalogue.source(first.source).source
    assert (source.url, source.as_of) == ("https://www.example.lg.jp/0/renkei.html", "令和6年4月1日")
    assert "変更なし61行" in take(table).said


def test_every_fault_of_every_row_is_told_at_once(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv",
        "取組名,具体的内容,政策分野,状態",
        *(f"取組{n},{'' if n == 3 else f'内容{n}'},雇用,未定" for n in range(61)),
    )
    said = take(table).said
    for cause in (
        "61行：圏域がありません（2～62行目）",
        "61行：政策分野の書き方が分かりません（C2～C62）「雇用」61行",
        "61行：資料の時点がありません",
        "61行：状態が分かりません（D2～D62）「未定」61行",
        "1行：具体的内容が空です（B5）",
        "--region圏域名を付けると、すべての行がその圏域のものになります。",
    ):
        assert cause in said
    assert said.count("圏域がありません") == 1


# Regions and bodies


def test_rows_never_go_to_a_region_from_members_while_a_column_is_not_understood(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv",
        "No.,広域の名前,構成市町村,取組名,具体的内容,政策分野",
        "1,東の広域,三条市、加茂市,周遊,周遊する。,観光",
    )
    done = take(table, *AS_OF)
    assert done.code == 2
    assert "圏域がありません" in done.said
    said = "見出しの分からない列（「広域の名前」「No.」）に圏域があるなら、--column広域の名前=圏域のように指定してください"
    assert said in done.said
    without = write_csv(
        tmp_path / "u.csv", "構成市町村,取組名,具体的内容,政策分野", "三条市、加茂市,周遊,周遊する。,観光"
    )
    assert take(without, *AS_OF).code == 0  # nothing else can name the region


def test_a_region_is_made_of_the_options_for_a_plain_vision(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv", "取組名,具体的内容,政策分野,参加市町村",
        "周遊バス,バスを走らせる。,観光,みずほ市、わかば町", "図書館,本を貸す。,教育,わかば町、しらかば町ほか1町",
    )  # fmt: skip
    assert "--prefecture" in take(table, "--region", REGION, *AS_OF).said
    done = take(table, "--region", REGION, "--prefecture", "長野県", *AS_OF)
    assert done.code == 0, done.said
    region = next(found for found in own(table).catalogue.regions if found.name == REGION)
    assert region.members == ("みずほ市", "わかば町", "しらかば町")
    assert region.basis.members is Basis.INFERRED


@pytest.mark.parametrize(
    ("heading", "name", "kind"),
    [
        ("圏域", "備後圏域", RegionKind.CORE_CITY), ("団体名", "ひばり市", RegionKind.OTHER),
        ("団体名", "新潟市", RegionKind.OTHER), ("圏域", "新潟市", RegionKind.CORE_CITY),
        ("圏域・団体名", "新潟広域都市圏", RegionKind.CORE_CITY), ("圏域", "ひばり広域行政組合", RegionKind.OTHER),
        ("自治体名", "長野県", RegionKind.OTHER), ("圏域", "ひばり地域連携推進協議会", RegionKind.OTHER),
    ],
)  # fmt: skip
def test_who_does_it_has_a_place_of_its_own(
    tmp_path: Path, heading: str, name: str, kind: RegionKind
) -> None:
    table = write_csv(
        tmp_path / "t.csv", f"{heading},取組名,具体的内容,政策分野", f"{name},周遊,周遊する。,観光"
    )
    done = take(table, "--prefecture", "長野県", *AS_OF)
    assert done.code == 0, done.said
    corpus = own(table)
    assert corpus.catalogue.region(corpus.initiatives[-1].region or "").kind is kind


def test_a_body_needs_its_prefecture(tmp_path: Path) -> None:
    rows = ("ひばり市,一,一。,観光", "つばめ町,二,二。,観光", "新潟市,三,三。,観光")
    table = write_csv(tmp_path / "t.csv", "自治体名,取組名,具体的内容,政策分野", *rows)
    said = take(table, *AS_OF).said
    assert (
        "2行：団体の都道府県が分かりません（A2～A3）「ひばり市」、「つばめ町」→「都道府県」の列を加えるか"
        in said
    )


def test_bodies_of_one_name_in_two_prefectures_are_two(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv",
        "自治体名,都道府県,取組名,具体的内容,政策分野",
        "ひばり市,長野県,一,一。,観光",
        "ひばり市,大分県,二,二。,観光",
    )
    take(table, *AS_OF)
    assert [found.prefectures for found in own(table).catalogue.regions if found.name == "ひばり市"] == [
        ("大分県",), ("長野県",),
    ] or len({found.region for found in own(table).initiatives if found.source == "own"}) == 2  # fmt: skip
    assert "変更なし2行" in take(table, *AS_OF).said


def test_a_body_beside_a_region_takes_part_in_it(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv", f"{HEAD},実施主体,参加市町村", "新潟,周遊,周遊する。,観光,新潟市,三条市ほか3市町"
    )
    assert take(table, *AS_OF).code == 0
    taken = own(table).initiatives[-1]
    assert (taken.region, taken.municipalities) == ("niigata", ("新潟市", "三条市", "ほか3市町"))


# Participants


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("高山市ほか18市町村", ("高山市", "ほか18市町村")), ("高山市、飛騨市 他３町", ("高山市", "飛騨市", "他３町")),
        ("三条、燕市", ("三条市", "燕市")), ("こまどり衛生組合", ("こまどり衛生組合",)), ("高山市等", ("高山市", "等")),
        ("外ヶ浜町、他", ("外ヶ浜町", "他")), ("全市町村", ()), ("関係市町村", ("関係市町村",)),
    ],
)  # fmt: skip
def test_participants_are_kept_as_they_are_written(tmp_path: Path, text: str, names: tuple[str, ...]) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f'{HEAD},参加市町村\n新潟,周遊,周遊する。,観光,"{text}"\n', encoding="utf-8")
    done = take(table, *AS_OF)
    assert done.code == 0, done.said
    assert own(table).initiatives[-1].municipalities == names
    for name in names:
        assert is_municipality(name) != (f"「{name}」" in done.said)
