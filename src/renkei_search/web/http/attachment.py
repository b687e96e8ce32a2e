"""An answer that a browser saves as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from flask import Response


def attach(response: Response, name: str) -> Response:
    """Set the file name, encoded as RFC 5987 requires, and in ASCII for clients without support for that."""
    plain = name.encode("ascii", "ignore").decode().replace("__", "_")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response
