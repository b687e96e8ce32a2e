"""The threshold of a :class:`~renkei_search.search.tree.MostOf`, which is requested before the search itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.search.backend.opensearch.query import Compiler
from renkei_search.search.tree import MostOf, Tree, rarity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from renkei_search.search.backend.opensearch.cluster import Cluster
    from renkei_search.search.backend.opensearch.query import Json


# OpenSearch's scores are single-precision numbers.
_TOLERANCE: Final = 1e-6


class Enough:
    """Compiles the trees of one request after computing the threshold of each MostOf in them."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        # Keep the nodes alive, so that no other node gets the same id.
        self._known: dict[int, tuple[MostOf, Json]] = {}
        self._compiler = Compiler(lambda node: self._known[id(node)][1])

    def compile(self, tree: Tree) -> Json:
        """A prepared tree in OpenSearch's query language."""
        return self._compiler.compile(tree)

    def prepare(self, trees: Sequence[Tree]) -> None:
        """Compute the thresholds of the nodes in these trees: two requests, or more if nodes are nested."""
        pending = {
            id(node): node for tree in trees for node in _most_ofs(tree) if id(node) not in self._known
        }
        while pending:
            ready = [
                node
                for node in pending.values()
                if not any(id(inner) in pending for branch in node.branches for inner in _most_ofs(branch))
            ]
            self._prepare(ready)
            for node in ready:
                del pending[id(node)]

    def _prepare(self, nodes: Sequence[MostOf]) -> None:
        branches = [[self.compile(branch) for branch in node.branches] for node in nodes]
        asked = [
            {"query": {"bool": {"filter": [branch]}}, "size": 0, "track_total_hits": True}
            for found in branches
            for branch in found
        ]
        totals = iter([answer["hits"]["total"]["value"] for answer in self._cluster.search(asked)])
        weighed = [
            _weigh(found, [next(totals) for _ in found], self._cluster.dictionary.size) for found in branches
        ]
        tops = self._cluster.search(
            [{"query": query, "size": 1, "track_total_hits": False, "_source": False} for query in weighed]
        )
        for node, query, top in zip(nodes, weighed, tops, strict=True):
            most = top["hits"]["max_score"] or 0.0
            least = node.share * most * (1 - _TOLERANCE)
            holds_enough = (
                {"function_score": {**query["function_score"], "min_score": least}} if most else query
            )
            self._known[id(node)] = (node, holds_enough)


def _weigh(branches: Sequence[Json], totals: Sequence[int], size: int) -> Json:
    """A query whose score is the sum of the rarities of the branches that match."""
    weights = [rarity(total, size) for total in totals]
    known = [(branch, weight) for branch, weight in zip(branches, weights, strict=True) if weight]
    if not known:
        return {"match_none": {}}
    return {
        "function_score": {
            "query": {"bool": {"should": [branch for branch, _ in known], "minimum_should_match": 1}},
            "functions": [{"filter": branch, "weight": weight} for branch, weight in known],
            "score_mode": "sum",
            # Otherwise the boosts of enclosing nodes would count.
            "boost_mode": "replace",
        }
    }


def _most_ofs(tree: Tree) -> Iterator[MostOf]:
    if isinstance(tree, MostOf):
        yield tree
    for name in ("branches", "tree", "excluded", "extra"):
        inner = getattr(tree, name, ())
        for branch in inner if isinstance(inner, tuple) else (inner,):
            yield from _most_ofs(branch)
