"""The options that choose the search engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from renkei_search.errors import UsageError
from renkei_search.index.opensearch.settings import ClusterSettings
from renkei_search.search.backend.registry import Engine, EngineSettings

F = TypeVar("F", bound=Callable[..., Any])

_PREFIX: Final = "RENKEI_SEARCH_OPENSEARCH_"


def engine_options(command: F) -> F:
    """Add the options; :func:`take_engine` reads them."""
    for option in reversed(
        (
            click.option(
                "--engine",
                type=click.Choice([engine.value for engine in Engine]),
                default=Engine.COLUMNS.value,
                show_default=True,
                envvar="RENKEI_SEARCH_ENGINE",
                help="検索のしくみ。1台で動かすなら columns、複数台のクラスターなら opensearch です。",
            ),
            click.option(
                "--opensearch-url",
                multiple=True,
                envvar=f"{_PREFIX}URL",
                help="OpenSearch のアドレス。何度でも書けます。省くと http://127.0.0.1:9200 です。",
            ),
            click.option("--opensearch-user", envvar=f"{_PREFIX}USER", help="OpenSearch の利用者名。"),
            click.option(
                "--opensearch-password",
                envvar=f"{_PREFIX}PASSWORD",
                help=f"そのパスワード。ほかの人に見えないよう、環境変数 {_PREFIX}PASSWORD で指定してください。",
            ),
            click.option(
                "--opensearch-ca",
                type=click.Path(path_type=Path, dir_okay=False, exists=True),
                envvar=f"{_PREFIX}CA",
                help="OpenSearch の証明書を発行した認証局の証明書（PEM）。",
            ),
            click.option(
                "--opensearch-name",
                default="renkei-search",
                show_default=True,
                envvar=f"{_PREFIX}NAME",
                help="OpenSearch での索引の名前。",
            ),
            click.option(
                "--opensearch-shards",
                type=click.IntRange(1, 64),
                default=1,
                show_default=True,
                envvar=f"{_PREFIX}SHARDS",
                help="索引の分割数（索引を作るとき）。",
            ),
            click.option(
                "--opensearch-replicas",
                type=click.IntRange(0, 16),
                default=0,
                show_default=True,
                envvar=f"{_PREFIX}REPLICAS",
                help="索引の複製の数（索引を作るとき）。",
            ),
        )
    ):
        command = option(command)
    return command


def take_engine(options: dict[str, Any]) -> EngineSettings:
    """Remove the options of :func:`engine_options` from those of a command, and return them.

    Raises:
        UsageError: a user without a password, an invalid address, or an invalid index name.
    """
    urls, user, password, ca, name, shards, replicas = (
        options.pop(f"opensearch_{part}")
        for part in ("url", "user", "password", "ca", "name", "shards", "replicas")
    )
    if (user is None) != (password is None):
        raise UsageError(
            f"OpenSearch の利用者名とパスワードは両方を指定してください（{_PREFIX}USER と {_PREFIX}PASSWORD）。"
        )
    cluster = ClusterSettings(
        urls=tuple(urls) or ClusterSettings().urls,
        user=None if user is None else (user, password),
        ca=ca,
        name=name,
        shards=shards,
        replicas=replicas,
    )
    return EngineSettings(Engine(options.pop("engine")), cluster)
