"""A reading process whose search for initiatives fails, as a hostile document may cause."""

import os
import time
from typing import Any

from renkei_search.corpus.document import worker


def hang(*_arguments: Any) -> Any:
    while True:
        time.sleep(0.1)


def devour(*_arguments: Any) -> Any:
    held = []
    while True:
        held.append(bytearray(1 << 24))


def descend(*arguments: Any) -> Any:
    return [descend(*arguments)]


def die(*_arguments: Any) -> Any:
    os._exit(3)


WAYS = {"hang": hang, "devour": devour, "descend": descend, "die": die}

if __name__ == "__main__":
    setattr(worker, "propose", WAYS[os.environ["MISLED"]])  # noqa: B010 # it is not the worker's own
    worker.main()
