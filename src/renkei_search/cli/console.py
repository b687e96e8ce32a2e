"""Where commands write: answers to the output, everything else to the messages."""

from __future__ import annotations

from rich.console import Console

output = Console(highlight=False)
messages = Console(stderr=True, highlight=False)
