"""Check that the words of thesaurus and classification produce search terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.analysis.wording import make_wording
from renkei_search.model.practice import EITHER, WHERE_WORDS_ARE_FEW, WITHOUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.model.practice import Practices
    from renkei_search.model.thesaurus import Thesaurus

_LEAST: Final = 2


def find_mute_words(thesaurus: Thesaurus, practices: Practices) -> Iterator[str]:
    """Problems with words, each as a sentence for their author.

    A word without terms would find nothing, and one with a single character nearly everything.
    """
    for group in thesaurus.groups:
        for word in group.words:
            if len("".join(make_wording(word).terms)) < _LEAST:
                yield f"thesaurus.toml: groups の「{word}」は短すぎて検索の語になりません。二字以上の語にしてください。"
        if len({make_wording(word).terms for word in group.words}) < _LEAST:
            yield f"thesaurus.toml: groups の「{'、'.join(group.words)}」は、検索では同じ語になります。この組は要りません。"
    related = [("one_way", found.word, found.also) for found in thesaurus.one_way]
    related += [("narrower", found.word, found.kinds) for found in thesaurus.narrower]
    for key, first, others in related:
        for word in (first, *others):
            if not make_wording(word).terms:
                yield f"thesaurus.toml: {key} の「{word}」は検索の語になりません。"
    yield from _find_mute_expressions(practices)


def _find_mute_expressions(practices: Practices) -> Iterator[str]:
    for type_ in practices.types:
        for word in type_.words:
            texts = [
                text
                for part in word.removeprefix(WHERE_WORDS_ARE_FEW).split()
                for text in part.removeprefix(WITHOUT).split(EITHER)
            ]
            if not all(make_wording(text).terms for text in texts):
                yield f"practice.toml（{type_.id}）: words の「{word}」に、検索の語にならない部分があります。"
