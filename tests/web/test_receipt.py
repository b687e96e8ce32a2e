from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.search.request import SearchRequest
from renkei_search.web.receipt import receipt_lines

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("図書館 -移住", "「移住」を含む取組を除いています。"),
        ("「相互利用」", "「相互利用」と続けて書かれた取組を探しています。"),
        ("観光*", "「観光」で始まる言葉を含む取組を探しています。"),
        ("題名:観光", "題名に「観光」を含む取組を探しています。"),
        ("おのみち", "「おのみち」は尾道市の名前として、参加する取組も探しています。"),
        ("図書館 の", "「の」は、助詞や記号だけなので検索に使っていません。"),
        ("図書館 デニム", "すべての言葉にあてはまる取組はありませんでした。関連する取組を示しています。"),
        ("夜間中学", "少ないため、関連する取組も続けて示しています。"),
        ("子どもが熱を出したときに預かる施設", "文章として読み、多くの言葉があてはまる順に並べています。"),
    ],
)
def test_each_step_has_its_sentence(engine: SearchEngine, text: str, line: str) -> None:
    assert line in receipt_lines(engine.search(SearchRequest(text)).receipt)


def test_a_plain_search_to_the_letter_says_nothing(engine: SearchEngine) -> None:
    assert receipt_lines(engine.search(SearchRequest("図書館", expand=False)).receipt) == []


def test_many_rewordings_are_one_line(engine: SearchEngine) -> None:
    text = "太陽光パネルを家庭や公共施設に広めて脱炭素を進めている圏域を教えてください"
    lines = [line for line in receipt_lines(engine.search(SearchRequest(text)).receipt) if "言い換え" in line]
    assert len(lines) == 1
    assert "「太陽光パネル」" in lines[0]
