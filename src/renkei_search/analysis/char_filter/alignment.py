"""A rewritten text in which each character is mapped to characters of the original."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Sequence


class Edit(NamedTuple):
    """Characters ``[start, end)`` of a text to be replaced.

    Characters that are removed without a replacement map to nothing or, if the edit ``clings``, to the character
    before.
    """

    start: int
    end: int
    text: str
    clings: bool = False


class Aligned(NamedTuple):
    """A text, and for each of its characters where it starts and ends in the original.

    Without ``starts`` and ``ends`` each character maps to the one at the same offset of the original.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original that the characters ``[start, end)`` (at least one) map to."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def apply(self, edits: Iterable[Edit]) -> Aligned:
        """Apply edits, which are sorted and do not overlap.

        All characters of a replacement map to everything they replace; an inserted character maps to the one before
        it.
        """
        text = self.text
        starts = range(len(text)) if self.starts is None else self.starts
        ends = range(1, len(text) + 1) if self.ends is None else self.ends
        parts: list[str] = []
        new_starts: list[int] = []
        new_ends: list[int] = []
        done = 0
        for start, end, written, clings in edits:
            parts += (text[done:start], written)
            new_starts += starts[done:start]
            new_ends += ends[done:start]
            first, last = (start, end - 1) if end > start else (max(start - 1, 0),) * 2
            new_starts += [starts[first]] * len(written)
            new_ends += [ends[last]] * len(written)
            if clings and not written and new_ends:
                new_ends[-1] = ends[last]
            done = end
        if not parts:
            return self
        parts.append(text[done:])
        new_starts += starts[done:]
        new_ends += ends[done:]
        return Aligned("".join(parts), new_starts, new_ends)

    def sub(self, pattern: re.Pattern[str], write: Callable[[re.Match[str]], str | None]) -> Aligned:
        """Replace each match by what the function returns, unless that is None."""
        return self.apply(
            Edit(*found.span(), written)
            for found in pattern.finditer(self.text)
            if (written := write(found)) is not None and written != found[0]
        )
