"""``python -m tests.snapshot write FOLDER`` and ``python -m tests.snapshot compare BEFORE AFTER``."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from renkei_search.search.service import SearchService, build_index
from renkei_search.settings import Settings
from renkei_search.web.app import create_app
from tests.snapshot.address import list_requests

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.snapshot.address import Ask

# Parts that differ between two runs of the same program.
_VARYING_HEADERS: Final = frozenset({"Date", "ETag", "Last-Modified", "Content-Length"})
_STATIC: Final = re.compile(r"/static/[0-9a-f]+/")
_SHOWN_LINES: Final = 20


def write_snapshot(folder: Path) -> int:
    """Request every address on a fresh index and write each answer to a file; returns their number."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as root:
        build_index(Path(root), read_corpus(resources.corpus_folder()))
        service = SearchService(Path(root))
        settings = Settings(
            corpus=(resources.corpus_folder(),), index=Path(root), templates=resources.templates_folder()
        )
        client = create_app(settings, service).test_client()
        engine = service.engine()
        varying = (
            engine.generation,
            engine.created.isoformat(),
            engine.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        asked = [*list_requests(engine)]
        for ask in asked:
            text = _answer(client, ask)
            for value in varying:
                text = text.replace(value, "VARYING")
            name = f"{sha256(ask.name.encode()).hexdigest()[:20]}.txt"
            (folder / name).write_text(_STATIC.sub("/static/VARYING/", text), encoding="utf-8")
    return len(asked)


def compare_snapshots(before: Path, after: Path) -> list[str]:
    """The requests whose answers differ, with the first lines of each difference."""
    differences = []
    for name in sorted({path.name for folder in (before, after) for path in folder.iterdir()}):
        old, new = (
            (folder / name).read_text("utf-8").splitlines() if (folder / name).exists() else []
            for folder in (before, after)
        )
        if old != new:
            lines = [*unified_diff(old, new, "before", "after", lineterm="", n=1)]
            differences.append("\n".join([(new or old)[0], *lines[2 : 2 + _SHOWN_LINES]]))
    return differences


def _answer(client: FlaskClient, ask: Ask) -> str:
    method = ask.method or ("POST" if ask.form or ask.body else "GET")
    response = client.open(ask.address, method=method, data=ask.form, json=ask.body)
    headers = [
        # Methods come in any order.
        f"{name}: {', '.join(sorted(value.split(', '))) if name.endswith(('Allow', 'Allow-Methods')) else value}"
        for name, value in sorted(response.headers)
        if name not in _VARYING_HEADERS
    ]
    # One element or key per line, so that a difference is short.
    text = response.get_data(as_text=True)
    if (response.mimetype or "").endswith("json"):
        text = text.replace(',"', ',\n"').replace("},{", "},\n{")
    return "\n".join([ask.name, response.status, *headers, "", text])


def main() -> int:
    """Run one of the two commands; 1 if two snapshots differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.snapshot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    write = commands.add_parser("write", help="write a snapshot into a new folder")
    write.add_argument("folder", type=Path)
    compare = commands.add_parser("compare", help="list the differences of two snapshots")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "write":
        sys.stdout.write(f"{write_snapshot(arguments.folder):,} answers in {arguments.folder}\n")
        return 0
    differences = compare_snapshots(arguments.before, arguments.after)
    sys.stdout.write("\n\n".join([*differences, f"{len(differences):,} answers differ.\n"]))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
