from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.weights import OTHERS, choose, cross_validate
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

QUERIES = [f"q{number}" for number in range(10)]


def test_every_weight_has_a_lower_and_a_higher_value() -> None:
    for name, (lower, higher) in OTHERS.items():
        assert lower < getattr(DEFAULT, name) < higher, name


def test_a_weight_takes_the_best_value_or_stays() -> None:
    default = {"a": 0.5, "b": 0.5}
    values = {
        ("synonym", 0.3): {"a": 0.6, "b": 0.5},
        ("synonym", 0.5): {"a": 0.9, "b": 0.6},
        ("near", 0.3): {"a": 0.4, "b": 0.5},
    }
    assert choose(values, default, ["a", "b"]) == {"synonym": 0.5}
    assert choose(values, default, ["b"]) == {"synonym": 0.5}


def test_a_fold_is_measured_with_what_the_others_choose() -> None:
    """The first fold's queries alone would like more synonyms; chosen without them, none is."""
    own = set(QUERIES[0::5])

    def measure(settings: Mapping[str, float], queries: Sequence[str] | None) -> dict[str, float]:
        better = settings.get("synonym") == OTHERS["synonym"][1]
        return {
            query: (1.0 if query in own else 0.4) if better else 0.5
            for query in (QUERIES if queries is None else queries)
        }

    steps: list[int] = []
    first, *others = cross_validate(measure, 5, lambda: steps.append(1))
    assert not first.chosen
    assert first.fitted == pytest.approx(0.5)
    assert all(fold.chosen == {"synonym": OTHERS["synonym"][1]} for fold in others)
    assert all(fold.fitted < fold.default for fold in others)
    assert len(steps) == 1 + sum(map(len, OTHERS.values())) + 5
