from __future__ import annotations

from renkei_search.memo import LONGEST, Memory, remember


def test_short_texts_are_remembered_and_long_ones_worked_out_each_time() -> None:
    asked: list[str] = []

    @remember(8)
    def double(text: str) -> str:
        asked.append(text)
        return text * 2

    long = "あ" * (LONGEST + 1)
    assert [double("あ"), double("あ"), double(long), double(long)] == ["ああ", "ああ", long * 2, long * 2]
    assert asked == ["あ", long, long]


def test_a_memory_holds_no_more_than_its_size() -> None:
    memory: Memory[str, bytes] = Memory(entries=10, size=100)
    for name in "abcd":
        memory.put(name, name.encode(), 40)
    assert [memory.get(name) for name in "abcd"] == [None, None, b"c", b"d"]


def test_a_memory_forgets_what_was_used_longest_ago() -> None:
    memory: Memory[str, int] = Memory(entries=2, size=100)
    memory.put("a", 1, 1)
    memory.put("b", 2, 1)
    assert memory.get("a") == 1
    memory.put("c", 3, 1)
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (1, None, 3)


def test_what_is_larger_than_the_memory_is_not_kept() -> None:
    memory: Memory[str, int] = Memory(entries=2, size=10)
    memory.put("a", 1, 11)
    assert memory.get("a") is None
    memory.put("b", 2, 10)
    assert memory.get("b") == 2
