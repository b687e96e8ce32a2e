"""All errors of the program, as one tree.

::

    RenkeiSearchError          the root; nothing else is raised on purpose          exit code 1, HTTP 500
    ├── UsageError             what was asked is not possible as asked              exit code 2, HTTP 422
    │   ├── QueryError         the search words are refused (length, characters)
    │   ├── ParameterError     an unknown parameter or value
    │   │   └── DepthError     a page further down than answers reach
    │   ├── TableError         a table to import cannot be read or taken over
    │   ├── DocumentError      a document cannot be read
    │   │   └── ScannedError       it consists of pictures of pages, which OCR can read
    │   └── DeskError          what was asked of the desk cannot be done
    │       └── StaleEditError  it was changed in another window meanwhile                       HTTP 409
    ├── NotFoundError          no initiative, region or page by that id             exit code 2, HTTP 404
    ├── PaperTemplateError     an office's template of a paper cannot be used       exit code 2, HTTP 500
    ├── CorpusError            a file of the corpus cannot be read or contradicts   exit code 3, HTTP 500
    └── IndexUnusableError     no usable index generation                           exit code 4, HTTP 503
        ├── ClusterUnusableError  the cluster that holds it does not answer
        ├── IndexForbiddenError   there is one, but it may not be read
        └── IndexBusyError        it is just being built by another process

Messages are shown to users: in Japanese, one sentence on the problem and one on how to solve it.
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
        nearest: the known name or value most similar to the one that was refused.
    """

    def __init__(self, parameter: str, message: str, nearest: str | None = None) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.nearest = nearest


class DepthError(ParameterError):
    """A page is beyond the maximum depth. An export is the way to get all results."""


class TableError(UsageError):
    """A table to import cannot be read, or rows of it are refused."""


class DocumentError(UsageError):
    """A document cannot be read: protected, broken, empty, or too large."""


class ScannedError(DocumentError):
    """A document has pictures of its pages instead of characters.

    Args:
        cause: the sentence on the problem.
        remedy: what the user of the command can do about it. The desk offers that itself.
    """

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(cause + remedy)
        self.cause = cause


class DeskError(UsageError):
    """An edit of a draft cannot be done, or the desk cannot be opened as asked."""


class StaleEditError(DeskError):
    """What is to be edited was changed meanwhile."""

    status = 409


class NotFoundError(RenkeiSearchError):
    """Nothing has the requested id."""

    exit_code = 2
    status = 404


class PaperTemplateError(RenkeiSearchError):
    """The office's own template of a paper cannot be used. The fault is the operator's, not the asker's."""

    exit_code = 2
    status = 500


class CorpusError(RenkeiSearchError):
    """A corpus file does not parse, or its records contradict each other."""

    exit_code = 3
    status = 500


class IndexUnusableError(RenkeiSearchError):
    """There is no complete index that fits the program and the corpus."""

    exit_code = 4
    status = 503


class ClusterUnusableError(IndexUnusableError):
    """The cluster that holds the index does not answer, or not in full and in time."""


class IndexForbiddenError(IndexUnusableError):
    """The user lacks permission to read the index. Rebuilding it would not help."""


class IndexBusyError(IndexUnusableError):
    """Another process builds the index."""
