"""Whether a query is a sentence, and which of its words say what it is about."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.whole_word import whole_words
from renkei_search.search.language.syntax.node import Quoted, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.analysis.analyzer import Token
    from renkei_search.search.language.syntax.node import Node

# Words that frame a question and do not say what it is about.
FRAME_TERMS: Final = frozenset(
    """
    知る 教える 調べる 探す 聞く 見る 欲しい 例 事例 方法 仕方 仕組み どう 如何 何 何処 何時 何故 誰 何れ 為 所 事 物
    こと もの うち よう そう どんな 人 実際
    様 訳 遣る 行う 進める 考える 思う 良い 他 ほか 取り組み 取る 組む 下さる 一緒 場合 時 作る
    """.split()  # noqa: SIM905 # a list in words reads better
)

# Framing words that are part of a longer word if they are at its end: 外国人, 保育所, 廃棄物.
_ENDINGS: Final = frozenset("人所物事")

HIRAGANA: Final = re.compile("[ぁ-ゖー]+")
# Words that say that a place or region is meant, but not which one.
PLACE_SUFFIXES: Final = frozenset(
    "市 町 村 県 都 府 区 郡 圏 域 圏域 市町 町村 市町村 自治体 都市圏 定住自立圏 連携中枢都市圏".split()  # noqa: SIM905
)

# Words that apply to every initiative. In a sentence they do not say which one.
COOPERATION_TERMS: Final = PLACE_SUFFIXES | frozenset(
    "隣 近隣 周辺 隣接 近く 地域 複数 共同 連携 広域 単独 単独では 同士 どうし 内 外 全体 住民 協力".split()  # noqa: SIM905
)

# Framing and general administrative words. Next to other words they do not say what is asked for.
GENERAL_TERMS: Final = (
    FRAME_TERMS
    | COOPERATION_TERMS
    | frozenset(
        """
        支援 助成 補助 補助金 助成金 事業 取組 推進 促進 実施 整備 対策 対応 充実 強化 向上 確保 活動 活用 運営 管理 体制 制度
        計画 検討 協議 窓口 市民 町民 村民 区民 国民 団体 組織 機関 行政 役場 役所 市役所 サービス サポート 課題 問題 解決
        改善 利用 提供 開催 設置 導入 作成 参加 情報 内容 関係 者 向け 的 化 等 構築 創出 維持 形成 機能 社会 公共 施設 職員
        応援 後押し 手助け 助ける 手伝う 支える 集める 纏める 始める 続ける 増やす 減らす 足りる なくす 無くす 困る 悩む 心配 不安
        大変 必要 受ける 使う 持つ
        """.split()  # noqa: SIM905
    )
)

# Nouns that stand before another like adverbs, and form no compound with it: みんな都会へ.
ADVERBS: Final[frozenset[str]] = frozenset(
    "皆 全員 全部 全て 今 昔 最近 近頃 今後 毎日 毎年 一番 少し 沢山 急 突然 普通 本当".split()  # noqa: SIM905
)

# Nouns of which idioms are made: 手が回らない is not about hands, 足が遠のく not about walking.
IDIOM_NOUNS: Final[frozenset[str]] = frozenset(
    "手 足 首 頭 目 口 耳 鼻 顔 舌 肩 腕 腰 腹 胸 膝 尻 背 骨 息 気 声 身 人 火 水 気持ち 荷 板 歯 馬 波 道".split()  # noqa: SIM905
)

# Colloquial words that say how much, when or how, and not what. Next to other words they do not decide a match.
EVERYDAY_TERMS: Final = ADVERBS | frozenset(
    """
    数 量 率 程度 気 気持ち 話 声 意見 理由 原因 結果 目的 意味 影響 種類 部分 一部 以外 得意 苦手 上手
    好き 嫌い 仕事 便利 不便 自分 私 我々 頃 将来 度 回 倍 点 面 側 先 前 後 中 上 下 間 周り 余所
    手立て 名前 簡単 無理 駄目 特別 一つ 二つ 皆さん 人々 方 方々 本人 相手 立場 自体 状態 状況 様子 形 現状
    現在 全国 日本 国 年 月 日 時期 期間 番 順番 共 程
    """.split()  # noqa: SIM905
)

# Auxiliary verbs, such as くれる in 探してくれる, and words that go with a noun. In a sentence they mean nothing by themselves.
LIGHT_TERMS: Final[frozenset[str]] = frozenset(
    "呉れる 貰う 来る 行く 居る 有る 無い 仕舞う 置く 言う 成る 出来る 済む 又 御 さん 達 毎 とこ".split()  # noqa: SIM905
)

# A text with at least this many terms, and this many particles and endings, is a sentence.
_SENTENCE_TERMS: Final = 3
_SENTENCE_PARTICLES: Final = 2
# Figures with signs between them: a date, a telephone number, numbers of a list or a law.
_FIGURES: Final = re.compile(r"[A-Za-z]?\d+(?:[^\w\s]+\d+)+")

# The endings that connect a clause with the one after it.
_CONNECTING: Final = frozenset({"て", "で"})

# Kana of at most this many characters is the reading of a word, even if it seems to contain particles.
_LONGEST_READING: Final = 10


def is_sentence(parts: Sequence[Node]) -> bool:
    """Whether the parts are words, some perhaps quoted, with enough particles between them."""
    if not all(isinstance(part, Word | Quoted) for part in parts):
        return False
    terms = particles = 0
    for part in parts:
        tokens = analyze(part.text) if isinstance(part, Word | Quoted) else []
        if isinstance(part, Word) and len(part.text) <= _LONGEST_READING and is_cut_up(part.text, tokens):
            continue
        if isinstance(part, Word) and is_figures(part.text):
            continue
        terms += len(tokens)
        particles += _count_particles(part.text, tokens) if isinstance(part, Word) else 0
    return terms >= _SENTENCE_TERMS and particles >= _SENTENCE_PARTICLES


def without_frame(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The terms of a sentence without those that frame the question, such as 人 in 若い人, but not in 外国人."""
    ends = {word.end: word.start for word in whole_words(text)}
    return [
        token
        for token in tokens
        if token.term not in FRAME_TERMS
        or (token.term in _ENDINGS and ends.get(token.end, token.start) < token.start)
    ]


def is_cause(text: str) -> bool:
    """Whether a text is a clause that leads to another one, such as 子どもが減って: it says why and not what."""
    words = whole_words(text)
    return len(words) > 1 and words[-1].text in _CONNECTING and not (words[-1].noun or words[-2].noun)


def _count_particles(text: str, tokens: Sequence[Token]) -> int:
    """The number of morphemes of the text that are not terms: particles, endings, punctuation."""
    dropped_inside = tokens[-1].position + 1 - len(tokens) if tokens else 0
    tail = text[tokens[-1].end :] if tokens else text
    return dropped_inside + (1 if tail.strip() else 0)


def is_one_word(text: str, tokens: Sequence[Token]) -> bool:
    """Whether a text is a single word although there are characters between its terms."""
    return is_cut_up(text, tokens) or is_figures(text)


def is_figures(text: str) -> bool:
    """Whether a text consists of figures with signs between them: 2025.4.1."""
    return _FIGURES.fullmatch(unicodedata.normalize("NFKC", text)) is not None


def is_cut_up(text: str, tokens: Sequence[Token]) -> bool:
    """Whether a kana word was split up, because parts of it look like particles: と in としょかん."""
    return HIRAGANA.fullmatch(text) is not None and sum(token.end - token.start for token in tokens) < len(
        text
    )
