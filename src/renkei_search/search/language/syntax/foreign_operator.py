"""Operators of other search services, and notes saying that they are not supported."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FOREIGN: Final = (
    (
        re.compile(r"not|Not"),
        "{0} は普通の語として検索しました。除きたい語には、前に - か NOT を付けてください。",
    ),
    (re.compile(r"NEAR(?:/\d+)?|ADJ\d*|XOR"), "{0} という指定はできないため、普通の語として検索しました。"),
    (re.compile(r"\+\w.*"), "+ は普通の語として扱いました。付けなくても、すべての語を含む取組を探します。"),
    # The key for - types ー in kana mode, and other programs replace it with ‐ or –.
    (
        re.compile(r"[ー‐–](?![ァ-ヺー])\w.*"),
        "{0} は、初めの横棒も含めて普通の語として扱いました。除きたい語には、前に - か NOT を付けてください。",
    ),
    (re.compile(r"!\w.*"), "! は普通の語として扱いました。除きたい語には、前に - か NOT を付けてください。"),
    (re.compile(r"~\w.*|.*\w~\d*"), "~ は普通の語として扱いました。似た語は、付けなくても探します。"),
    (re.compile(r"\^\w.*|.*\w\^\d*"), "^ は普通の語として扱いました。語の重みは指定できません。"),
    (re.compile(r".*\*.+"), "* は語の終わりに付けたときだけ使えます（例：観光*）。"),
)

# Looks like a field, and is not a time, ratio or address.
_UNKNOWN_FIELD: Final = re.compile(r"(?!https?[:：])(?P<name>[^\W\d]\w*)[:：](?!//)[^\s:：]")


def notes_on_foreign(typed: str, fields: Sequence[str]) -> Iterator[str]:
    """Japanese sentences on the parts of a word that are not operators here.

    Args:
        typed: the word, without a star at its end.
        fields: the names of fields that can be searched.
    """
    plain = unicodedata.normalize("NFKC", typed)
    yield from (note.format(typed) for pattern, note in _FOREIGN if pattern.fullmatch(plain))
    if found := _UNKNOWN_FIELD.match(typed):
        names = " ".join(f"{name}:" for name in fields)
        yield f"{found['name']}: という項目はないため、普通の語として検索しました（使える項目は {names}）。"
