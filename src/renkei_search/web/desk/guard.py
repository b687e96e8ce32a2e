"""Access control: only the browser on this machine that was given the address with the token.

A page of another site in the same browser can send requests too. They are recognised by ``Host`` (after DNS rebinding),
``Origin`` and ``Sec-Fetch-Site``.
"""

from __future__ import annotations

import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

REFUSED: Final = "renkei_search.desk.refused"
"""The key in the WSGI environment for the reason why the guard refuses a request."""

PREFIX: Final = "/desk/"

_WRONG_ADDRESS: Final = (
    "アドレスが違います。renkei-search desk が表示したアドレスを、そのまま開いてください。"
)
_FOREIGN_HOST: Final = "この画面は、このコンピューターのブラウザーだけで開けます。"
_FOREIGN_SITE: Final = "ほかのサイトからは使えません。"


class Guard:
    """Passes requests to the desk or, once the desk was opened, to the pages of the search.

    Args:
        desk: the application of the desk, whose addresses start with :data:`PREFIX` and the token.
        search: the application of the search.
        token: the secret in the address.
        hosts: the accepted values of ``Host``.
    """

    def __init__(
        self, desk: WSGIApplication, search: WSGIApplication, token: str, hosts: tuple[str, ...]
    ) -> None:
        self._desk, self._search, self._token, self._hosts = desk, search, token, hosts
        # Cookies apply to all ports, so the cookie for the search must not open the desk.
        self._pass = hmac.new(token.encode(), b"search", hashlib.sha256).hexdigest()
        self._cookie = f"renkei-desk-{hosts[0].rpartition(':')[2]}"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path = str(environ.get("PATH_INFO", ""))
        reason = self._refusal(environ)
        if reason is not None:
            return self._refuse(environ, start_response, reason)
        if path.startswith("/static/"):
            return self._search(environ, start_response)
        if path.startswith(PREFIX):
            token, slash, rest = path.removeprefix(PREFIX).partition("/")
            if not hmac.compare_digest(token.encode(errors="replace"), self._token.encode()):
                return self._refuse(environ, start_response, _WRONG_ADDRESS)
            environ["SCRIPT_NAME"] = f"{PREFIX}{token}"
            environ["PATH_INFO"] = f"{slash}{rest}"
            return self._desk(environ, self._let_in(start_response))
        if not self._is_let_in(environ):
            return self._refuse(environ, start_response, _WRONG_ADDRESS)
        return self._search(environ, start_response)

    def _refusal(self, environ: WSGIEnvironment) -> str | None:
        host = str(environ.get("HTTP_HOST", ""))
        if host.lower() not in self._hosts:
            return _FOREIGN_HOST
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and str(origin).lower() != f"http://{host.lower()}":
            return _FOREIGN_SITE
        if str(environ.get("HTTP_SEC_FETCH_SITE", "none")) not in {"none", "same-origin"}:
            return _FOREIGN_SITE
        if str(environ["REQUEST_METHOD"]) not in {"GET", "HEAD"} and origin is None:
            return _FOREIGN_SITE
        return None

    def _refuse(
        self, environ: WSGIEnvironment, start_response: StartResponse, reason: str
    ) -> Iterable[bytes]:
        environ[REFUSED] = reason
        environ["SCRIPT_NAME"], environ["PATH_INFO"], environ["REQUEST_METHOD"] = "", "/", "GET"
        return self._desk(environ, start_response)

    def _let_in(self, start_response: StartResponse) -> StartResponse:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            cookie = f"{self._cookie}={self._pass}; HttpOnly; SameSite=Strict; Path=/"
            return start_response(status, [*headers, ("Set-Cookie", cookie)], exc_info)

        return start

    def _is_let_in(self, environ: WSGIEnvironment) -> bool:
        try:
            cookies = SimpleCookie(str(environ.get("HTTP_COOKIE", "")))
        except CookieError:
            return False
        shown = cookies.get(self._cookie)
        return shown is not None and hmac.compare_digest(shown.value.encode(), self._pass.encode())
