"""A class name has one meaning in the whole program."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import renkei_search

_CLASS = re.compile(r"^class ([A-Z]\w*)", re.MULTILINE)


def test_no_two_public_classes_have_the_same_name() -> None:
    root = Path(str(renkei_search.__file__)).parent
    homes: dict[str, list[str]] = defaultdict(list)
    for path in sorted(root.rglob("*.py")):
        for name in _CLASS.findall(path.read_text(encoding="utf-8")):
            homes[name].append(str(path.relative_to(root)))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}
