"""The documents as a contract: they name every command, option and route, and their links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from renkei_search import resources
from renkei_search.cli import commands
from renkei_search.cli.serve import serve
from renkei_search.search.service import SearchService
from renkei_search.settings import ServerSettings, Settings
from renkei_search.web.serve.server import make_application

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("corpus/*.md"), *ROOT.glob("index/*.md")]
)


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_every_command_is_documented(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for command in commands.commands:
        assert f"`renkei-search {command}`" in text


def test_every_api_route_and_parameter_is_documented(client: FlaskClient) -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            assert f"`{method} {re.sub(r'<.*?>', '<id>', rule.rule)}`" in text
    for parameter in ("q", "per_page", "sort"):
        assert f"`{parameter}`" in text


def test_every_option_of_serve_and_every_figure_is_documented(index_root: Path) -> None:
    text = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    for parameter in serve.params:
        if parameter.name not in {"corpus", "index"}:
            assert f"`{parameter.opts[0]}" in text
    settings = Settings(corpus=(index_root,), index=index_root, templates=resources.templates_folder())
    application, _ = make_application(settings, ServerSettings(metrics=True), SearchService(index_root))
    for name in re.findall(
        r"^# TYPE (\S+)", Client(application).get("/metrics").get_data(as_text=True), re.M
    ):
        assert f"`{name}" in text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_the_figures_in_the_readme_are_those_of_the_corpus(client: FlaskClient) -> None:
    total = client.get("/api/v1/search?per_page=1").get_json()["total"]
    for name in ("README.md", "README.ja.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.search(rf"{total} initiatives|{total}件の取組", text)


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_the_searches_shown_print_what_is_shown(name: str, index_root: Path) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    shown = re.findall(r"```console\n\$ renkei-search (search [^\n]+)\n(.*?)```", text, flags=re.DOTALL)
    assert shown
    for command, output in shown:
        done = subprocess.run(
            [sys.executable, "-m", "renkei_search", *shlex.split(command), "--index", str(index_root)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"},
            check=True,
        )
        assert "".join(done.stdout.split()) == "".join(output.split())


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_every_query_of_the_table_finds_something_and_is_understood(name: str, client: FlaskClient) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    table = re.search(r"\| (?:Type|入力) \|[^\n]*\n\|---\|---\|\n(.*?)\n\n", text, flags=re.DOTALL)
    assert table
    queries = [
        query for row in table[1].split("\n") for query in re.findall(r"`([^`]+)`", row.split(" | ")[0])
    ]
    assert len(queries) >= 8
    for query in queries:
        answer = client.get("/api/v1/search", query_string={"q": query}).get_json()
        receipt = answer["query"]["receipt"]
        assert answer["total"], query
        # For a sentence, a note may say that nothing has all of its words.
        assert receipt["mode"] == "sentence" or not receipt["notes"], query


def test_the_answer_shown_is_the_answer_given(client: FlaskClient) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(
        r"\$ curl -sG http://127\.0\.0\.1:8000(/\S+) --data-urlencode (\S+) -d (\S+)[^\n]*\n(\{.*?\n\})\n```",
        text,
        flags=re.DOTALL,
    )
    assert shown
    body = client.get(f"{shown[1]}?{shown[2]}&{shown[3]}").get_json()
    item = {key: body["items"][0][key] for key in ("id", "title", "region")}
    assert json.loads(shown[4]) == {"total": body["total"], "item": item}
