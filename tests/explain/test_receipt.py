from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.explain.receipt import receipt_digest, receipt_lines
from renkei_search.search.request import SearchRequest
from renkei_search.search.result import Receipt, Step, StepKind, UnderstoodWord

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("図書館 -移住", "「移住」を含む取組を除きました。"),
        ("「相互利用」", "「相互利用」と続けて書かれた取組を探しました。"),
        ("観光*", "「観光」で始まる言葉がある取組を探しました。"),
        ("題名:観光", "題名に「観光」がある取組を探しました。"),
        ("おのみち", "「おのみち」は、尾道市が参加する取組も探しました。"),
        ("図書館 の", "「の」は、助詞や記号だけのため、検索に使っていません。"),
        ("医師確保", "「医師確保」は、「医師の確保」と書かれた取組も探しました。"),
        ("夜間中学", "あてはまる取組が少ないため、内容の近い取組を、下に分けて示しました。"),
        (
            "急に熱を出した子どもを預かる保育の施設",
            "文章として読み、「熱」「子ども」「預かる保育」ができるだけ多くあてはまる取組を、内容の近い順に並べました。",
        ),
        (
            "急に熱を出した子どもを預かる保育の施設",
            "「急」「施設」は、一般的な言葉のため、あてはまるかどうかには使っていません。",
        ),
        ("映画を撮りに来てもらう", "文章として読み、「映画」があてはまる取組を探しました。"),
        (
            "プールが老朽化して使えない",
            "すべての言葉にあてはまる取組はありません。一部の言葉にあてはまる取組を示しています。",
        ),
    ],
)
def test_each_step_has_its_sentence(engine: SearchEngine, text: str, line: str) -> None:
    assert line in receipt_lines(engine.search(SearchRequest(text)).receipt)


def test_a_plain_literal_search_has_an_empty_receipt(engine: SearchEngine) -> None:
    assert receipt_lines(engine.search(SearchRequest("図書館", expand=False)).receipt) == []


def test_many_rewordings_are_one_line() -> None:
    words = ("太陽光パネル", "家庭", "公共施設", "脱炭素")
    steps = tuple(Step(StepKind.SYNONYMS, (f"{word}など",), word) for word in words)
    assert receipt_lines(Receipt(steps=steps)) == [
        "「太陽光パネル」「家庭」「公共施設」「脱炭素」は、言い換えも探しました。"
    ]


def test_a_suffix_is_not_blamed_for_being_a_particle() -> None:
    receipt = Receipt((UnderstoodWord("市", (), kind="suffix"),), notes=("「市」だけでは分かりません。",))
    assert receipt_lines(receipt) == ["「市」だけでは分かりません。"]


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("図書館", ""),
        (
            "異動支援",
            "もしかして「移動支援」ですか。「異動支援」の取組は見つからなかったため、「移動支援」で探しました。",
        ),
        ("移住 市", "「市」だけではどこを指すか分からないため、検索に使っていません。"),
    ],
)
def test_what_was_repaired_or_left_out_is_the_one_line(engine: SearchEngine, text: str, digest: str) -> None:
    receipt = engine.search(SearchRequest(text)).receipt
    lines = receipt_lines(receipt)
    assert receipt_digest(receipt) == (digest or lines[0])
    assert receipt_digest(receipt) in lines


def test_an_empty_receipt_is_an_empty_line() -> None:
    assert receipt_digest(Receipt()) == ""
