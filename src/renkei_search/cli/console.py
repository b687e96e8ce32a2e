"""The consoles of commands: results go to standard output, everything else to standard error."""

from __future__ import annotations

from rich.console import Console

output = Console(highlight=False)
messages = Console(stderr=True, highlight=False)
