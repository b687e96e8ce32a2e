"""The connection to a cluster. All its failures are raised as one type of error."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionError,  # noqa: A004 # the client's name
    ConnectionTimeout,
    OpenSearchException,
    TransportError,
)

from renkei_search.errors import ClusterUnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.index.opensearch.settings import ClusterSettings

# The client logs each request with its body, which contains what people search for.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)

_RETRIED: Final = (429, 502, 503, 504)


def connect(settings: ClusterSettings) -> OpenSearch:
    """Make a client, without a request to the cluster. Thread-safe, but not to be shared by forked processes."""
    return OpenSearch(
        hosts=list(settings.urls),
        http_auth=settings.user,
        ca_certs=str(settings.ca) if settings.ca else None,
        timeout=settings.seconds,
        # If one node does not answer, another may; each is tried once.
        max_retries=max(len(settings.urls), 2),
        retry_on_timeout=True,
        retry_on_status=_RETRIED,
        sniff_on_start=False,
        pool_maxsize=16,
    )


@contextmanager
def explained() -> Iterator[None]:
    """Turn the client's exceptions into our error, with advice.

    Raises:
        ClusterUnusableError: the cluster does not answer, or not as it should.
    """
    try:
        yield
    except (AuthenticationException, AuthorizationException) as error:
        raise ClusterUnusableError(
            "OpenSearchが利用者名かパスワードを受け付けません。接続の設定を確かめてください。"
        ) from error
    except ConnectionTimeout as error:
        raise ClusterUnusableError(
            "OpenSearchからの応答がありません。混み合っていないか、動いているかを確かめてください。"
        ) from error
    except ConnectionError as error:
        raise ClusterUnusableError(
            "OpenSearchに接続できません。アドレスと、動いているかを確かめてください。"
        ) from error
    except TransportError as error:
        raise ClusterUnusableError(
            f"OpenSearchがエラーを返しました（{error.status_code}）。クラスターの状態を確かめてください。"
        ) from error
    except OpenSearchException as error:
        raise ClusterUnusableError("OpenSearchとの接続の設定に誤りがあります。") from error
