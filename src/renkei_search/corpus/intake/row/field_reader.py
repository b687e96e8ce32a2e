"""The policy fields of a row: by known or confirmed wordings, or inferred from its text."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.intake.row.field_wording import CATEGORIES, FAMILIES, KNOWN, REST, TRANSLATED
from renkei_search.corpus.intake.row.flaw import CellError, Flaw
from renkei_search.corpus.intake.row.value import shorten, split_basis
from renkei_search.corpus.intake.table.cell import MAX_NAME
from renkei_search.corpus.table import split_values
from renkei_search.errors import TableError
from renkei_search.model.record import Basis, Coded
from renkei_search.model.taxonomy import fold_wording, wordings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from renkei_search.model.taxonomy import Node, Taxonomy

UNKNOWN_FIELD: Final = "政策分野の書き方が分かりません"
"""The reason for refusing a row whose policy field a person has to choose."""

INFER: Final = "推定"
"""The choice to infer the field from each row's text."""

_SEPARATOR: Final = re.compile(r"[、,，;；/／|｜\n]")
_ALIKE: Final = 0.6
_MOST_PROPOSED: Final = 3


class Unknown(NamedTuple):
    """A wording of a policy field that a person has to explain, with its number of rows and the candidates."""

    wording: str
    rows: int
    candidates: tuple[str, ...]


