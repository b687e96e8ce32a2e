"""Everything that can go wrong, as one tree.

::

    RenkeiSearchError          the root; nothing else is raised on purpose          exit code 1, HTTP 500
    ├── UsageError             what was asked is not possible as asked              exit code 2, HTTP 422
    │   ├── QueryError         the search words are refused (length, characters)
    │   ├── ParameterError     an unknown parameter or value
    │   │   └── DepthError     a page further down than answers reach
    │   └── TableError         a table to import cannot be read or taken over
    ├── NotFoundError          no initiative, region or page by that id             exit code 2, HTTP 404
    ├── CorpusError            a file of the corpus cannot be read or contradicts   exit code 3, HTTP 500
    └── IndexUnusableError     no usable index generation                           exit code 4, HTTP 503

Messages are shown to users: Japanese, one sentence that names the place, one that names the remedy.
"""

from __future__ import annotations


class RenkeiSearchError(Exception):
    """Root of the errors this package raises on purpose.

    ``exit_code`` is the command line's, ``status`` the HTTP status of the same cause.
    """

    exit_code = 1
    status = 500


class UsageError(RenkeiSearchError):
    """The request cannot be carried out as it was made."""

    exit_code = 2
    status = 422


class QueryError(UsageError):
    """The search words are refused, for their length or their characters."""

    parameter = "q"


class ParameterError(UsageError):
    """A parameter is unknown, or its value is.

    Args:
        parameter: the name as the user wrote it.
        message: a Japanese sentence.
        nearest: the known name or value most like the one that was refused.
    """

    def __init__(self, parameter: str, message: str, nearest: str | None = None) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.nearest = nearest


class DepthError(ParameterError):
    """A page lies further down than answers reach. Whoever needs all results is better served by an export."""


class TableError(UsageError):
    """A table to import cannot be read, or rows of it are refused."""


class NotFoundError(RenkeiSearchError):
    """Nothing has the id that was asked for."""

    exit_code = 2
    status = 404


class CorpusError(RenkeiSearchError):
    """A corpus file does not parse, or its records contradict each other."""

    exit_code = 3
    status = 500


class IndexUnusableError(RenkeiSearchError):
    """There is no complete index that fits the program and the corpus."""

    exit_code = 4
    status = 503
