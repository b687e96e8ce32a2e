from __future__ import annotations

from typing import TYPE_CHECKING

from tests.export.paper.conftest import SIX

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.corpus.collection import Corpus
    from renkei_search.export.paper.content import Paper


def test_the_person_is_quoted_as_they_wrote(make: Callable[..., Paper]) -> None:
    paper = make(heading=" 図書館の\n相互利用 ", note="一つめ。\n\n二つめ。\n")
    assert paper.heading == "図書館の 相互利用"
    assert paper.note == ("一つめ。", "二つめ。")
    assert make().heading == "先進事例の比較"


def test_the_summary_counts_and_says_what_is_a_draft_and_what_is_inferred(make: Callable[..., Paper]) -> None:
    summary = make().summary
    assert summary[0] == "取組6件（5圏域、制度の例示1件）について、公表資料の記載をまとめました。"
    assert "［3］新潟広域都市圏、新潟県：NET119緊急通報システムの共同運用〔当サイトの見出し〕" in summary
    assert summary[-2].endswith("（推定）")
    assert summary[-1].startswith("2件は協約の案に書かれた取組です。")


def test_only_chosen_initiatives_are_described_in_full(make: Callable[..., Paper], corpus: Corpus) -> None:
    paper = make(featured=(SIX[3], SIX[0]))
    assert [found.name for found in paper.featured] == [
        "［1］備中備後ジャパンデニムプロジェクト",
        "［4］図書館における圏域住民の相互利用",
    ]
    whole = next(found for found in corpus.initiatives if found.id == SIX[0])
    assert "\n".join(paper.featured[0].paragraphs) == whole.description
    facts = dict(paper.featured[0].facts)
    assert facts["人口"].startswith("875,682人（年の記載なし。出典：『連携中枢都市圏制度の概要』")
    assert ("数値", "応募総数：303件") in paper.featured[0].details


def test_the_comparison_shortens_texts_that_are_given_in_full_elsewhere(make: Callable[..., Paper]) -> None:
    def texts(paper: Paper) -> tuple[str, ...]:
        return next(row for row in paper.compared if row[0] == "具体的内容")

    assert texts(make(featured=SIX[:1]))[1].endswith("…（全文は先進事例に記載）")
    assert texts(make())[1].endswith("作成予定。")
    assert all(len(row) == 7 for row in make().compared)


def test_an_empty_row_is_left_out_and_a_missing_value_is_a_dash(make: Callable[..., Paper]) -> None:
    rows = {row[0].partition("（")[0]: row[1:] for row in make().compared}
    assert "事業費" not in rows
    assert rows["指標"] == ("応募総数：303件", *["—"] * 5)
    assert rows["人口"][1] == "不明（収録した資料に記載なし）"
    assert rows["人口"][4] == "—"  # an example of the scheme has no region


def test_prefectures_are_counted_and_their_doubt_is_kept(make: Callable[..., Paper]) -> None:
    paper = make(2)
    assert paper.prefectures == {"広島県": 1, "岡山県": 1, "富山県": 1}
    assert paper.prefecture_text == "圏域のある都道府県：広島県（1件）、岡山県（1件）、富山県（1件）（推定）"


def test_every_initiative_has_its_source_and_every_source_its_date(make: Callable[..., Paper]) -> None:
    paper = make()
    assert len(paper.citations) == 6
    assert paper.citations[2].startswith(
        "［3］題名なし〔当サイトの見出し：NET119緊急通報システムの共同運用〕（新潟広域都市圏、新潟県）。"
    )
    assert any("資料の時点：" in text and "令和7年12月1日時点" in text for text in paper.remarks)
    assert any("取組は作成者が選んだものです" in text for text in paper.remarks)
    assert paper.updated == "2026年4月1日"
