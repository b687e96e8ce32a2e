"""Join the synonyms and types of practice of several folders, so that an office can add its own words."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from renkei_search.errors import CorpusError
from renkei_search.model.practice import Practices
from renkei_search.model.thesaurus import Broader, Narrower, Thesaurus

if TYPE_CHECKING:
    from collections.abc import Sequence


def join_thesauri(thesauri: Sequence[Thesaurus]) -> Thesaurus:
    """All groups, and for each word its kinds and broader words from all folders."""
    if len(thesauri) == 1:
        return thesauri[0]
    also: defaultdict[str, list[str]] = defaultdict(list)
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for thesaurus in thesauri:
        for relation in thesaurus.one_way:
            also[relation.word].extend(relation.also)
        for narrower in thesaurus.narrower:
            kinds[narrower.word].extend(narrower.kinds)
    return Thesaurus(
        groups=tuple(dict.fromkeys(group for thesaurus in thesauri for group in thesaurus.groups)),
        narrower=tuple(
            Narrower(word=word, kinds=tuple(dict.fromkeys(words))) for word, words in kinds.items()
        ),
        one_way=tuple(Broader(word=word, also=tuple(dict.fromkeys(words))) for word, words in also.items()),
    )


def join_practices(parts: Sequence[Practices]) -> Practices:
    """All types, each with the expressions that any folder adds to it.

    Raises:
        CorpusError: a folder adds to a type that does not exist.
    """
    words: defaultdict[str, list[str]] = defaultdict(list)
    said: defaultdict[str, list[str]] = defaultdict(list)
    for part in parts:
        for addition in part.additions:
            words[addition.type].extend(addition.words)
            said[addition.type].extend(addition.said)
    types = [found for part in parts for found in part.types]
    unknown = set(words) - {found.id for found in types}
    if unknown:
        raise CorpusError(f"practice.toml: 項目「additions」の型「{min(unknown)}」がありません。")
    return Practices(
        types=tuple(
            msgspec.structs.replace(
                found,
                words=tuple(dict.fromkeys((*found.words, *words[found.id]))),
                said=tuple(dict.fromkeys((*found.said, *said[found.id]))),
            )
            if found.id in words
            else found
            for found in types
        )
    )
