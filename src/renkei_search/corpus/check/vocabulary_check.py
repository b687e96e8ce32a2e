"""Check the vocabularies: wordings of policy fields, thesaurus, and types of practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.check.ledger import Problem
from renkei_search.model.practice import is_expression
from renkei_search.model.taxonomy import fold_wording, wordings_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.practice import Practices
    from renkei_search.model.taxonomy import Taxonomy
    from renkei_search.model.thesaurus import Thesaurus


def check_vocabulary(catalogue: Catalogue) -> Iterator[Problem]:
    """List problems within and between the vocabularies of a catalogue."""
    yield from _check_wordings(catalogue.taxonomy)
    yield from _check_thesaurus(catalogue.thesaurus, catalogue.taxonomy)
    yield from _check_practices(catalogue.practices)


def _check_wordings(taxonomy: Taxonomy) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for node in taxonomy.fields:
        for wording in {fold_wording(text) for text in wordings_of(node)}:
            if seen.setdefault(wording, node.code) != node.code:
                yield Problem(
                    "taxonomy.toml", f"「{wording}」が {seen[wording]} と {node.code} の両方にあります。"
                )


def _check_thesaurus(thesaurus: Thesaurus, taxonomy: Taxonomy) -> Iterator[Problem]:
    for group in thesaurus.groups:
        for code in group.fields:
            if not taxonomy.is_field(code):
                yield Problem("thesaurus.toml", f"groups の項目「fields」の政策分野「{code}」がありません。")
        words = [word.strip() for word in group.words]
        if len(words) < 2 or len(set(words)) < len(words) or not all(words):
            yield Problem(
                "thesaurus.toml",
                f"groups の「{'、'.join(group.words)}」は、異なる語を二つ以上並べてください。",
            )
    one_way = ((relation.word, relation.also) for relation in thesaurus.one_way)
    yield from _check_relations("one_way", one_way, "行き先")
    narrower = ((relation.word, relation.kinds) for relation in thesaurus.narrower)
    yield from _check_relations("narrower", narrower, "種類")


def _check_relations(
    table: str, relations: Iterable[tuple[str, Collection[str]]], target: str
) -> Iterator[Problem]:
    """Check that each word occurs once in a table of the thesaurus and leads to words other than itself."""
    seen: set[str] = set()
    for written, others in relations:
        word = written.strip()
        if word in seen or not others or word in others:
            yield Problem(
                "thesaurus.toml", f"{table} の「{written}」が二つあるか、{target}が正しくありません。"
            )
        seen.add(word)


def _check_practices(practices: Practices) -> Iterator[Problem]:
    for type_ in practices.types:
        place = f"practice.toml（{type_.id}）"
        if (
            not type_.words
            or len(set(type_.words)) < len(type_.words)
            or not all(map(str.strip, type_.words))
        ):
            yield Problem(place, "words には、異なる語を一つ以上並べてください。")
        for word in type_.words:
            if not is_expression(word):
                yield Problem(
                    place,
                    f"words の「{word}」を読めません。「|」と、除く語の前の「-」の付け方を確かめてください。",
                )
        if len(set(type_.said)) < len(type_.said) or not all(map(str.strip, type_.said)):
            yield Problem(place, "said には、異なる言い方を並べてください。")
        for near in type_.near:
            other = practices.by_id.get(near)
            if other is None or other.family == type_.family:
                yield Problem(place, f"near の「{near}」は、別の family にある型の id にしてください。")
