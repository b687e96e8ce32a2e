"""Recognise the title, the publisher, the date, and the region with its members on the first pages of a document."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.mark import read_opening
from renkei_search.corpus.document.proposal.outline import body_size
from renkei_search.corpus.document.proposal.region_name import (
    KIND_NAMES,
    NAME_CHARS,
    find_region_names,
    kind_in,
)
from renkei_search.corpus.era import parse_date
from renkei_search.model.prefecture import PREFECTURES
from renkei_search.model.record import Record, RegionKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.document.page.model import Document, Page

_AGREEMENT: Final = re.compile(r"協定|協約")
_MUNICIPALITY: Final = re.compile(r"[一-龯々ヶケァ-ヺーぁ-ん]{1,7}?[市町村区]")
_LIST: Final = re.compile(
    r"(?:[一-龯々ヶケァ-ヺーぁ-ん【】]{1,8}?[市町村区]】?(?:[、，,・]|及び|並びに|と、?)[\s　]*)+"
    r"[一-龯々ヶケァ-ヺーぁ-ん【】]{1,8}?[市町村区]】?"
)
_PUBLISHER: Final = re.compile(
    r"[一-龯々ヶケァ-ヺーぁ-ん・]{1,20}?(?:市|町|村|県|都|府|道|協議会|広域連合|一部事務組合|連携中枢都市圏|定住自立圏)"
)
_OFFICE: Final = re.compile(
    rf"(?P<name>{NAME_CHARS}{{1,6}}?[市町村])(?:役所|役場)?[一-龯々ァ-ヺー・]{{2,14}}(?:部|局|課|室|係|担当)"
)
_NUMERAL: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE: Final = re.compile(
    rf"(?:(?:令和|平成|昭和)\s*(?:{_NUMERAL}|元)|20\d\d)\s*年(?:度|\s*{_NUMERAL}\s*月(?:\s*{_NUMERAL}\s*日)?)?"
)
_CORE: Final = re.compile(
    rf"(?:連携中枢都市|中心市)(?:である|は|[:：（(]|となる|の)?(?!圏)[\s　]*({NAME_CHARS}{{1,6}}?市)|"
    rf"({NAME_CHARS}{{1,6}}?市)[\s　]*[（(]以下[「『]甲[」』]"
)
_BEFORE_MUNICIPALITY: Final = re.compile(r"^(?:.*である|(?:近隣|周辺|隣接)(?:の|する))")
_PARTY: Final = re.compile(r"[（(]以下[^（）()]*[）)]")
# 中核市 and 関係市町村 denote kinds of municipalities and are not names.
_NO_NAME: Final = re.compile(
    r"(?:指定都|政令|中核|中心|中枢都|連携|構成|関係|近隣|周辺|参加|対象|全|本|各|当該|他の|以上の|ある|する|した|宣言|大都|地方都)"
    r"(?:市町村|市町|町村|市|町|村|区|都市)|市区町村|(?:市町村|町村|都市|市町)$"
)
_EVERYONE: Final = re.compile(r"(?:全|全ての|すべての|圏域内?の?全?)(?:構成)?(?:市町村|市町|町村)")
_FIRST_PAGES: Final = 3
_LONGEST_TITLE: Final = 60
_LONGEST_PUBLISHER: Final = 24
_SEVERAL: Final = 2  # municipalities; a list of this many gives the members
_BESIDE_DATE: Final = 6  # characters, such as those of （…現在）
_DRAFT: Final = re.compile(r"[（(【\[]?(?:素|原|骨子)?案[）)】\]]?$|[（(]案[）)]")


class FrontMatter(Record, frozen=True, kw_only=True):
    """What was recognised on the first pages; anything else is empty. A person has to confirm all of it.

    ``as_of`` is the date as printed. ``draft`` says whether the document is called a proposal (案). ``guessed`` says that
    the region is named after its core city, because an agreement between two municipalities does not name its region.
    """

    title: str = ""
    publisher: str = ""
    as_of: str = ""
    region: str = ""
    kind: RegionKind | None = None
    core_city: str = ""
    members: tuple[str, ...] = ()
    prefectures: tuple[str, ...] = ()
    draft: bool = False
    guessed: bool = False

    def notes(self) -> tuple[str, ...]:
        """Notes for the person who confirms it, as Japanese sentences."""
        if not self.guessed:
            return ()
        return (
            f"圏域の名称は、この資料にありません。中心市（{self.core_city}）の名前から「{self.region}」としました。正しい名称を確かめてください。",
        )


def read_front(document: Document) -> FrontMatter:
    """Recognise the title, publisher, date and region of a document."""
    first = document.pages[:_FIRST_PAGES]
    title = _title(document, first)
    names = _region_names(document.pages, title)
    region = names.most_common(1)[0][0] if names else ""
    text = _flat(first)
    whole = _flat(document.pages)
    members = _members(whole, region)
    publisher = _publisher(first[:1])
    core = _core_city(text) or _core_city(whole)
    kind = kind_in(region or title)
    guessed = not region and core != "" and kind is not None and _AGREEMENT.search(title) is not None
    if guessed and kind is not None:
        region = core.removesuffix("市") + KIND_NAMES[kind]
    core = core or (publisher if publisher.endswith("市") and may_be_municipality(publisher) else "")
    core = core or (members[0] if members else "")
    if members and core and core not in members:
        members = (core, *members)
    return FrontMatter(
        title=title,
        publisher=publisher or core,
        as_of=_as_of(first),
        region=region,
        kind=kind,
        core_city=core,
        members=members,
        prefectures=tuple(name for name in PREFECTURES if name in text)[:2],
        draft=bool(_DRAFT.search(title)),
        guessed=guessed,
    )


def _lines(page: Page) -> Iterator[tuple[str, float]]:
    for block in page.blocks:
        if block.paragraph is not None:
            yield block.paragraph.text.strip(), block.paragraph.size
        elif block.table is not None:
            for cell in block.table.cells:
                if cell.text.strip():
                    yield cell.text.strip(), 0.0


def _title(document: Document, first: tuple[Page, ...]) -> str:
    """The line in the largest type on the first page, or the title in the file's metadata; empty without either.

    Headings of chapters, labels and dates are not titles.
    """
    body = body_size(document)
    if document.format == "html" and document.title:
        # A web page starts with links. Its title comes before the name of the site.
        return re.split(r"\s*[｜|]\s*|\s[-–—－]\s", document.title)[0][:_LONGEST_TITLE]
    lines = [
        (block.paragraph.text.strip(), block.paragraph.size)
        for page in first[:1]
        for block in page.blocks
        if block.paragraph is not None and _may_be_title(block.paragraph.text)
    ]
    largest = max((size for _, size in lines), default=0.0)
    if largest > body * 1.1 or (lines and not body):
        found = [text for text, size in lines if size >= largest - 0.5] if body else [lines[0][0]]
        return "".join(found[:2]) if body and len("".join(found[:2])) <= _LONGEST_TITLE else found[0]
    if document.title:
        return document.title[:_LONGEST_TITLE]
    return lines[0][0] if lines else _title_of_sheet(first[:1])


def _title_of_sheet(first: tuple[Page, ...]) -> str:
    """The only cell in the first row of a sheet; empty if there are several."""
    tables = [block.table for page in first for block in page.blocks if block.table is not None]
    cells = [cell for table in tables[:1] for cell in table.cells if cell.text.strip()]
    first_row = min((cell.row for cell in cells), default=0)
    top = [cell.text.strip() for cell in cells if cell.row == first_row]
    return top[0] if len(top) == 1 and _may_be_title(top[0]) else ""


def _may_be_title(text: str) -> bool:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    dated = _DATE.search(plain) is not None and len(_DATE.sub("", plain)) <= _BESIDE_DATE
    return len(text) <= _LONGEST_TITLE and read_opening(text) is None and not dated


def _region_names(pages: tuple[Page, ...], title: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, weight in ((title, 20), (_flat(pages[:_FIRST_PAGES]), 3), (_flat(pages), 1)):
        for name in find_region_names(text):
            counts[name] += weight
    return counts


def _members(text: str, region: str) -> tuple[str, ...]:
    """The longest list of municipalities near the region's name or after 構成市町村, or else the longest of all."""
    text = _PARTY.sub("", text)
    lists = [(found.start(), _names(found.group())) for found in _LIST.finditer(text)]
    lists = [(at, names) for at, names in lists if len(names) >= 2]
    if not lists:
        return ()

    def is_member_list(at: int) -> bool:
        before = text[max(0, at - 40) : at]
        return "構成" in before or "構成する" in text[at : at + 80] or (bool(region) and region in before)

    near = [names for at, names in lists if is_member_list(at)]
    return max(near or [names for _, names in lists], key=len)


