"""The address of a cluster and its credentials. Importing this module does not need the client."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from renkei_search.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,99}")


@dataclass(frozen=True)
class ClusterSettings:
    """The address of the cluster and its credentials.

    Attributes:
        urls: one or more nodes.
        user: name and password, if the cluster asks for them; never shown.
        ca: the certificate authority of the cluster's certificate, if the system does not know it.
        name: the alias that names the index in use; other names begin with it.
        shards: the number of shards of an index.
        replicas: the number of replicas of each shard.
        seconds: the timeout of one request to the cluster.

    Raises:
        UsageError: an address is invalid or contains a password, or the name is not valid for an index.
    """

    urls: tuple[str, ...] = ("http://127.0.0.1:9200",)
    user: tuple[str, str] | None = field(default=None, repr=False)
    ca: Path | None = None
    name: str = "renkei-search"
    shards: int = 1
    replicas: int = 0
    seconds: float = 10.0

    def __post_init__(self) -> None:
        for url in self.urls:
            _check(url)
        if not _NAME.fullmatch(self.name):
            raise UsageError(
                "OpenSearchでの索引の名前には、半角の英小文字、数字、「-」「_」だけが使えます（先頭は英小文字）。"
            )


def _check(url: str) -> None:
    """Refuse an invalid address. The message does not quote it, because it may contain a password."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
        parts = urlsplit("")
    if parts.username or parts.password:
        raise UsageError(
            "OpenSearchのアドレスに利用者名とパスワードを書かないでください。"
            "RENKEI_SEARCH_OPENSEARCH_USER と RENKEI_SEARCH_OPENSEARCH_PASSWORD で指定してください。"
        )
    if not usable:
        raise UsageError(
            "OpenSearchのアドレスの形が違います。http://127.0.0.1:9200 のように指定してください。"
        )