class FieldReader:
    """Reads policy fields and categories.

    Args:
        taxonomy: the official classification.
        confirmed: the codes that a person chose for each wording; no codes mean that the field is inferred.
        families: gives the confidence for each family of types of practice from a title and a description.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        confirmed: Mapping[str, tuple[str, ...]],
        families: Callable[[str, str], Mapping[str, float]],
    ) -> None:
        self._taxonomy = taxonomy
        self._confirmed = {fold_wording(wording): codes for wording, codes in confirmed.items()}
        self._families = families
        self._codes = {
            fold_wording(text): code for code, texts in KNOWN.items() if code in taxonomy for text in texts
        } | _wordings(taxonomy.fields)
        # Names that may occur within a text, without the codes that precede them in tables.
        self._names = {
            fold_wording(text): node.code
            for node in taxonomy.fields
            for text in (*wordings_of(node), *KNOWN.get(node.code, ()))
            if len(fold_wording(text)) > 1 and not text.startswith("その他")
        }
        self._translated = {
            fold_wording(text): code
            for code, texts in TRANSLATED.items()
            if code in taxonomy
            for text in texts
        }
        self._categories = {
            fold_wording(text): code for code, texts in CATEGORIES.items() for text in texts
        } | _wordings(taxonomy.categories)
        self._unknown: Counter[str] = Counter()
        self._guessed: dict[str, Counter[str]] = {}
        self._found_alike: dict[str, list[str]] = {}

    def parse_category(self, text: str) -> Coded:
        """Read a category, given by code, name, label, another wording, or code and wording.

        Raises:
            TableError: there is no such category.
        """
        wording, basis = split_basis(text)
        found = self._categories.get(fold_wording(wording))
        if found is None:
            choices = "、".join(f"「{node.code} {node.label}」" for node in self._taxonomy.categories)
            choose = f"{choices}から選ぶか、空にしてください。"
            remedy = f"{choose}別のことを書いた列なら、--column 見出し=使わない で外せます。"
            raise CellError(
                f"「{shorten(wording)}」という区分はありません。{remedy}",
                cause="区分が分かりません",
                subject=shorten(wording),
                remedy=remedy,
                in_form=choose,
            )
        return Coded(code=found, basis=basis)

    def parse(
        self, text: str, title: str, description: str, category: Coded | None = None
    ) -> tuple[Coded, ...]:
        """Read policy fields, one per line or separated by commas; if none is named, infer one from the text.

        Raises:
            TableError: a wording is unknown, or there is none and the field cannot be inferred.
        """
        found: dict[str, Coded] = {}
        inferred = not text.strip()
        for value in split_values(text):
            for coded in self._parse_value(value, title, description):
                if coded is None:
                    inferred = True
                else:
                    found.setdefault(coded.code, coded)
        if not found and inferred:
            code = self.infer(title, description, category)
            if code is None:
                remedy = "政策分野の欄に書いてください。"
                said = "政策分野が空で、文からも推定できません"
                raise CellError(f"{said}。{remedy}", cause=said, remedy=remedy)
            return (Coded(code=code, basis=Basis.INFERRED),)
        return tuple(found.values())

    def infer(self, title: str, description: str, category: Coded | None = None) -> str | None:
        """Infer the policy field of a text.

        By the type of practice with the highest confidence, or else by the name of a field in the title, or else in the
        description. The last resort is the field for everything else of the row's category, if it names one.
        """
        prefix = f"{category.code}-" if category is not None else ""
        sure = self._families(title, description)
        for family in sorted(sure, key=lambda name: -sure[name]):
            code = FAMILIES.get(family)
            if code is not None and code in self._taxonomy and code.startswith(prefix):
                return code
        for text in (fold_wording(title), fold_wording(description)):
            named = [word for word in self._names if word in text]
            for word in sorted(named, key=lambda word: (-text.count(word), -len(word))):
                if self._names[word].startswith(prefix):
                    return self._names[word]
        return REST.get(category.code) if category is not None else None

    def unknown(self) -> tuple[Unknown, ...]:
        """The unknown wordings, most frequent first."""
        return tuple(
            Unknown(wording, rows, self._candidates(wording)) for wording, rows in self._unknown.most_common()
        )

    def _parse_value(self, value: str, title: str, description: str) -> Iterable[Coded | None]:
        wording, basis = split_basis(value)
        whole = self._lookup(wording, basis)
        if whole is not None:
            return whole
        pieces = [split_basis(piece) for piece in _SEPARATOR.split(value) if piece.strip()]
        looked = [(piece, self._lookup(piece, basis)) for piece, basis in pieces]
        if not any(codes is not None for _, codes in looked):
            looked = [(wording, None)]
        for piece, codes in looked:
            if codes is None:
                self._refuse(piece, title, description)
        return [coded for _, codes in looked for coded in codes or ()]

    def _lookup(self, wording: str, basis: Basis) -> list[Coded | None] | None:
        folded = fold_wording(wording)
        if folded in self._confirmed:
            codes = self._confirmed[folded]
            return [Coded(code=code, basis=basis) for code in codes] or [None]
        if folded in self._codes:
            return [Coded(code=self._codes[folded], basis=basis)]
        if folded in self._translated:
            return [Coded(code=self._translated[folded], basis=Basis.INFERRED)]
        return None

    def _refuse(self, wording: str, title: str, description: str) -> None:
        short = shorten(wording)
        self._unknown[short] += 1
        guessed = self.infer(title, description)
        if guessed is not None:
            self._guessed.setdefault(short, Counter())[self._taxonomy[guessed].label] += 1
        above = _wordings((*self._taxonomy.categories, *self._taxonomy.groups))
        if fold_wording(wording) in above:
            said = f"「{short}」は分野のまとまりです。その中の政策分野を書いてください。"
        else:
            proposed = "」か「".join(self._alike(fold_wording(wording)))
            said = f"「{short}」という分野はありません。" + (
                f"「{proposed}」ではありませんか。" if proposed else ""
            )
        raise CellError(
            said,
            cause=UNKNOWN_FIELD,
            subject=short,
            remedy="対応表で、書き方ごとに一度だけ政策分野を選んでください。",
            in_form="政策分野を、一覧から選び直してください。",
        )

    def _candidates(self, wording: str) -> tuple[str, ...]:
        """Labels of the fields that a wording may mean: those of similar wordings, or the most frequent guess for its rows."""
        alike = self._alike(fold_wording(wording))
        if alike:
            return tuple(alike)
        guessed = self._guessed.get(wording)
        return tuple(label for label, _ in guessed.most_common(1)) if guessed else ()

    def _alike(self, folded: str) -> list[str]:
        if folded not in self._found_alike:
            self._found_alike[folded] = self._find_alike(folded)
        return self._found_alike[folded]

    def _find_alike(self, folded: str) -> list[str]:
        """The labels of the fields whose wording is part of the text, contains it, or has most characters in common with it."""
        words = self._names
        within = sorted((word for word in words if word in folded), key=len, reverse=True)
        around = sorted((word for word in words if len(folded) > 1 and folded in word), key=len)
        found = (
            within or around[:1] or difflib.get_close_matches(folded[:MAX_NAME], words, n=1, cutoff=_ALIKE)
        )
        longest = len(found[0]) if within else 0
        chosen = [word for word in found if not within or len(word) == longest]
        return [*dict.fromkeys(self._taxonomy[words[word]].label for word in chosen)][:_MOST_PROPOSED]


def no_families(title: str, description: str) -> Mapping[str, float]:  # noqa: ARG001
    """No families: without types of practice, only the names of fields are used."""
    return {}


def _wordings(nodes: tuple[Node, ...]) -> dict[str, str]:
    """Codes by folded wording, with and without the code or its last letters before it, as tables write them."""
    found = {fold_wording(text): node.code for node in nodes for text in (node.code, *wordings_of(node))}
    for node in nodes:
        parts = node.code.split("-")
        prefixes = {"".join(parts[start:]) for start in range(len(parts))}
        for text in wordings_of(node):
            for prefix in prefixes:
                found.setdefault(fold_wording(prefix + text), node.code)
    return found


def codes_of(text: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """The codes that a person chose for a wording; empty for :data:`INFER`.

    Raises:
        TableError: one of them is not a policy field.
    """
    if split_basis(text)[0] == INFER or text.strip() == INFER:
        return ()
    reader = FieldReader(taxonomy, {}, no_families)
    fields = reader.parse(text, "", "")
    if not fields:
        raise TableError(f"「{shorten(text)}」という分野はありません。")
    return tuple(coded.code for coded in fields)


def category_of(fields: tuple[Coded, ...]) -> Coded:
    """The category of the first field."""
    return Coded(code=fields[0].code.split("-")[0], basis=fields[0].basis)


def find_contradictions(category: Coded, fields: tuple[Coded, ...]) -> list[Flaw]:
    """The flaw of a category that contains none of the fields."""
    if any(field.code.split("-")[0] == category.code for field in fields):
        return []
    other = fields[0].code.split("-")[0]
    said = f"区分「{category.code}」の政策分野がありません（政策分野は「{other}」のものです）"
    clear = "区分を空にすると、政策分野から決まります。"
    remedy = f"{clear}すべての行でそうするなら、--column 見出し=使わない で列を外せます。"
    return [Flaw("category", f"{said}。{remedy}", said, "", remedy, clear)]