def _names(text: str) -> tuple[str, ...]:
    parts = re.split(r"[、，,・\s　]|及び|並びに|(?<=[市町村区])と", text.replace("【", "").replace("】", ""))
    names = (_BEFORE_MUNICIPALITY.sub("", part.strip()) for part in parts)
    return tuple(dict.fromkeys(name for name in names if name and may_be_municipality(name)))


def may_be_municipality(name: str) -> bool:
    """Whether a word may be the name of a single municipality."""
    return _MUNICIPALITY.fullmatch(name) is not None and _NO_NAME.search(name) is None


def lists_municipalities(text: str) -> bool:
    """Whether a text consists only of names of municipalities, or of a word for all of them."""
    plain = _EVERYONE.sub("", "".join(text.split()))
    names = [name for name in re.split(r"[、，,・／/]|及び|並びに", plain) if name]
    return all(map(may_be_municipality, names)) and bool(names or plain != "".join(text.split()))


def _core_city(text: str) -> str:
    found = _CORE.search(text)
    name = next((name for name in found.groups() if name), "") if found is not None else ""
    return name if may_be_municipality(name) else ""


def _publisher(first: tuple[Page, ...]) -> str:
    for page in first:
        for text, _ in reversed(list(_lines(page))):
            plain = _DATE.sub("", unicodedata.normalize("NFKC", "".join(text.split())))
            office = _OFFICE.fullmatch(plain)
            plain = office["name"] if office is not None else plain
            if (
                len(plain) <= _LONGEST_PUBLISHER
                and _PUBLISHER.fullmatch(plain)
                and not _NO_NAME.search(plain)
                and len(_names(plain)) < _SEVERAL
            ):
                return plain
    return ""


def _as_of(first: tuple[Page, ...]) -> str:
    """The last date on the front page, or else the first date on the pages after it."""
    for number, page in enumerate(first):
        dates, beside_publisher = [], []
        sized = any(line.size for line in page.lines())
        for text, size in _lines(page):
            plain = unicodedata.normalize("NFKC", text)
            if size == 0.0 and sized:
                continue  # a date in a table refers to something else
            said = [
                "".join(found.group().split())
                for found in _DATE.finditer(plain)
                if parse_date(found.group()) is not None and len(plain) < 40 and "円" not in plain
            ]
            dates += said
            rest = "".join(_DATE.sub("", plain).split())
            if said and (_OFFICE.fullmatch(rest) or _PUBLISHER.fullmatch(rest)):
                beside_publisher += said
        dates = beside_publisher or dates
        if dates:
            months = [date for date in dates if "月" in date]
            return (months or dates)[-1 if number == 0 else 0]
    return ""


def _flat(pages: tuple[Page, ...]) -> str:
    """The paragraphs and cells of some pages, one per line."""
    return "\n".join("".join(text.split()) for page in pages for text, _ in _lines(page))
