from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.reader import read_corpus

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

DENIM = "001-bingo-denim-project"
SPLIT = "001-bingo-medical-system-online-child-development"  # its second half stands far below in the source


def edit_record(path: Path, record_id: str, change: Callable[[dict[str, Any]], None]) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row["id"] == record_id:
            change(row)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def problems_after(folder: Path, change: Callable[[dict[str, Any]], None], record_id: str = DENIM) -> str:
    edit_record(folder / "initiatives" / "001.jsonl", record_id, change)
    return "\n".join(map(str, check_corpus(read_corpus(folder)).problems))


def test_the_bundled_corpus_is_sound_and_covers_all_initiative_text(corpus: Corpus) -> None:
    report = check_corpus(corpus)
    assert report.sound, report.problems[:5]
    assert [row.initiative_coverage for row in report.coverage] == [1.0] * 5
    for row in report.coverage:
        assert row.initiative + row.context + sum(row.left_out.values()) == row.total


def test_a_wrong_span_is_found(corpus_copy: Path) -> None:
    def shift(row: dict[str, Any]) -> None:
        row["spans"]["title"] = [[start + 1, end + 1] for start, end in row["spans"]["title"]]

    assert f"{DENIM}: title が出典と一致しません" in problems_after(corpus_copy, shift)


def test_a_missing_half_is_found_although_text_and_spans_agree(corpus_copy: Path) -> None:
    """A record that drops its second half consistently still leaves characters that nobody claims."""

    def drop_second_half(row: dict[str, Any]) -> None:
        source = (corpus_copy / "sources" / "001" / "text.txt").read_text(encoding="utf-8")
        row["spans"]["description"] = row["spans"]["description"][:1]
        row["description"] = "".join(source[a:b] for a, b in row["spans"]["description"])

    problems = problems_after(corpus_copy, drop_second_half, SPLIT)
    assert "また、子どもの発達障害に関する相談" in problems
    assert "どの記録にも対象外の一覧にもありません" in problems
    assert SPLIT not in problems


def test_a_double_claim_is_found(corpus_copy: Path) -> None:
    other = json.loads((corpus_copy / "initiatives" / "001.jsonl").read_text(encoding="utf-8").split("\n")[1])

    def claim_another_title(row: dict[str, Any]) -> None:
        row["title"], row["spans"]["title"] = other["title"], other["spans"]["title"]

    problems = problems_after(corpus_copy, claim_another_title)
    assert "と二重に使っています" in problems
    assert other["id"] in problems


def test_an_altered_word_is_found(corpus_copy: Path) -> None:
    def alter(row: dict[str, Any]) -> None:
        row["description"] = row["description"].replace("デニム", "ジーンズ", 1)

    assert f"{DENIM}: description が出典と一致しません" in problems_after(corpus_copy, alter)


def test_a_figure_that_is_not_printed_is_found(corpus_copy: Path) -> None:
    def inflate(row: dict[str, Any]) -> None:
        row["indicators"][0]["value"] = "304件"

    assert "「304件」が出典の範囲にありません" in problems_after(corpus_copy, inflate)


def test_a_span_beyond_the_text_is_found(corpus_copy: Path) -> None:
    def overrun(row: dict[str, Any]) -> None:
        row["spans"]["title"] = [[0, 10_000_000]]

    assert "の外です" in problems_after(corpus_copy, overrun)


def test_the_same_wording_at_two_fields_is_found(corpus_copy: Path) -> None:
    path = corpus_copy / "taxonomy.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('wordings = ["保健・福祉",', 'wordings = ["地域公共交通の充実", "保健・福祉",')
    )
    problems = [str(problem) for problem in check_corpus(read_corpus(corpus_copy)).problems]
    assert any("ウ-A-c と ウ-B-a" in problem for problem in problems)


def test_a_left_out_passage_needs_a_reason(corpus_copy: Path) -> None:
    path = corpus_copy / "sources" / "002" / "left-out.jsonl"
    rows = [json.loads(line) | {"reason": ""} for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    problems = [str(problem) for problem in check_corpus(read_corpus(corpus_copy)).problems]
    assert any("対象外とした理由がありません" in problem for problem in problems)


def problems_with_type(folder: Path, text: str) -> list[str]:
    """The problems of a corpus after a type of practice is added."""
    path = folder / "practice.toml"
    added = f'\n[[types]]\nid = "x"\nname = "型"\nfamily = "群"\n{text}\n'
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    return [str(problem) for problem in check_corpus(read_corpus(folder)).problems]


def test_an_empty_said_of_a_type_is_found(corpus_copy: Path) -> None:
    problems = problems_with_type(corpus_copy, 'words = ["語"]\nsaid = ["言い方", " "]')
    assert problems == ["practice.toml（x）: said には、異なる言い方を並べてください。"]


def test_a_type_of_practice_near_to_nothing_is_found(corpus_copy: Path) -> None:
    problems = problems_with_type(corpus_copy, 'words = ["語", "語"]\nnear = ["x", "y"]')
    assert any("異なる語を一つ以上" in problem for problem in problems)
    assert sum("別の family にある型" in problem for problem in problems) == 2


def test_a_thesaurus_group_of_one_is_found(corpus_copy: Path) -> None:
    path = corpus_copy / "thesaurus.toml"
    path.write_text(
        path.read_text(encoding="utf-8") + '\n[[groups]]\nwords = ["独り", "独り "]\n', encoding="utf-8"
    )
    problems = [str(problem) for problem in check_corpus(read_corpus(corpus_copy)).problems]
    assert any("異なる語を二つ以上" in problem for problem in problems)


def test_a_date_that_is_none_is_found(corpus_copy: Path) -> None:
    path = corpus_copy / "sources" / "001" / "source.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join('as_of = "未定"' if line.startswith("as_of =") else line for line in lines),
        encoding="utf-8",
    )
    problems = "\n".join(map(str, check_corpus(read_corpus(corpus_copy)).problems))
    assert "sources/001/source.toml: 時点「未定」は日付として読めません。" in problems
