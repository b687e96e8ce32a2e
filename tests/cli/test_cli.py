"""The program as its users start it: arguments, output, messages and an exit code."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest

from reliability.serving import free_port
from tests.cli.command import run, run_process

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient


def test_search_prints_a_readable_list(index_root: Path) -> None:
    done = run_process("search", "病児保育", "--field", "ウ-A-c", "--index", index_root)
    assert done.returncode == 0, done.stderr
    assert "6件" in done.stdout
    assert "熊本連携中枢都市圏｜福祉・子育て" in done.stdout
    assert done.stderr == ""


def test_search_says_what_an_empty_answer_means(index_root: Path) -> None:
    filtered = run("search", "移住", "--field", "福祉・子育て", "--index", index_root).stdout
    assert "「移住」の取組は、選んだ条件の中にはありません（0件）" in filtered
    assert "条件や言葉を変えると見つかります: " in filtered
    apart = run("search", "図書館", "デニム", "--index", index_root).stdout
    assert "「図書館 デニム」のすべてにあてはまる取組は、収録した資料にありません（0件）" in apart
    assert "「市」だけでは、取組を探せません（0件）" in run("search", "市", "--index", index_root).stdout
    absent = run("search", "京都", "--index", index_root).stdout
    assert "「京都」（京都市）が参加する圏域は、収録していません。京都府の圏域は、一つも" in absent


def test_search_prints_the_json_of_the_endpoint(index_root: Path, client: FlaskClient) -> None:
    done = run("search", "病児保育", "--field", "ウ-A-c", "--json", "--index", index_root)
    assert json.loads(done.stdout) == client.get("/api/v1/search?q=病児保育&field=ウ-A-c").get_json()


def test_several_words_and_filters_reach_the_engine(index_root: Path) -> None:
    done = run(
        "search",
        "移住",
        "相談会",
        "--prefecture",
        "青森県",
        "--kind",
        "renkei-chusu",
        "--json",
        "--index",
        index_root,
    )
    body = json.loads(done.stdout)
    assert body["query"]["q"] == "移住 相談会"
    assert {item["region"]["id"] for item in body["items"]} == {"aomori"}


def test_filters_take_the_names_that_the_program_prints(index_root: Path) -> None:
    def ids(*options: str) -> list[str]:
        done = run("search", "--json", *options, "--index", index_root)
        assert done.returncode == 0, done.stderr
        return [item["id"] for item in json.loads(done.stdout)["items"]]

    named = ids(
        *("--kind", "連携中枢都市圏", "--field", "福祉・子育て", "--region", "熊本連携中枢都市圏"),
        *("--prefecture", "熊本", "--category", "生活関連機能"),
    )
    assert named
    assert named == ids(
        *("--kind", "renkei-chusu", "--field", "ウ-A-c", "--region", "kumamoto"),
        *("--prefecture", "熊本県", "--category", "ウ"),
    )


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            ["search", "--kind", "連携中枢都市"],
            "--kind: 圏域の種類「連携中枢都市」はありません。「連携中枢都市圏」ではありませんか。",
        ),
        (
            ["search", "移住", "--region", "niigta"],
            "--region: 圏域「niigta」はありません。「niigata」ではありませんか。",
        ),
        (["search", "移住", "--page", "0"], "--page: ページは1以上"),
        (["search", "移住", "--nothing"], "--nothing"),
        (["search", "移住", "--sort", "best"], "best"),
        (["search", "a" * 300], "256文字以内"),
        (["nothing"], "nothing"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(index_root: Path, arguments: list[str], text: str) -> None:
    extra = ["--index", str(index_root)] if arguments[0] == "search" else []
    done = run(*arguments, *extra)
    assert done.returncode == 2
    assert text in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_wrong_use_ends_the_process_with_exit_code_2() -> None:
    assert run_process("nothing").returncode == 2


def test_search_builds_a_missing_index_and_says_so(tmp_path: Path) -> None:
    first = run_process("search", "デニム", "--index", tmp_path / "index")
    assert first.returncode == 0, first.stderr
    assert "索引がありません。索引を作ります" in first.stderr
    assert "取組307件の索引" in first.stderr
    again = run_process("search", "デニム", "--index", tmp_path / "index")
    assert again.stderr == ""
    assert again.stdout == first.stdout


def test_search_rebuilds_an_outdated_index_and_says_so(tmp_path: Path, corpus_copy: Path) -> None:
    assert run("index", "--index", tmp_path / "index", "--corpus", corpus_copy).returncode == 0
    path = corpus_copy / "sources" / "000" / "source.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("新潟県内", "新潟県の中"), encoding="utf-8")
    done = run("search", "デニム", "--index", tmp_path / "index", "--corpus", corpus_copy)
    assert "コーパスが索引を作ったときから変わっています。索引を作ります" in done.stderr


def test_a_faulty_corpus_is_named_and_the_old_index_stays_in_use(tmp_path: Path, corpus_copy: Path) -> None:
    index = tmp_path / "index"
    assert run("index", "--index", index, "--corpus", corpus_copy).returncode == 0
    current = (index / "CURRENT").read_text()
    path = corpus_copy / "initiatives" / "000.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"region"', '"regoin"', 1), encoding="utf-8")

    refused = run("index", "--index", index, "--corpus", corpus_copy)
    assert refused.returncode == 3
    assert re.search(r"initiatives/000\.jsonl 1行目.*regoin", refused.stderr)
    assert (index / "CURRENT").read_text() == current

    used = run("search", "デニム", "--index", index, "--corpus", corpus_copy)
    assert used.returncode == 0
    assert "これまでの索引を使います" in used.stderr
    assert "ジャパンデニム" in used.stdout


def test_check_accepts_the_bundled_corpus() -> None:
    done = run("check")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("100.0%") == 5
    assert "誤りはありません" in done.stdout


def test_check_refuses_a_damaged_corpus(corpus_copy: Path) -> None:
    path = corpus_copy / "initiatives" / "001.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("デニム", "ジーンズ", 1), encoding="utf-8")
    done = run("check", "--corpus", corpus_copy)
    assert done.returncode == 3
    assert "001-bingo-denim-project: title が出典と一致しません" in done.stdout


def test_serve_answers_and_stops_when_interrupted(index_root: Path) -> None:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "renkei_search",
        "serve",
        "--port",
        str(port),
        "--index",
        str(index_root),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as server:
        try:
            assert server.stderr is not None
            assert f"http://127.0.0.1:{port}/" in server.stderr.readline()
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/api/v1/search?per_page=1", timeout=10
            ) as answer:
                assert json.load(answer)["total"] == 307
            taken = run_process("serve", "--port", str(port), "--index", index_root)
            assert taken.returncode == 2
            assert "待ち受けられません" in taken.stderr
        finally:
            server.send_signal(signal.SIGINT)
            deadline = time.monotonic() + 10
            while server.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
            server.kill()
    assert server.returncode == 0


def test_a_corpus_that_is_as_it_was_is_not_read_again(tmp_path: Path, corpus_copy: Path) -> None:
    index = tmp_path / "index"
    assert run_process("search", "デニム", "--index", index, "--corpus", corpus_copy).returncode == 0
    path = corpus_copy / "initiatives" / "000.jsonl"
    before = path.stat()
    faulty = path.read_bytes().replace(b'"region"', b'"regoin"', 1)
    path.write_bytes(faulty)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert run_process("search", "デニム", "--index", index, "--corpus", corpus_copy).stderr == ""
    path.touch()
    assert "regoin" in run_process("search", "デニム", "--index", index, "--corpus", corpus_copy).stderr


def test_check_names_an_offices_words_that_say_nothing(tmp_path: Path) -> None:
    words = tmp_path / "own-words"
    words.mkdir()
    (words / "thesaurus.toml").write_text(
        '[[groups]]\nwords = ["ふれあいタクシー", "デマンド交通"]\n', encoding="utf-8"
    )
    assert run("check", "--corpus", words).returncode == 0
    (words / "thesaurus.toml").write_text('[[groups]]\nwords = ["港", "港湾施設"]\n', encoding="utf-8")
    done = run("check", "--corpus", words)
    assert done.returncode != 0
    assert "「港」は短すぎて" in done.stdout


@pytest.mark.parametrize("contact", ["企画課", "javascript:alert(1)", "a@b", "a@example.jp?bcc=b@example.jp"])
def test_serve_takes_an_address_to_tell_of_errors_and_nothing_else(index_root: Path, contact: str) -> None:
    refused = run("serve", "--contact", contact, "--index", index_root)
    assert refused.returncode == 2
    assert "メールアドレスか、https://" in refused.stderr
