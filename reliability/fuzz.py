"""Feed the parser, the engine and every route with random input."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from reliability.hostile import LENGTHS, SCRIPTS, Mutator, all_addresses, list_paths
from reliability.material import UnreliableError, demand
from renkei_search.errors import UsageError
from renkei_search.search.language.limit import clean_query_text
from renkei_search.search.language.syntax.parser import parse
from renkei_search.search.request import SearchRequest, Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from renkei_search.search.engine import SearchEngine

LIMIT: Final = 0.25
_TIMES: Final = 3
_WORDS: Final = (5, 13, 16, 30)  # characters of words that may be taken for compounds
_LONGEST_DRAFT: Final = 5_000
_LONGEST_ADDRESS: Final = 8_000  # the part of an address that a server reads


@dataclass
class Tally:
    """The results of one part of a run.

    Attributes:
        inputs: how many were tried.
        outcomes: the number of inputs by outcome: answered, refused, or an HTTP status.
        slowest: seconds of the slowest input; beyond the limit, the best of three tries, or its processor time.
    """

    inputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


@dataclass(frozen=True)
class FuzzFigures:
    """A run.

    Attributes:
        seed: repeats it.
        parts: the tally of each part by name.
    """

    seed: int
    parts: dict[str, Tally]

    @property
    def inputs(self) -> int:
        """The total number of inputs."""
        return sum(tally.inputs for tally in self.parts.values())


def fuzz(
    engine: SearchEngine,
    client: FlaskClient,
    seed: int,
    inputs: int,
    progress: Callable[[], None] = lambda: None,
    limit: float = LIMIT,
) -> FuzzFigures:
    """Try a number of inputs: four tenths on the parser, three on the engine, three on the routes.

    Before that, every hostile query is sent to every route, and runs of each script in each length are searched for,
    compared and completed.

    Args:
        engine: called directly, without the web application.
        client: of the application.
        seed: of the inputs.
        inputs: how many are drawn.
        progress: called after each.
        limit: the seconds that an answer may take.

    Raises:
        UnreliableError: an exception that is no refusal, an answer of 5xx, or one slower than the limit; names the
            input.
    """
    drawn = Mutator(seed)
    client.application.logger.disabled = True
    patterns = [rule.rule for rule in client.application.url_map.iter_rules()]
    parts = {
        "grammar": (0.4, drawn.text, _parse),
        "engine": (0.3, lambda: _draw_request(drawn), lambda asked: _ask(engine, asked)),
        "routes": (0.3, lambda: _draw_address(drawn, patterns), lambda asked: _get(client, asked)),
    }
    tallies = {"hostile": Tally(), "runs": Tally()}
    for label, address in all_addresses(list_paths(client)):
        _try(tallies["hostile"], ("GET", address, None), lambda asked: _get(client, asked), label, limit)
    for asked in _draw_runs(drawn):
        _try(tallies["runs"], asked, lambda asked: _get(client, asked), f"runs, seed {seed}", limit)
    for name, (share, draw, attempt) in parts.items():
        tally = tallies[name] = Tally()
        for _ in range(round(inputs * share)):
            _try(tally, draw(), attempt, f"{name}, seed {seed}, input {tally.inputs}", limit)
            progress()
    return FuzzFigures(seed, tallies)


def _try(tally: Tally, given: Any, attempt: Callable[[Any], str], place: str, limit: float) -> None:
    taken, outcome = inf, ""
    for _ in range(_TIMES):
        wall, processor = time.perf_counter(), time.process_time()
        try:
            outcome = attempt(given)
        except Exception as error:
            raise UnreliableError(f"{place}: {type(error).__name__}: {error}: {given!r:.2000}") from error
        if outcome.startswith("5"):
            raise UnreliableError(f"{place}: {outcome}: {given!r:.2000}")
        taken = min(taken, time.perf_counter() - wall)
        if taken <= limit:
            break
        # Where other programs use the processor, only the time of this process counts.
        taken = min(taken, time.process_time() - processor)
    demand(taken <= limit, f"{place}: {taken:.3f} s: {given!r:.2000}")
    tally.inputs += 1
    tally.outcomes[outcome] += 1
    tally.slowest = max(tally.slowest, taken)


def _parse(text: str) -> str:
    try:
        parse(clean_query_text(text))
    except UsageError:
        return "refused"
    return "answered"


def _draw_request(drawn: Mutator) -> tuple[str, str]:
    chance = drawn.chance
    kind = chance.choice(["search", "search", "search", "words", "suggest", "similar"])
    return kind, drawn.draft() if kind == "similar" else drawn.text()


def _ask(engine: SearchEngine, asked: tuple[str, str]) -> str:
    kind, text = asked
    try:
        if kind == "similar":
            engine.similar_to_text(text)
        elif kind == "suggest":
            engine.suggest(text)
        else:
            engine.search(SearchRequest(text, sort=Sort.REGION, expand=kind == "search"))
    except UsageError:
        return "refused"
    return "answered"


def _draw_address(drawn: Mutator, patterns: list[str]) -> tuple[str, str, str | None]:
    chance = drawn.chance
    # The test client takes what follows two slashes for a host.
    path = "/" + drawn.path(patterns).lstrip("/")
    if chance.random() < 0.1:
        return "POST", chance.choice(["/api/v1/similar", "/similar", path]), drawn.draft()
    return chance.choice(["GET"] * 8 + ["HEAD", "OPTIONS"]), f"{path}?{drawn.query_string()}", None


def _draw_runs(drawn: Mutator) -> Iterator[tuple[str, str, str | None]]:
    """Every way to send a run of each script in each length, a run of a single letter, and many different words."""
    for letters in SCRIPTS.values():
        for length in LENGTHS:
            for text in (drawn.run(letters, length), letters[0] * length):
                for address, name in (("/search", "q"), ("/api/v1/suggest", "q"), ("/similar", "text")):
                    query = urlencode({name: text})
                    if len(query) < _LONGEST_ADDRESS:
                        yield "GET", f"{address}?{query}", None
                yield "POST", "/api/v1/similar", text
        for length in _WORDS:
            words = " ".join(drawn.run(letters, length) for _ in range(_LONGEST_DRAFT // (length + 1)))
            yield "POST", "/api/v1/similar", words


def _get(client: FlaskClient, asked: tuple[str, str, str | None]) -> str:
    method, address, text = asked
    answer: TestResponse
    if text is None:
        answer = client.open(address, method=method)
    elif address.startswith("/api/"):
        body = {"text": text.encode("utf-8", "replace").decode()}
        answer = client.open(address, method=method, json=body)
    else:
        answer = client.open(address, method=method, data={"text": text.encode("utf-8", "surrogatepass")})
    answer.close()
    return str(answer.status_code)
