"""Which source a row of a table belongs to: a table imported earlier, or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.corpus.intake.cell import clean_text
from renkei_search.corpus.intake.value import split_basis
from renkei_search.errors import TableError
from renkei_search.record import Basis, Origin, Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.reader import CorpusPart

OWN: Final = "own"
"""The id of the source of rows that name none."""

_UNKNOWN: Final = "記載なし"


class SourceRegister:
    """All sources of a catalogue and those that an import adds.

    Args:
        catalogue: what is known.
        target: the folder that rows go to; only its tables take new rows.
        file_name: the imported file, for the source of rows that name none.
        today: the as-of date of that source.
        slug: makes an id's part of a title.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        target: CorpusPart | None,
        file_name: str,
        today: date,
        slug: Callable[[str], str],
    ) -> None:
        self._slug = slug
        self._by_id = {item.source.id: item.source for item in catalogue.sources}
        own = [item.source for item in target.sources] if target is not None else []
        self._tables = {source.id for source in own if source.origin is Origin.TABLE}
        self._file_name = " ".join(clean_text(file_name).text.split())
        self._today = f"{today.year}年{today.month}月{today.day}日"
        self._default: str | None = OWN if OWN in self._tables else None

    def source(self, source_id: str) -> Source:
        """The source with this id, known or added."""
        return self._by_id[source_id]

    def default(self) -> str:
        """The id of the source of rows that name none."""
        if self._default is None:
            self._default = self._add(OWN, f"取り込んだ表（{self._file_name}）", "", "")
        return self._default

    def resolve(self, title: str, publisher: str, as_of: str) -> str:
        """The id of the source that a new row belongs to.

        Raises:
            TableError: it is a document, whose text says nothing of the row, or another row describes it otherwise.
        """
        if not title:
            return self.default()
        for source in self._by_id.values():
            if title in {source.id, source.title, f"{source.id} {source.title}"}:
                if source.id not in self._tables:
                    raise TableError(
                        f"資料「{source.id} {source.title}」の原文にこの取組はありません。"
                        "新しい行では、資料の欄を空にするか、ご自分の資料の名前を書いてください。"
                    )
                self.refuse_difference(source, publisher, as_of)
                return source.id
        slug = self._slug(title)
        return self._add(f"{OWN}-{slug}" if slug else OWN, title, publisher, as_of)

    def refuse_difference(self, source: Source, publisher: str, as_of: str) -> None:
        """Check what a row says of its source.

        Raises:
            TableError: the source says otherwise.
        """
        for heading, text, known in (("公表者", publisher, source.publisher), ("時点", as_of, source.as_of)):
            if text and split_basis(text)[0] != known:
                raise TableError(
                    f"{heading}は資料「{source.id}」の情報（{known}）です。行ごとには変えられません。"
                    f"変えるときは sources/{source.id}/source.toml を直してください。"
                )

    def _add(self, stem: str, title: str, publisher: str, as_of: str) -> str:
        source_id, number = stem, 1
        while source_id in self._by_id:
            number += 1
            source_id = f"{stem}-{number}"
        named = stem != OWN or publisher
        publisher, publisher_basis = split_basis(publisher)
        as_of, as_of_basis = split_basis(as_of)
        self._by_id[source_id] = Source(
            id=source_id,
            title=title,
            title_basis=Basis.STATED if named else Basis.INFERRED,
            publisher=publisher or _UNKNOWN,
            publisher_basis=publisher_basis if publisher else Basis.INFERRED,
            as_of=as_of or self._today,
            as_of_basis=as_of_basis if as_of else Basis.INFERRED,
            covers=f"表（{self._file_name}）から取り込んだ取組です。",
            missing="表に書かれていないことは分かりません。",
            licence="取り込んだ方の資料です。利用の条件は公表者に確かめてください。",
            origin=Origin.TABLE,
        )
        self._tables.add(source_id)
        return source_id
