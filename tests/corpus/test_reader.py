from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.corpus.folder import CorpusFolder
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import CorpusError
from renkei_search.model.thesaurus import Thesaurus

if TYPE_CHECKING:
    from pathlib import Path


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_line_that_is_no_json_is_named(corpus_copy: Path) -> None:
    replace_in(corpus_copy / "initiatives" / "000.jsonl", "\n", "\n{oops\n")
    with pytest.raises(CorpusError, match=r"initiatives/000\.jsonl 2行目: JSON として読めません"):
        read_corpus(corpus_copy)


def test_a_wrong_type_names_file_line_and_field(corpus_copy: Path) -> None:
    replace_in(corpus_copy / "initiatives" / "002.jsonl", '"description": "', '"description": 1, "x": "')
    with pytest.raises(CorpusError, match=r"initiatives/002\.jsonl 1行目: 項目「description」"):
        read_corpus(corpus_copy)


def test_an_unknown_key_is_refused(corpus_copy: Path) -> None:
    replace_in(corpus_copy / "regions.jsonl", '"kind"', '"kinds": 1, "kind"')
    with pytest.raises(CorpusError, match=r"regions\.jsonl 1行目.*kinds"):
        read_corpus(corpus_copy)


def test_an_unknown_policy_field_is_refused(corpus_copy: Path) -> None:
    replace_in(corpus_copy / "initiatives" / "000.jsonl", '"code": "ア-d"', '"code": "ア-z"')
    with pytest.raises(CorpusError, match="政策分野「ア-z」がありません"):
        read_corpus(corpus_copy)


def test_a_group_is_no_policy_field(corpus_copy: Path) -> None:
    replace_in(corpus_copy / "initiatives" / "000.jsonl", '"code": "ア-d"', '"code": "ウ-A"')
    with pytest.raises(CorpusError, match="政策分野「ウ-A」がありません"):
        read_corpus(corpus_copy)


def test_an_unknown_region_is_refused(corpus_copy: Path) -> None:
    replace_in(corpus_copy / "initiatives" / "000.jsonl", '"region": "niigata"', '"region": "atlantis"')
    with pytest.raises(CorpusError, match="圏域「atlantis」"):
        read_corpus(corpus_copy)


def test_two_records_with_one_id_are_refused(corpus_copy: Path) -> None:
    path = corpus_copy / "initiatives" / "000.jsonl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.split("\n", 1)[0] + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="二つあります"):
        read_corpus(corpus_copy)


def test_a_missing_source_text_is_named(corpus_copy: Path) -> None:
    (corpus_copy / "sources" / "003" / "text.txt").unlink()
    with pytest.raises(CorpusError, match=r"sources/003/text\.txt を読めません"):
        read_corpus(corpus_copy)


def test_bytes_that_are_no_utf8_are_located(corpus_copy: Path) -> None:
    (corpus_copy / "regions.jsonl").write_bytes("圏域\n".encode() + "圏域".encode("cp932"))
    with pytest.raises(CorpusError, match=r"regions\.jsonl 2行目: UTF-8"):
        read_corpus(corpus_copy)


def test_a_folder_without_a_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"taxonomy\.toml がありません"):
        read_corpus(tmp_path)


def test_the_fingerprint_follows_the_content(corpus_copy: Path) -> None:
    before = read_corpus(corpus_copy).fingerprint
    assert read_corpus(corpus_copy).fingerprint == before
    replace_in(corpus_copy / "sources" / "000" / "source.toml", "新潟県", "新潟")
    assert read_corpus(corpus_copy).fingerprint != before


def test_an_unknown_prefecture_is_refused(corpus_copy: Path) -> None:
    replace_in(corpus_copy / "regions.jsonl", '"北海道"', '"北海県"')
    with pytest.raises(CorpusError, match=r"prefectures.*北海県"):
        read_corpus(corpus_copy)


def test_regions_stand_from_north_to_south_whatever_the_order_of_the_file(corpus_copy: Path) -> None:
    before = [region.id for region in read_corpus(corpus_copy).catalogue.regions]
    path = corpus_copy / "regions.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[20:] + lines[:20]) + "\n", encoding="utf-8")
    after = read_corpus(corpus_copy).catalogue.regions
    assert after[0].prefectures[0] == "北海道"
    assert sorted(region.id for region in after) == sorted(before)
    assert list(dict.fromkeys(region.prefectures[0] for region in after))[-1] == "鹿児島県"


def test_an_office_adds_its_own_words_beside_the_bundled_ones(tmp_path: Path) -> None:
    (tmp_path / "thesaurus.toml").write_text(
        """
        [[groups]]
        words = ["ふれあいタクシー", "デマンド交通"]

        [[one_way]]
        word = "MaaS"
        also = ["ふれあいタクシー"]
        """,
        encoding="utf-8",
    )
    (tmp_path / "practice.toml").write_text(
        """
        [[types]]
        id = "lantern"
        name = "灯籠流し"
        family = "灯籠"
        words = ["灯籠流し"]

        [[additions]]
        type = "on-demand-transport"
        words = ["ふれあいタクシー"]
        """,
        encoding="utf-8",
    )
    bundled = read_corpus(resources.corpus_folder())
    joined = read_corpus(resources.corpus_folder(), tmp_path)
    before, after = bundled.catalogue.thesaurus, joined.catalogue.thesaurus
    assert len(after.groups) == len(before.groups) + 1
    assert ("ふれあいタクシー", "デマンド交通") in [group.words for group in after.groups]
    (old,) = (found.also for found in before.one_way if found.word == "MaaS")
    (new,) = (found.also for found in after.one_way if found.word == "MaaS")
    assert new == (*old, "ふれあいタクシー")
    practices = joined.catalogue.practices
    assert "lantern" in practices.by_id
    assert practices.by_id["on-demand-transport"].words[-1] == "ふれあいタクシー"
    assert len(joined.initiatives) == len(bundled.initiatives)
    assert joined.fingerprint != bundled.fingerprint


def test_words_for_a_type_that_is_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "practice.toml").write_text(
        """[[additions]]\ntype = "atlantis"\nwords = ["沈没"]\n""", encoding="utf-8"
    )
    with pytest.raises(CorpusError, match="型「atlantis」がありません"):
        read_corpus(resources.corpus_folder(), tmp_path)


def test_a_vocabulary_is_parsed_again_only_when_it_has_changed(corpus_copy: Path) -> None:
    bundled, copy = CorpusFolder(resources.corpus_folder()), CorpusFolder(corpus_copy)
    first = bundled.toml("thesaurus.toml", Thesaurus)
    assert copy.toml("thesaurus.toml", Thesaurus) is first
    assert copy.fingerprint() == bundled.fingerprint()
    replace_in(corpus_copy / "thesaurus.toml", '"図書館"', '"図書室"')
    changed = CorpusFolder(corpus_copy)
    assert changed.toml("thesaurus.toml", Thesaurus) != first
    assert changed.fingerprint() != bundled.fingerprint()
