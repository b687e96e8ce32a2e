"""Texts as people have them and queries as they type them, on a real index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from renkei_search.search.request import SearchRequest
from renkei_search.search.service import SearchService, build_index
from tests.analysis.char_filter.spelling import SAME

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import SearchResults

TEXTS = {
    "watch": ("高齢者の見守り", "髙島地区と﨑山地区で、髙齢者の見守りを行う。"),
    "tsuji": ("辻󠄀町の広場", "辻󠄀本地区の広場と葛󠄀城の公園を共同で利用する。"),
    "company": (
        "㈱まちづくり公社",
        "㈱まちづくり公社が空き家を㋿7年に調査する。㍻30年の台帳を使う。",
    ),
    "harbour": ("㈲みなと", "㈲みなとが船を出す。"),
    "computer": ("ｺﾝﾋﾟュ−タ研修", "コンピュ−タ研修とデ−タ整理、スポ‐ツ教室、マナ－講座を行う。"),
    "tour": ("観光ガイドブック", "観光ガイドを育てる。観劇も勧める。"),
    "units": ("CO₂削減", "10㎡の太陽光パネルを½補助する。㎞単位で測る。"),
    "radicals": ("⻑寿の道づくり", "⻑寿の道を⻄の丘に設け、⻘⾊の案内板を立てる。⺠泊と⻝事処もある。"),
    "invisible": ("遊休\u200b農地", "遊休\u200b農地を貸し出し、神\u200d楽とジビ\u00adエ料理を出す。"),
    "plan": ("第III期計画の策定", "第III期計画を2市3町で作る。"),
    "lines": ("健康センタ\nー", "健康センタ\nーと図 書 館で講座を開く。移\n住も勧める。"),
    "okurigana": ("手続の申込み", "手続の申込みを窓口で受付け、事務を引継ぎ、児童を受け入れる。"),
}


@pytest.fixture(scope="module")
def written(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    model = corpus.initiatives[0]
    made = tuple(
        msgspec.structs.replace(model, id=name, title=title, description=text)
        for name, (title, text) in TEXTS.items()
    )
    root: Path = tmp_path_factory.mktemp("written")
    build_index(root, msgspec.structs.replace(corpus, initiatives=made, fingerprint="written"))
    return SearchService(root).engine()


def search(engine: SearchEngine, text: str) -> SearchResults:
    return engine.search(SearchRequest(text, expand=False))


def marks(results: SearchResults, name: str, field: str) -> list[str]:
    hit = next(hit for hit in results.hits if hit.initiative.id == name)
    excerpt = hit.excerpt(field)
    return [excerpt.text[start:end] for start, end in excerpt.ranges]


@pytest.mark.parametrize(
    ("text", "name", "marked"),
    [
        ("葛城", "tsuji", ["葛󠄀城"]),
        ("葛󠄁城", "tsuji", ["葛󠄀城"]),
        ("株式", "company", ["㈱"]),
        ("有限", "harbour", ["㈲"]),
        ("令和7年", "company", ["㋿7年"]),
        ("平成30年", "company", ["㍻30年"]),
        ("データ", "computer", ["デ−タ"]),
        ("スポーツ", "computer", ["スポ‐ツ"]),
        ("スポ-ツ", "computer", ["スポ‐ツ"]),
        ("マナー", "computer", ["マナ－"]),
        ("10平方メートル", "units", ["10㎡"]),
        ("1/2", "units", ["½"]),
        ("2分の1", "units", ["½"]),
        ("km", "units", ["㎞"]),
        ("民泊", "radicals", ["⺠泊"]),
        ("食事", "radicals", ["⻝事"]),
        ("青色", "radicals", ["⻘⾊"]),
        ("⻄の丘", "radicals", ["⻄", "丘"]),
        ("遊休農地", "invisible", ["遊休\u200b農地"]),
        ("神楽", "invisible", ["神\u200d楽"]),
        ("ジビエ", "invisible", ["ジビ\u00adエ"]),
        ("ジ\u200bビエ", "invisible", ["ジビ\u00adエ"]),
        ("第3期", "plan", ["III期"]),
        ("第Ⅲ期", "plan", ["III期"]),
        ("センター", "lines", ["センタ\nー"]),
        ("図書館", "lines", ["図 書 館"]),
        ("図 書 館", "lines", ["図 書 館"]),
        ("移住", "lines", ["移\n住"]),
        ("申し込み", "okurigana", ["申込み"]),
        ("受付", "okurigana", ["受付け"]),
        ("引き継ぎ", "okurigana", ["引継ぎ"]),
        ("受入れ", "okurigana", ["受け入れる"]),
    ],
)
def test_a_word_is_found_and_marked_in_the_spelling_of_the_text(
    written: SearchEngine, text: str, name: str, marked: list[str]
) -> None:
    results = search(written, text)
    assert [hit.initiative.id for hit in results.hits] == [name]
    assert marks(results, name, "description") == marked


@pytest.mark.parametrize("spellings", SAME[-40:], ids=lambda spellings: spellings[0])
def test_every_spelling_finds_the_same(engine: SearchEngine, spellings: tuple[str, ...]) -> None:
    totals = {spelling: search(engine, f"「{spelling}」").total for spelling in spellings}
    assert len(set(totals.values())) == 1, totals


# ---- Beginnings


def test_a_beginning_is_of_letters_and_not_of_a_normal_form(written: SearchEngine) -> None:
    results = search(written, "題名:観*")
    assert [hit.initiative.id for hit in results.hits] == ["tour"]
    assert marks(results, "tour", "title") == ["観光"]
    assert marks(results, "tour", "description") == ["観光", "観劇"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("見*", {"watch"}),
        ("観光ガ*", {"tour"}),
        ("観ガ*", set()),
        ("受付*", {"okurigana"}),
        ("受け付*", set()),
        ("株式*", {"company"}),
        ("コンピュー*", {"computer"}),
        ("神*", {"invisible"}),
        ("⻑*", {"radicals"}),
        ("、*", set()),
    ],
)
def test_a_prefix_finds_words_as_they_are_written(written: SearchEngine, text: str, names: set[str]) -> None:
    assert {hit.initiative.id for hit in search(written, text).hits} == names


def test_letters_over_several_words_are_marked_together(written: SearchEngine) -> None:
    assert marks(search(written, "観光ガ*"), "tour", "description") == ["観光ガイド"]


# ---- Notes


@pytest.mark.parametrize(
    "text", ["図書\u200b館", "\u3164図書館", "図\u034f書館", "図書館\ufffc", "\u202e図書館"]
)
def test_invisible_characters_are_removed_with_a_note(engine: SearchEngine, text: str) -> None:
    results = engine.search(SearchRequest(text))
    assert results.total == engine.search(SearchRequest("図書館")).total > 0
    assert results.receipt.notes == ("目に見えない文字（ゼロ幅の空白など）を取り除いて検索しました。",)


@pytest.mark.parametrize("text", ["図書館", "葛󠄀城", "図書　館", "図書館\n病院"])
def test_without_invisible_characters_there_is_no_note(engine: SearchEngine, text: str) -> None:
    assert engine.search(SearchRequest(text)).receipt.notes == ()


def test_spaced_letters_are_searched_as_a_word_with_a_note(engine: SearchEngine) -> None:
    results = engine.search(SearchRequest("図 書 館"))
    assert results.total == engine.search(SearchRequest("図書館")).total
    assert results.receipt.notes == ("「図 書 館」は「図書館」として検索しました。",)
