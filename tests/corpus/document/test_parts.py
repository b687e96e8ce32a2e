"""The parts of the reader, each with the decisions that only it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.corpus.document.format.plain_text import read_plain_text
from renkei_search.corpus.document.format.web_page import read_web_page
from renkei_search.corpus.document.page.glyph import CharacterLog, fold_char
from renkei_search.corpus.document.page.mark import read_opening, strip_opening
from renkei_search.corpus.document.page.model import (
    Block,
    Box,
    Document,
    Line,
    Page,
    Paragraph,
)
from renkei_search.corpus.document.page.piece import Reading
from renkei_search.corpus.document.pdf.grid import find_grids
from renkei_search.corpus.document.pdf.line import LineSegment
from renkei_search.corpus.document.pdf.reader import Rule
from renkei_search.corpus.document.pdf.running import take_out_running
from renkei_search.corpus.document.pdf.sketch import Sketch
from renkei_search.corpus.document.proposal.figure import read_indicators, unit_in
from renkei_search.corpus.document.proposal.label import LabelName
from renkei_search.corpus.document.proposal.proposing import propose
from renkei_search.corpus.reader import read_corpus

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.document.proposal.label import Labels


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("事　業　名", LabelName.TITLE),
        ("【取組の内容】", LabelName.DESCRIPTION),
        ("〔関係市町〕", LabelName.MUNICIPALITIES),
        ("ウ　乙の役割", LabelName.ROLE_MEMBER),
        ("ＫＰＩ（重要業績評価指標）", LabelName.INDICATOR),
        ("現状値（令和５年度）", LabelName.INDICATOR_VALUE),
        ("事業費見込（千円）", LabelName.COST),
        ("令和6年度", LabelName.YEAR),
        ("6年度", LabelName.YEAR),
        ("関係市町村", LabelName.MUNICIPALITIES),
        ("事業の目的・概要", LabelName.DESCRIPTION),
        ("背景及び取組の内容", LabelName.DESCRIPTION),
        ("施策・事業名", LabelName.TITLE),
        ("課題・効果", None),
        ("こどもと家庭", None),
        ("公共図書館の相互利用", None),
        ("令和６年度から実施する。", None),
    ],
)
def test_a_label_is_recognised_with_numbers_and_brackets(
    labels: Labels, text: str, name: LabelName | None
) -> None:
    assert labels.find(text) is name


@pytest.mark.parametrize(
    ("text", "form", "rest"),
    [
        ("第４章　具体的取組", "chapter", "具体的取組"),
        ("（１）地域医療", "bracket", "地域医療"),
        ("③ 災害時の応援", "circle", "災害時の応援"),
        ("３－１　経済成長", "dotted", "経済成長"),
        ("・相談会の開催", "point", "相談会の開催"),
        ("ア　取組の内容", "kana", "取組の内容"),
        ("第一　生活機能の強化", "section", "生活機能の強化"),
        ("アウトドアの聖地", None, "アウトドアの聖地"),
        ("12人が参加した", None, "12人が参加した"),
        ("2.5倍に増えた", None, "2.5倍に増えた"),
    ],
)
def test_numbers_of_headings_are_distinguished_from_figures(text: str, form: str | None, rest: str) -> None:
    opening = read_opening(text)
    assert (opening.form if opening is not None else None) == form
    assert strip_opening(text) == rest


def read_figures(text: str) -> list[tuple[str, str, str | None]]:
    found = read_indicators(Reading(text, tuple(range(len(text)))))
    return [(one.name.text, one.value.text, one.period) for one in found]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "参加者数：120人（令和5年度）→150人（令和10年度）",
            [("参加者数", "120人", "令和5年度"), ("参加者数", "150人", "令和10年度")],
        ),
        ("・貸出冊数　24,000冊", [("貸出冊数", "24,000冊", None)]),
        (
            "相談件数　現状値　40件　目標値　60件",
            [("相談件数", "40件", "現状値"), ("相談件数", "60件", "目標値")],
        ),
        (
            "認証品目数\n18品目（R5）→\n40品目（R10）",
            [("認証品目数", "18品目", "R5"), ("認証品目数", "40品目", "R10")],
        ),
        ("令和６年度に開始する。", []),
    ],
)
def test_figures_are_read_from_running_text(text: str, figures: list[tuple[str, str, str | None]]) -> None:
    assert read_figures(text) == figures


def test_characters_are_normalised_counted_or_reported() -> None:
    log = CharacterLog()
    assert "".join(fold_char(char, log) for char in "⽇本︑⻑い\ue000\u200b道") == "日本、長い〓道"
    assert log.folded == 3
    assert any("外字が 1字" in note for note in log.notes())


def test_a_table_open_at_its_sides_has_its_outer_columns() -> None:
    rules = [Rule(True, y, 0, 300) for y in (0, 30, 60)] + [Rule(False, x, 0, 60) for x in (100, 200)]
    (grid,) = find_grids(rules)
    assert (grid.rows, grid.columns, len(grid.cells)) == (2, 3, 6)


def test_a_wall_that_is_missing_merges_two_cells() -> None:
    rules = [Rule(True, 0, 0, 200), Rule(True, 60, 0, 200), Rule(True, 30, 100, 200)]
    rules += [Rule(False, x, 0, 60) for x in (0, 100, 200)]
    (grid,) = find_grids(rules)
    assert [(cell.row, cell.column, cell.row_span) for cell in grid.cells] == [
        (0, 0, 2),
        (0, 1, 1),
        (1, 1, 1),
    ]


def test_parts_of_named_municipalities_are_no_initiatives(labels: Labels, catalogue: Catalogue) -> None:
    text = "第２章　具体的取組\n\n" + "\n\n".join(
        f"（{number}）{title}\n\n①　取組の概要\n\n　{title}を共同で行い、住民に知らせる。\n\n②　みなと市の取組\n\n"
        "　全体の調整を行う。\n\n③　連携町村の取組\n\n　経費を負担する。"
        for number, title in enumerate(("創業支援の共同実施", "農産物の販路開拓"), 1)
    )
    found = propose(read_plain_text(text), labels, catalogue.taxonomy)
    assert [proposal.title and proposal.title.text for proposal in found] == [
        "創業支援の共同実施",
        "農産物の販路開拓",
    ]
    for proposal in found:
        roles = [(role.name, role.text.text) for role in proposal.roles]
        assert roles == [("みなと市", "全体の調整を行う。"), (None, "経費を負担する。")]


@pytest.mark.parametrize(
    ("heading", "unit"), [("事業費（千円）", "千円"), ("事業費（千\n円）", "千円"), ("事業費", "")]
)
def test_a_unit_that_a_narrow_heading_breaks_is_read_whole(heading: str, unit: str) -> None:
    assert unit_in(heading) == unit


def test_equal_texts_in_two_columns_are_no_running_foot() -> None:
    def line(text: str, x: float, y: float) -> LineSegment:
        return LineSegment(text, Box(x, y, x + 200, y + 10), 10.0)

    said = "経費を負担し、周知に努める。"
    pages = [Sketch(number, 595.0, 842.0, 0.0, recognised=False) for number in (1, 2, 3)]
    pages[0].free = [line(said, 50, 780), line(said, 300, 784)]
    pages[1].free = [line("青空市", 50, 800), line("別の文である。", 50, 780)]
    pages[2].free = [line("青空市", 50, 800)]
    take_out_running(pages)
    assert [segment.text for segment in pages[0].free] == [said, said]
    assert [segment.text for segment in pages[1].running] == ["青空市"]


def test_a_text_out_of_order_is_said_to_be_so(labels: Labels, catalogue: Catalogue) -> None:
    document = read_plain_text(catalogue.source("001").text)
    assert any("順序が乱れています" in note for note in document.notes)
    proposals = propose(document, labels, catalogue.taxonomy)
    assert all(proposal.sureness <= 0.5 for proposal in proposals)
    assert not read_plain_text(catalogue.source("000").text).notes


@pytest.mark.parametrize(("source", "least"), [("000", 8), ("002", 15), ("004", 30)])
def test_the_bundled_texts_are_read_as_far_as_docs_say(
    labels: Labels, catalogue: Catalogue, source: str, least: int
) -> None:
    proposals = propose(read_plain_text(catalogue.source(source).text), labels, catalogue.taxonomy)
    read = {
        ("".join((p.title.text if p.title else "").split()), "".join(p.description.text.split()))
        for p in proposals
        if p.description is not None
    }
    known = [found for found in read_corpus(resources.corpus_folder()).initiatives if found.source == source]
    exact = [
        found
        for found in known
        if ("".join((found.title or "").split()), "".join(found.description.split())) in read
    ]
    assert len(exact) >= least


def test_totals_and_notes_of_a_listing_are_no_initiatives(labels: Labels, catalogue: Catalogue) -> None:
    rows = (
        ("広域観光案内所の運営", "案内所を共同で運営する。", "1,200"),
        ("小計（観光）", "", "1,200"),
        ("観光の計", "1事業", "1,200"),
        ("百年の計", "百年先の森の計画を作る。", "300"),
        ("合計", "", "1,500"),
        ("注文販売の支援", "注文を共同で受ける。", "100"),
        ("※　令和7年度の当初予算である。", "", ""),
        ("（注）端数は四捨五入した。", "", ""),
    )
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    page = f"<table><tr><th>事業名</th><th>内容</th><th>事業費</th></tr>{body}</table>"
    found = propose(read_web_page(page, "一覧.html"), labels, catalogue.taxonomy)
    assert [proposal.title and proposal.title.text for proposal in found] == [
        "広域観光案内所の運営",
        "百年の計",
        "注文販売の支援",
    ]


def titles_and_texts(
    document: Document, labels: Labels, catalogue: Catalogue
) -> list[tuple[str | None, str | None]]:
    return [
        (found.title.text if found.title else None, found.description.text if found.description else None)
        for found in propose(document, labels, catalogue.taxonomy)
    ]


def test_bullets_with_a_text_below_are_initiatives(labels: Labels, catalogue: Catalogue) -> None:
    page = (
        "<h1>葦原定住自立圏の取組</h1><h2>連携している取組</h2><ul><li>産業振興<ul><li><b>産直市の開催</b><br>農家と漁業者が毎月集まる。</li>"
        "<li><b>後継者バンク</b><br>店を継ぎたい人を紹介する。</li></ul></li><li>福祉<ul><li><b>手話通訳者の派遣</b><br>学校に派遣する。</li></ul></li></ul>"
    )
    found = propose(read_web_page(page, "取組.html"), labels, catalogue.taxonomy)
    assert [(one.title and one.title.text, one.field and one.field.text) for one in found] == [
        ("産直市の開催", "産業振興"),
        ("後継者バンク", "産業振興"),
        ("手話通訳者の派遣", "福祉"),
    ]
    assert found[2].description is not None
    assert found[2].description.text == "学校に派遣する。"


def test_a_paper_announces_its_initiatives_in_a_sentence(labels: Labels, catalogue: Catalogue) -> None:
    def paper(announcement: str) -> Document:
        return read_plain_text(
            f"懇談会　資料１\n\n{announcement}\n\n１　支援員の合同養成\n\n　支援員を圏域で養成し、情報を共有する。\n\n"
            "２　返礼品の共通化\n\n　特産品を組み合わせた返礼品を作る。\n\n今後の日程\n\n　２月に懇談会を開く。\n"
        )

    assert titles_and_texts(paper("新たに取り組む連携事業について"), labels, catalogue) == [
        ("支援員の合同養成", "支援員を圏域で養成し、情報を共有する。"),
        ("返礼品の共通化", "特産品を組み合わせた返礼品を作る。"),
    ]
    assert titles_and_texts(paper("前回の会議の結果"), labels, catalogue) == []


def test_a_text_that_is_indented_as_a_whole_is_one_paragraph(labels: Labels, catalogue: Catalogue) -> None:
    text = (
        "第２　圏域で進める取組\n\n　１．斎場予約の共同化\n　　　葬祭業者が空き状況を確かめて予約できるシステムを、組合と構\n"
        "　　成町が共同で運用する。\n　　　受付は終日行う。\n\n　　　　　　　　以　上\n"
    )
    assert titles_and_texts(read_plain_text(text), labels, catalogue) == [
        (
            "斎場予約の共同化",
            "葬祭業者が空き状況を確かめて予約できるシステムを、組合と構成町が共同で運用する。\n受付は終日行う。",
        )
    ]


def test_a_note_below_frames_belongs_to_none(labels: Labels, catalogue: Catalogue) -> None:
    def block(text: str, *, size: float = 10.5, framed: bool = True) -> Block:
        return Block(paragraph=Paragraph(lines=(Line(text=text, size=size),)), framed=framed)

    def page(*, framed: bool) -> Document:
        blocks = (
            block("主な連携施策", size=20.0, framed=False),
            block("周遊自転車道の整備", size=12.0, framed=framed),
            block("湖を一周する自転車道に共通の案内板を立てます。", framed=framed),
            block("※　詳細は資料編をご覧ください。", framed=False),
        )
        return Document(format="pdf", pages=(Page(number=1, blocks=blocks),))

    (framed,) = titles_and_texts(page(framed=True), labels, catalogue)
    (free,) = titles_and_texts(page(framed=False), labels, catalogue)
    assert "資料編" not in (framed[1] or "")
    assert "資料編" in (free[1] or "")


def test_ditto_marks_are_reported(labels: Labels, catalogue: Catalogue) -> None:
    rows = (
        ("防災", "無線の相互接続", "無線をつなぐ。", "令和7年度"),
        ("〃", "備蓄品の共同購入", "一括で買う。", "〃"),
    )
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    page = f"<table><tr><th>分野</th><th>事業名</th><th>内容</th><th>実施年度</th></tr>{body}</table>"
    first, second = propose(read_web_page(page, "一覧.html"), labels, catalogue.taxonomy)
    assert [one.field and one.field.text for one in (first, second)] == ["防災", "防災"]
    assert (first.period and first.period.text, second.period) == ("令和7年度", None)
    assert second.reasons == ("「実施年度」は「〃」です。上の行を見て書いてください。",)
