"""Problems of a row, in a form that lets rows with the same problem be reported together."""

from __future__ import annotations

from typing import NamedTuple

from renkei_search.errors import TableError


class Flaw(NamedTuple):
    """Why a row is refused, and which column is the cause.

    ``message`` is the complete sentence for this row. Rows with the same ``cause`` are reported together: ``subject``
    is the content of the cell, ``remedy`` is common to all of them. Without a cause, the message is used.

    Messages and remedies are worded for somebody who imports a table by the command. ``in_form`` is the remedy for
    somebody who sees the row as a form, without columns and options, where that differs. ``twin`` is the number of
    another row that is part of the problem, or 0.
    """

    column: str
    message: str
    cause: str = ""
    subject: str = ""
    remedy: str = ""
    in_form: str = ""
    twin: int = 0


class CellError(TableError):
    """A cell cannot be used. Other rows may have the same cause; see :class:`Flaw`."""

    def __init__(
        self, message: str, *, cause: str, subject: str = "", remedy: str = "", in_form: str = ""
    ) -> None:
        super().__init__(message)
        self.cause = cause
        self.subject = subject
        self.remedy = remedy
        self.in_form = in_form


def flaw_of(column: str, error: TableError) -> Flaw:
    """The flaw for an error."""
    if isinstance(error, CellError):
        return Flaw(column, str(error), error.cause, error.subject, error.remedy, error.in_form)
    return Flaw(column, str(error))


class Remark(NamedTuple):
    """A remark on an accepted row. Rows with the same ``cause`` are reported together; see :class:`Flaw`.

    ``row`` is the number of the row if the remark is kept apart from it.
    """

    cause: str
    place: str = ""
    subject: str = ""
    row: int = 0

    def sentence(self) -> str:
        """The remark for this row alone."""
        return f"{self.cause}（{self.subject}）。" if self.subject else f"{self.cause}。"
