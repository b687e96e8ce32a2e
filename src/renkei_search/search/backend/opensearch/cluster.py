"""Send searches to a cluster: complete answers only, with a timeout, and with a retry if a node was just lost."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from renkei_search.errors import ClusterUnusableError
from renkei_search.index.opensearch.client import explained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opensearchpy import OpenSearch

    from renkei_search.index.dictionary import Dictionary
    from renkei_search.search.backend.opensearch.query import Json


# When a node is lost, another one takes over its shards within moments.
_PAUSES: Final = (0.05, 0.2, 0.5, 1.0, 2.0)
_PASSING: Final = (429, 500, 502, 503, 504)


@dataclass(frozen=True)
class Cluster:
    """Access to one generation on the cluster.

    Attributes:
        client: the connection.
        index: the concrete index, so that a request never mixes two generations.
        dictionary: its terms, whose rows number the occurrences.
        shards: the number of shards of the index.
        seconds: the timeout of one search.
    """

    client: OpenSearch
    index: str
    dictionary: Dictionary
    shards: int
    seconds: float

    def search(self, bodies: Sequence[Json]) -> list[Json]:
        """Run several searches at once.

        Raises:
            ClusterUnusableError: the cluster does not answer all of them in full and in time.
        """
        answers: dict[int, Json] = {}
        open_ = list(range(len(bodies)))
        for pause in (*_PAUSES, None):
            found = self._ask([bodies[place] for place in open_])
            answers |= zip(open_, found, strict=True)
            open_ = [place for place in open_ if _is_incomplete(answers[place])]
            if not open_:
                return [answers[place] for place in range(len(bodies))]
            if pause is None or not all(_may_pass(answers[place]) for place in open_):
                break
            time.sleep(pause)
        raise ClusterUnusableError(_explain(answers[open_[0]], self.index))

    def read(self, ids: Sequence[str], field: str) -> list[Json]:
        """Some documents by id, in this order.

        Raises:
            ClusterUnusableError: the cluster does not return all of them.
        """
        for pause in (*_PAUSES, None):
            with explained():
                found: list[Json] = self.client.mget(
                    index=self.index, body={"ids": list(ids)}, params={"_source": field}
                )["docs"]
            if all(item.get("found") for item in found):
                return found
            if pause is None or any(item.get("found") is False for item in found):
                break
            time.sleep(pause)
        raise ClusterUnusableError(
            f"OpenSearchの索引 {self.index} に、あるはずの取組がありません。索引を作り直してください。"
        )

    def check(self) -> None:
        """Make sure that every shard of the index answers.

        Raises:
            ClusterUnusableError: it does not.
        """
        self.search([{"size": 0, "query": {"match_none": {}}}])

    def _ask(self, bodies: Sequence[Json]) -> list[Json]:
        if not bodies:
            return []
        lines: list[Json] = []
        for body in bodies:
            # Otherwise each of several shards would score by its own document frequencies.
            lines += [
                {
                    "index": self.index,
                    "search_type": "dfs_query_then_fetch" if self.shards > 1 else "query_then_fetch",
                    "allow_partial_search_results": False,
                },
                {**body, "timeout": f"{self.seconds:g}s"},
            ]
        with explained():
            found: list[Json] = self.client.msearch(body=lines)["responses"]
        return found


def _is_incomplete(answer: Json) -> bool:
    return bool("error" in answer or answer.get("timed_out") or answer["_shards"]["failed"])


def _may_pass(answer: Json) -> bool:
    """Whether the failure is due to a lost node and not to the query."""
    return not answer.get("timed_out") and answer.get("status", 503) in _PASSING


def _explain(answer: Json, index: str) -> str:
    if answer.get("status") == 404:
        return f"OpenSearchに索引 {index} がありません。索引を作り直してください。"
    if answer.get("timed_out"):
        return "OpenSearchの検索が時間内に終わりませんでした。少し待ってからやり直してください。"
    return "OpenSearchが検索を最後まで処理できませんでした。クラスターの状態を確かめてください。"
