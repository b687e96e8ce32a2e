"""Generated corpora of several sizes, made of sentences of the bundled one."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus

# Documents and trees: many trees over few documents, and enough documents for frequent terms to have rows.
SIZES = {30: 3_000, 250: 1_800, 1_200: 400}
SEED = 20_261_122


def generate(corpus: Corpus, size: int) -> Corpus:
    """Initiatives that combine sentences of several others, so that terms recur in other contexts."""
    chance = Random(SEED + size)
    sentences = [
        f"{sentence}。"
        for initiative in corpus.initiatives
        for sentence in initiative.description.split("。")
        if sentence
    ]
    initiatives = []
    for number in range(size):
        model = chance.choice(corpus.initiatives)
        description = "".join(chance.choices(sentences, k=chance.randint(1, 3)))
        initiatives.append(
            msgspec.structs.replace(
                model, id=f"made-{number}", title=chance.choice([model.title, None]), description=description
            )
        )
    return msgspec.structs.replace(corpus, initiatives=tuple(initiatives))
