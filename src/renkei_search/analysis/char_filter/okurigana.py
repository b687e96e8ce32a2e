"""Compounds of two verbs written with fewer kana than the dictionary knows: 受入れ, 取壊し, 呼掛け, 持込."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.char_filter.alignment import Edit
from renkei_search.analysis.tokenizer import known_words, part_of_speech, spans
from renkei_search.memo import remember

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from renkei_search.analysis.char_filter.alignment import Aligned

FIRST_VERBS: Final = """
受け 取り 引き 持ち 申し 打ち 立ち 切り 繰り 積み 買い 売り 貸し 借り 掘り 巻き 使い 洗い 書き 読み 聞き 呼び 働き 助け
支え 飾り 抜き 汲み 埋め 置き 話し 寄せ 組み 入れ 植え 建て 折り 送り 落ち 押し 思い 締め 備え 据え 付け 突き 詰め 釣り
張り 焼き 踏み 割り 払い 振り 待ち 追い 織り 勝ち 雇い 通り 乗り 吹き 差し 盛り 拾い 運び 飛び 走り 歩き 問い 願い 炊き
刈り 拭き 掛け 移し 預け 譲り 飲み 食べ 住み 座り 染め 貼り 摘み 編み 磨き 塗り 選び 結び 絞り 囲い 触れ 合い 崩し 投げ
言い 掻き 狩り 起き 消し 渡し 戻し 練り 育て 当て 混ぜ 並べ 溶け 歌い 語り 試し 仕え 迎え 請け 採り 燃え 滑り 載せ 抱え
駆け 駈け 群れ 蹴り 握り 包み 吸い 噛み 泣き 笑い 叩き 殴り
"""
"""First verbs of compounds, as they occur there: a kanji and the kana that may be omitted."""

SECOND_VERBS: Final = """
込み 上げ 下げ 出し 入れ 付け 合い 替え 換え 取り 渡し 受け 継ぎ 組み 扱い 決め 消し 立て 直し 越し 戻し 返し 壊し 寄せ
帰り 降り 当て 外し 除き 捨て 切り 止め 掛け 集め 分け 置き 抜き 引き 払い 延べ 崩し 締め 卸し 続き 移り 着き 送り 広げ
開き 揚げ 惜み 添い 調べ 違い 回り 留り
"""
"""Second verbs of compounds, each with the likeliest kana if these are omitted as well."""

IRREGULAR: Final = """
引き揚げ:引き上げ 引揚げ:引き上げ 引込み:引き込み 引込む:引き込む 引起し:引き起こし 掘起し:掘り起こし 起し:起こし 起す:起こす
見合せ:見合わせ 移替え:移し替え 歩寄り:歩み寄り 捨場:捨て場 打合:打ち合わせ 打合わ:打ち合わ 打合せ:打ち合わせ 裏付:裏付け
裏付け:裏付け づけ:付け
"""
"""Spellings that neither the dictionary nor the two lists unify, each with its replacement; the longest wins."""

_IRREGULAR_FORMS: Final = dict(pair.split(":") for pair in IRREGULAR.split())
# づけ only after kanji: 位置づけ, 義務づけ.
IRREGULAR_FORM: Final = re.compile(
    "|".join(sorted(_IRREGULAR_FORMS.keys() - {"づけ"}, key=len, reverse=True))
    + "|(?<=[\u4e00-\u9fff])(?<![近基])づけ"
)
"""Where an irregular spelling is replaced."""
TWO_VERBS: Final = re.compile("[\u4e00-\u9fff][ぁ-ゖ]{1,2}[\u4e00-\u9fff][ぁ-ゖ]{0,3}")
"""A compound of two verbs in its full spelling."""

_NOUN_ENDS: Final = dict(zip("うくぐすつぬぶむる", "いきぎしちにびみり", strict=True))
_BEFORE_RU: Final = "いきぎしじちにひびみりえけげせぜてでねへべめれ"
_KANA_OF: Final = {verb[0]: verb[1:] for verb in FIRST_VERBS.split()}
_END_KANA_OF: Final = {verb[0]: verb[1:] for verb in SECOND_VERBS.split()}
_BARE: Final = re.compile(f"[{''.join(_KANA_OF)}](?=[\u4e00-\u9fff])")
_SECOND: Final = re.compile("[\u4e00-\u9fff][ぁ-ゖ]{0,3}")

TABLES: Final = (FIRST_VERBS, SECOND_VERBS, IRREGULAR)
"""The data that the rules depend on, for the analyzer's fingerprint."""


