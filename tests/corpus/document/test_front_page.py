"""What the first page says of a document: its title, members, publisher and date."""

from __future__ import annotations

import pytest

from renkei_search.corpus.document.format.plain_text import read_plain_text
from renkei_search.corpus.document.format.web_page import read_web_page
from renkei_search.corpus.document.page.model import (
    Block,
    Document,
    Line,
    Page,
    Paragraph,
    Table,
    TableCell,
)
from renkei_search.corpus.document.proposal.front import lists_municipalities, read_front


def test_the_front_page_tells_region_members_publisher_and_date() -> None:
    front = read_front(
        read_plain_text(
            "西いぶり定住自立圏共生ビジョン（案）\n\n令和７年３月\n\n室蘭市\n\n"
            "西いぶり定住自立圏を構成する市町村は、室蘭市、登別市、伊達市、豊浦町及び壮瞥町です。\n"
        )
    )
    assert front.region == "西いぶり定住自立圏"
    assert front.members == ("室蘭市", "登別市", "伊達市", "豊浦町", "壮瞥町")
    assert (front.publisher, front.as_of, front.draft) == ("室蘭市", "令和7年3月", True)


def test_a_front_page_names_edition_neighbours_and_core_city_in_sentences() -> None:
    front = read_front(
        read_plain_text(
            "第３次そらの定住自立圏共生ビジョン\n\n令和六年十月　青空市\n\n"
            "そらの定住自立圏は、中心市である青空市と、近隣の若草町、こもれび村の１市１町１村で構成する。\n"
        )
    )
    assert front.region == "そらの定住自立圏"
    assert (front.core_city, front.members) == ("青空市", ("青空市", "若草町", "こもれび村"))
    assert (front.publisher, front.as_of) == ("青空市", "令和六年十月")


def test_a_title_with_a_year_is_no_date_and_members_are_no_publisher() -> None:
    front = read_front(
        read_plain_text(
            "第３次（令和７年度改訂）そらの定住自立圏共生ビジョン\n\n令和７年10月\n\n青空市\n\n青空市・若草町・こもれび村\n"
        )
    )
    assert front.title == "第３次（令和７年度改訂）そらの定住自立圏共生ビジョン"
    assert (front.publisher, front.as_of) == ("青空市", "令和7年10月")


def test_a_sheet_is_called_what_stands_alone_above() -> None:
    def cell(row: int, column: int, text: str) -> TableCell:
        return TableCell(row=row, column=column, paragraphs=(Paragraph(lines=(Line(text=text),)),))

    def sheet(*cells: TableCell) -> Document:
        table = Table(rows=2, columns=2, cells=cells)
        return Document(format="xlsx", pages=(Page(number=1, blocks=(Block(table=table),)),))

    rows = (cell(1, 0, "事業名"), cell(1, 1, "概要"))
    assert (
        read_front(sheet(cell(0, 0, "みなと圏域ビジョン　取組一覧"), *rows)).title
        == "みなと圏域ビジョン　取組一覧"
    )
    assert read_front(sheet(*rows)).title == ""


def test_a_core_city_without_a_particle_is_a_member() -> None:
    front = read_front(
        read_plain_text(
            "みなと圏域連携中枢都市圏ビジョン\n\n令和７年３月\n\n"
            "みなと圏域連携中枢都市圏は、連携中枢都市みなと市と、白浜町、青葉町、緑村で構成される。\n"
        )
    )
    assert (front.core_city, front.members) == ("みなと市", ("みなと市", "白浜町", "青葉町", "緑村"))


def test_the_parties_of_an_agreement_are_members() -> None:
    text = "定住自立圏形成協定書\n\n青空市（以下「甲」という。）と若草町（以下「乙」という。）は、協定を締結する。\n"
    assert read_front(read_plain_text(text)).members == ("青空市", "若草町")


def test_a_web_page_is_called_what_it_calls_itself() -> None:
    page = (
        "<title>定住自立圏の取組｜青空市</title><div><a href=/>ホーム</a> <a href=/a>くらし</a></div>"
        "<h1>定住自立圏の取組</h1><p>事業費：令和6年度　1,200千円</p>"
    )
    front = read_front(read_web_page(page, "取組.html"))
    assert (front.title, front.as_of) == ("定住自立圏の取組", "")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("青空市・若草町", True),
        ("青空市及び若草町", True),
        ("全市町村", True),
        ("経費を負担する。", False),
        ("青空市が行う窓口の運営に協力する", False),
        ("", False),
    ],
)
def test_names_of_municipalities_are_told_from_what_they_do(text: str, named: bool) -> None:
    assert lists_municipalities(text) is named


def test_the_office_that_wrote_a_paper_and_its_date_are_those_of_the_document() -> None:
    front = read_front(
        read_plain_text(
            "連携事業について\n\n令和６年11月18日　三ツ森市総合政策課\n\n令和７年２月　第３回懇談会\n"
        )
    )
    assert (front.publisher, front.as_of) == ("三ツ森市", "令和6年11月18日")
