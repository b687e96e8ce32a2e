"""The rooms of the program: ARCHITECTURE.md names each, and none has more modules than a room should."""

from __future__ import annotations

from pathlib import Path

import renkei_search

ROOT = Path(str(renkei_search.__file__)).parent
_TABLE = (Path(__file__).parents[1] / "ARCHITECTURE.md").read_text(encoding="utf-8")


def _rooms() -> dict[str, int]:
    """Each folder with modules, and how many it has besides ``__init__``."""
    rooms: dict[str, int] = {}
    for path in ROOT.rglob("*.py"):
        room = str(path.parent.relative_to(ROOT))
        rooms[room] = rooms.get(room, 0) + (path.name != "__init__.py")
    del rooms["."]
    return rooms


def test_every_room_is_in_the_table() -> None:
    parts = {
        room: [part for part in (f"`{room}/`", f"`{room.split('/')[-1]}/`") if part in _TABLE]
        for room in _rooms()
    }
    assert [room for room, found in parts.items() if not found] == []


def test_no_room_has_more_than_twelve_modules() -> None:
    assert {room for room, modules in _rooms().items() if modules > 12} == set()
