"""The receipt in words: how a search was understood, one sentence a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.search.result import StepKind

if TYPE_CHECKING:
    from renkei_search.search.result import Receipt, Step, UnderstoodWord

_FIELDS: Final = {"title": "題名", "region": "圏域名", "municipality": "市町村名", "field": "政策分野名"}
_SHOWN_WORDS: Final = 6
_SHOWN_STEPS: Final = 3


def receipt_lines(receipt: Receipt) -> list[str]:
    """What a planner should know of how the words were read; empty when there is nothing to say."""
    lines = [line for word in receipt.words if (line := _word_line(word))]
    if receipt.ignored:
        lines.append(f"{_quote(receipt.ignored)}は、助詞や記号だけなので検索に使っていません。")
    if receipt.sentence:
        lines.append("文章として読み、多くの言葉があてはまる順に並べています。")
    lines += [_step_line(step, receipt) for step in receipt.steps if step.kind is StepKind.SPELLING]
    reworded = [step for step in receipt.steps if step.kind is StepKind.SYNONYMS]
    if len(reworded) > _SHOWN_STEPS:
        words = tuple(step.word for step in reworded if step.word is not None)
        lines.append(f"{_quote(words)}の言い換えも探しています。")
    else:
        lines += [_step_line(step, receipt) for step in reworded]
    lines += [_step_line(step, receipt) for step in receipt.steps if step.kind is StepKind.RELATED]
    return [*lines, *receipt.notes]


def _word_line(word: UnderstoodWord) -> str:
    if word.kind == "excluded":
        return f"「{word.text}」を含む取組を除いています。"
    where = f"{_FIELDS[word.field]}に" if word.field else ""
    if word.kind == "phrase":
        return f"{where}「{word.text}」と続けて書かれた取組を探しています。"
    if word.kind == "prefix":
        return f"{where}「{word.text}」で始まる言葉を含む取組を探しています。"
    if word.field:
        return f"{where}「{word.text}」を含む取組を探しています。"
    if word.places:
        return f"「{word.text}」は{'、'.join(word.places)}の名前として、参加する取組も探しています。"
    return ""


def _step_line(step: Step, receipt: Receipt) -> str:
    match step.kind:
        case StepKind.SYNONYMS:
            more = "など" if len(step.words) > _SHOWN_WORDS else ""
            return f"「{step.word}」は、{_quote(step.words[:_SHOWN_WORDS])}{more}も探しています。"
        case StepKind.SPELLING:
            return f"「{step.word}」の取組は見つからなかったため、{_quote(step.words)}で探しました。"
        case StepKind.RELATED if receipt.strict_total and not receipt.sentence:
            return "少ないため、関連する取組も続けて示しています。"
        case StepKind.RELATED if receipt.sentence:
            return "近い内容の取組も加えています。"
        case StepKind.RELATED:
            return "すべての言葉にあてはまる取組はありませんでした。関連する取組を示しています。"


def _quote(words: tuple[str, ...]) -> str:
    return "「" + "」「".join(words) + "」"