def write_usual(aligned: Aligned) -> Aligned:
    """Replace irregular spellings by those of the dictionary."""
    return aligned.sub(IRREGULAR_FORM, lambda found: _IRREGULAR_FORMS[found[0]])


def add_kana(aligned: Aligned, morphemes: Sequence[tuple[str, int, int, int]]) -> Aligned:
    """Add the omitted kana to a first verb that was segmented as a word of its own before a second.

    If the dictionary knows the shorter spelling, the compound is one morpheme already and nothing is added.

    Args:
        aligned: the text.
        morphemes: those of the text: normalised form, number of the part of speech, ``[start, end)``.
    """
    bare = {found.start() for found in _BARE.finditer(aligned.text)}
    return aligned.apply(_edits(aligned.text, morphemes, bare)) if bare else aligned


def join_verbs(text: str, morphemes: list[tuple[str, int, int, int]]) -> list[tuple[str, int, int, int]]:
    """Join the two morphemes of a compound verb if the dictionary has it as one word.

    Segmentation depends on the context: 受け入れ is one morpheme, but in 受け入れ体制 it is two.
    """
    before = False
    for _, part, _, _ in morphemes:
        verb = _is_verb(part)
        if verb and before:
            break
        before = verb
    else:
        return morphemes
    joined: list[tuple[str, int, int, int]] = []
    for found in morphemes:
        if joined and joined[-1][3] == found[2] and _is_verb(joined[-1][1]) and _is_verb(found[1]):
            word = _one_word(text[joined[-1][2] : found[2]], text[found[2] : found[3]], found[0])
            if word is not None:
                joined[-1] = (*word, joined[-1][2], found[3])
                continue
        joined.append(found)
    return joined


@cache
def _is_verb(part: int) -> bool:
    return part_of_speech(part)[0] == "動詞"


@remember(1 << 12)
def _one_word(first: str, second: str, normalized_form: str) -> tuple[str, int] | None:
    """The normalised form and part of speech of the noun that two verbs form in the dictionary, or none."""
    noun = noun_of(normalized_form) if normalized_form[:1] == second[:1] else None
    for end in dict.fromkeys((second, noun or second)):
        found = spans(first + end)
        if len(found) == 1 and TWO_VERBS.fullmatch(found[0][0]) and not _is_verb(found[0][1]):
            return found[0][:2]
    return None


def noun_of(verb: str) -> str | None:
    """The noun form of a verb: 入れる 入れ, 継ぐ 継ぎ, 取る 取り; none if the text is not a verb."""
    stem, end = verb[:-1], verb[-1:]
    if end not in _NOUN_ENDS or not stem:
        return None
    # After a kana of the rows い and え, only る is dropped.
    return stem if end == "る" and stem[-1] in _BEFORE_RU else stem + _NOUN_ENDS[end]


def _edits(text: str, morphemes: Sequence[tuple[str, int, int, int]], bare: set[int]) -> Iterator[Edit]:
    done = 0
    for (_, part, start, end), (_, _, next_start, next_end) in pairwise(morphemes):
        if end - start != 1 or start not in bare or start < done or end != next_start:
            continue
        first, second = text[start:end], text[next_start:next_end]
        if not _SECOND.fullmatch(second) or part_of_speech(part)[0] == "接尾辞":
            continue
        kana, end_kana = _missing(first, second)
        if kana:
            yield Edit(end, end, kana)
            done = next_end
        if end_kana:
            yield Edit(next_end, next_end, end_kana)


@remember(1 << 12)
def _missing(first: str, second: str) -> tuple[str, str]:
    """The kana omitted from a first and a second verb, or none if the two do not form a compound."""
    kana = _KANA_OF[first]
    end_kana = _END_KANA_OF.get(second, "")
    found = spans(first + kana + second + end_kana)
    if len(second) == 1 and not end_kana:
        return "", ""
    known = known_words(first + kana + second + end_kana)
    if len(found) == 1 and known[0][2]:
        return kana, end_kana
    verbs = len(found) == 2 and all(part_of_speech(part)[0] == "動詞" for _, part, _, _ in found)
    return (kana, end_kana) if verbs else ("", "")
