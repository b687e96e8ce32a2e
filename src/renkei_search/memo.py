"""Caches that are limited by characters or bytes, not only by the number of entries.

Users determine the keys by what they type and import, so with a limit on entries alone a few long texts could fill
the memory.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache, update_wrapper
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Key = TypeVar("Key", bound="Hashable")
Answer = TypeVar("Answer")

LONGEST: Final = 64
"""Words are rarely longer."""


def remember(
    entries: int, longest: int = LONGEST
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Cache the most recent results of a function, except for texts over ``longest`` characters.

    The function takes positional arguments only. The length is the total of its string arguments.
    """

    def decorate(function: Callable[..., Answer]) -> Callable[..., Answer]:
        remembered = lru_cache(maxsize=entries)(function)

        def answer(*key: object) -> Answer:
            # A plain loop for speed: this is called for every morpheme of a build.
            length = 0
            for part in key:
                if type(part) is str:
                    length += len(part)
            return remembered(*key) if length <= longest else function(*key)

        return update_wrapper(answer, function)

    return decorate


class Memory(Generic[Key, Answer]):
    """A least-recently-used cache with a limit on entries and on total size. Thread-safe."""

    def __init__(self, entries: int, size: int) -> None:
        self._entries = entries
        self._room = size
        self._kept: OrderedDict[Key, tuple[Answer, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Answer | None:
        """The cached value for a key, or none."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Key, answer: Answer, size: int) -> None:
        """Add a value of some size, and evict the least recently used ones until there is room."""
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = (answer, size)
            self._room -= size
            while self._room < 0 or len(self._kept) > self._entries:
                _, (_, freed) = self._kept.popitem(last=False)
                self._room += freed
