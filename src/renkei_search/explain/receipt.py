"""The receipt in words: how a search was understood, one sentence per line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.index.text_field import TEXT_FIELD_BY_NAME
from renkei_search.search.result import StepKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from renkei_search.search.result import Receipt, Step, UnderstoodWord

_SHOWN_WORDS: Final = 6
_SHOWN_STEPS: Final = 3


def receipt_lines(receipt: Receipt) -> list[str]:
    """What a planner should know about how the words were understood; empty if there is nothing to say."""
    lines = [line for word in receipt.words if (line := _word_line(word))]
    # A suffix such as 市, which has no meaning alone, has a note of its own.
    suffixes = {word.text for word in receipt.words if word.kind == "suffix"}
    if empty := [text for text in receipt.ignored if text not in suffixes]:
        lines.append(f"{quote(empty)}は、助詞や記号だけのため、検索に使っていません。")
    if receipt.sentence:
        lines.append(_sentence_line(receipt))
        lines += _idle_lines(receipt)
    for kind in (StepKind.SPELLING, StepKind.READING, StepKind.LINKED):
        lines += [_step_line(step, receipt) for step in receipt.steps if step.kind is kind]
    reworded = [step for step in receipt.steps if step.kind is StepKind.SYNONYMS]
    if len(reworded) > _SHOWN_STEPS:
        words = tuple(step.word for step in reworded if step.word is not None)
        lines.append(f"{quote(words)}は、言い換えも探しました。")
    else:
        lines += [_step_line(step, receipt) for step in reworded]
    lines += [_step_line(step, receipt) for step in receipt.steps if step.kind is StepKind.RELATED]
    lines += [_step_line(step, receipt) for step in receipt.steps if step.kind is StepKind.MEANING]
    return [*lines, *receipt.notes]


def remarks_on_words(receipt: Receipt) -> list[str]:
    """Which words were searched for instead of those typed, and what was left out; without this a count would mislead."""
    replaced = (step for step in receipt.steps if step.kind in {StepKind.SPELLING, StepKind.READING})
    return [*(_step_line(step, receipt) for step in replaced), *receipt.notes]


def receipt_digest(receipt: Receipt) -> str:
    """The line that a planner should see before all others: what was left out or repaired, else the first."""
    return next(iter((*receipt.notes, *receipt_lines(receipt))), "")


def _sentence_line(receipt: Receipt) -> str:
    words = [word.text for word in receipt.words if word.kind == "word" and word.text not in receipt.ignored]
    more = "など" if len(words) > _SHOWN_WORDS else ""
    most = "できるだけ多く" if len(words) > 1 else ""
    asked = f"{quote(words[:_SHOWN_WORDS])}{more}が{most}あてはまる取組を" if words else ""
    if asked and not receipt.strict_total:
        return f"文章として読み、{asked}探しました。"
    return f"文章として読み、{asked and f'{asked}、'}内容の近い順に並べました。"


def _idle_lines(receipt: Receipt) -> Iterator[str]:
    """Which words of a sentence do not decide what matches."""
    for kind, why in (("general", "一般的な言葉"), ("cause", "理由を述べた部分")):
        words = [word.text for word in receipt.words if word.kind == kind]
        more = "など" if len(words) > _SHOWN_WORDS else ""
        if words:
            yield f"{quote(words[:_SHOWN_WORDS])}{more}は、{why}のため、あてはまるかどうかには使っていません。"


def _meaning_line(step: Step, receipt: Receipt) -> str:
    words = f"（近い言葉：{quote(step.words)}）" if step.words else ""
    if receipt.strict_total:
        return f"並べ方には、言葉の意味の近さも加えました{words}。"
    return f"内容の近い取組は、言葉の意味の近さも使って探し、並べました{words}。"


def _word_line(word: UnderstoodWord) -> str:
    if word.kind == "excluded":
        return f"「{word.text}」を含む取組を除きました。"
    where = f"{TEXT_FIELD_BY_NAME[word.field].label}に" if word.field else ""
    if word.kind == "phrase":
        return f"{where}「{word.text}」と続けて書かれた取組を探しました。"
    if word.kind == "prefix":
        return f"{where}「{word.text}」で始まる言葉がある取組を探しました。"
    if word.field:
        return f"{where}「{word.text}」がある取組を探しました。"
    if word.places:
        return f"「{word.text}」は、{'、'.join(word.places)}が参加する取組も探しました。"
    return ""


def _step_line(step: Step, receipt: Receipt) -> str:
    match step.kind:
        case StepKind.MEANING:
            return _meaning_line(step, receipt)
        case StepKind.SYNONYMS:
            more = "など" if len(step.words) > _SHOWN_WORDS else ""
            return f"「{step.word}」は、{quote(step.words[:_SHOWN_WORDS])}{more}も探しました。"
        case StepKind.SPELLING:
            meant = quote(step.words)
            return (
                f"もしかして{meant}ですか。「{step.word}」の取組は見つからなかったため、{meant}で探しました。"
            )
        case StepKind.READING:
            return f"「{step.word}」は、{quote(step.words)}と読んで探しました。"
        case StepKind.LINKED:
            return f"「{step.word}」は、{quote(step.words)}と書かれた取組も探しました。"
        case StepKind.RELATED:
            why = "あてはまる取組が少ないため、" if receipt.strict_total else ""
            return f"{why}内容の近い取組を、下に分けて示しました。"


def quote(words: Iterable[str]) -> str:
    """Words in quotation marks, concatenated."""
    return "".join(f"「{word}」" for word in words)
