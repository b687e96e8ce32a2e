"""Find the source of a row: a table imported earlier, or a new one."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from renkei_search.corpus.era import read_date
from renkei_search.corpus.intake.row.flaw import CellError
from renkei_search.corpus.intake.row.value import is_url, parse_as_of, parse_url, split_basis
from renkei_search.corpus.intake.table.cell import clean_text
from renkei_search.errors import TableError
from renkei_search.model.record import Basis, Origin, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.reader import CorpusPart

OWN: Final = "own"
"""The id of the source of rows that name none."""

NO_DATE: Final = "資料の時点がありません"
"""The reason for refusing a row whose source has no date."""

_UNKNOWN: Final = "記載なし"
_DATE_REMEDY: Final = (
    "「時点」の列に書くか、--as-of 令和7年4月1日 のように、表や資料がいつのものかを指定してください。"
)
_DATE_IN_FORM: Final = "「時点」に、資料がいつのものかを「令和7年4月1日」のように書いてください。"


class CitedSource(NamedTuple):
    """The cells of a row about its source; missing ones are empty."""

    title: str
    publisher: str = ""
    as_of: str = ""
    url: str = ""


class SourceRegister:
    """All sources of a catalogue and those that an import adds.

    Args:
        catalogue: the known sources.
        target: the destination folder; new rows are added only to its tables.
        file_name: the imported file, for the source of rows that name none.
        as_of: the date of sources for which the table gives none; empty if not given.
        slug: makes a part of an id from a title.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        target: CorpusPart | None,
        file_name: str,
        as_of: str,
        slug: Callable[[str], str],
    ) -> None:
        self._slug = slug
        self._by_id: dict[str, Source] = {}
        self._by_wording: dict[str, list[Source]] = defaultdict(list)
        self._numbers: Counter[str] = Counter()
        for item in catalogue.sources:
            self._enter(item.source)
        own = [item.source for item in target.sources] if target is not None else []
        self._tables = {source.id for source in own if source.origin is Origin.TABLE}
        self._file_name = " ".join(clean_text(file_name).text.split())
        self._as_of = parse_as_of(as_of)[0] if as_of else ""
        self._default: str | None = OWN if OWN in self._tables else None

    def source(self, source_id: str) -> Source:
        """The source with this id, known or added."""
        return self._by_id[source_id]

    def default(self) -> str:
        """The id of the source of rows that name none.

        Raises:
            TableError: it is new and has no date.
        """
        if self._default is None:
            self._default = self._add(OWN, CitedSource(f"取り込んだ表（{self._file_name}）"), named=False)
        return self._default

    def resolve(self, citation: CitedSource) -> str:
        """The id of the source that a new row belongs to.

        Raises:
            TableError: it is a document, which cannot contain the row, or another row describes it differently, or it
                is new and has no date.
        """
        url = parse_url(citation.url) if citation.url else ""
        title = citation.title
        if not url and is_url(title):
            title, url = "", parse_url(title)
        if not title and not url:
            return self._of_table(citation) if citation.publisher or citation.as_of else self.default()
        for source in self._by_wording[title or url]:
            is_table = source.id in self._tables
            if is_table and url and source.url != url:
                continue
            if is_table and not self._is_described(source, citation):
                continue
            if not is_table:
                raise TableError(
                    f"資料「{source.id} {source.title}」の原文にこの取組はありません。"
                    "新しい行では、資料の欄を空にするか、ご自分の資料の名前を書いてください。"
                )
            self.refuse_difference(source, citation.publisher, citation.as_of)
            return source.id
        named = citation._replace(title=title or f"ウェブページ（{urlsplit(url).hostname}）", url=url)
        slug = self._slug(title) if title else "web"
        return self._add(f"{OWN}-{slug}" if slug else OWN, named, named=bool(title))

    def new_document_id(self, title: str) -> str:
        """The id of a document that is added, from its title."""
        slug = self._slug(title)
        stem = f"doc-{slug}" if slug else "doc"
        source_id, number = stem, 1
        while source_id in self._by_id:
            number += 1
            source_id = f"{stem}-{number}"
        return source_id

    def refuse_difference(self, source: Source, publisher: str, as_of: str) -> None:
        """Check the row's cells about its source.

        Raises:
            TableError: they contradict the source.
        """
        for heading, text, known in (("公表者", publisher, source.publisher), ("時点", as_of, source.as_of)):
            said = split_basis(text)[0]
            if text and said != known and not (heading == "時点" and _same_date(said, known)):
                raise CellError(
                    f"{heading}は資料「{source.id}」の情報（{known}）です。行ごとには変えられません。"
                    f"変えるときは sources/{source.id}/source.toml を直してください。",
                    cause=f"{heading}が、資料「{source.title}」のもの（{known}）と違います",
                    subject=said,
                    remedy="同じ資料の行では同じにするか、資料の名前を分けてください。",
                )

    @staticmethod
    def _is_described(source: Source, citation: CitedSource) -> bool:
        """Whether a row's description matches a source, because many publishers have documents of one name (総合計画)."""
        if source.id in citation.title:
            return True
        publisher = split_basis(citation.publisher)[0]
        return (not publisher or publisher == source.publisher) and (
            not citation.as_of or _same_date(citation.as_of, source.as_of)
        )

    def _of_table(self, citation: CitedSource) -> str:
        """The table itself as a source; there is one for each publisher and date in its rows."""
        for source in self._by_id.values():
            is_own = source.id in self._tables and source.title_basis is Basis.INFERRED and source.url is None
            if is_own and self._is_described(source, citation):
                return source.id
        return self._add(OWN, citation._replace(title=f"取り込んだ表（{self._file_name}）"), named=False)

    def _add(self, stem: str, citation: CitedSource, *, named: bool) -> str:
        if not citation.as_of and not self._as_of:
            raise CellError(
                f"{NO_DATE}。{_DATE_REMEDY}", cause=NO_DATE, remedy=_DATE_REMEDY, in_form=_DATE_IN_FORM
            )
        as_of, as_of_basis = parse_as_of(citation.as_of) if citation.as_of else (self._as_of, Basis.STATED)
        publisher, publisher_basis = split_basis(citation.publisher)
        source = Source(
            id=self._new_id(stem),
            title=citation.title,
            title_basis=Basis.STATED if named else Basis.INFERRED,
            publisher=publisher or _UNKNOWN,
            publisher_basis=publisher_basis if publisher else Basis.INFERRED,
            as_of=as_of,
            as_of_basis=as_of_basis,
            url=citation.url or None,
            covers=f"表（{self._file_name}）から取り込んだ取組です。",
            missing="表に書かれていないことは分かりません。",
            licence="取り込んだ方の資料です。利用の条件は公表者に確かめてください。",
            origin=Origin.TABLE,
        )
        self._enter(source)
        self._tables.add(source.id)
        return source.id

    def _new_id(self, stem: str) -> str:
        candidate = stem
        self._numbers[stem] = max(self._numbers[stem], 1)
        while candidate in self._by_id:
            self._numbers[stem] += 1
            candidate = f"{stem}-{self._numbers[stem]}"
        return candidate

    def _enter(self, source: Source) -> None:
        """Add a source, which is identified by its name, or by its address if it has no name."""
        self._by_id[source.id] = source
        wordings = {source.id, source.title, f"{source.id} {source.title}"}
        if source.url is not None and source.title_basis is Basis.INFERRED:
            wordings.add(source.url)
        for wording in wordings:
            self._by_wording[wording].append(source)


def _same_date(one: str, other: str) -> bool:
    meant, known = read_date(one), read_date(other)
    return meant is not None and known is not None and meant[:4] == known[:4]
