"""Make the sheet 読み取り結果 of a draft: the title, publisher and date of the document, how it was read, what to confirm."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.recognition import OCR_REMEDY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.corpus.document.page.model import Document
    from renkei_search.corpus.document.proposal.front import FrontMatter
    from renkei_search.corpus.document.proposal.model import LayoutKind
    from renkei_search.model.record import Region

REST: Final = "取組にしていない文"
FOUND: Final = "読み取り結果"
FINGERPRINT: Final = "ファイルの指紋"
ADDRESS: Final = "公開されているアドレス"

_NOTHING: Final = (
    "取組が見つかりませんでした。シート「取組にしていない文」を見て、シート「記入」に書き写してください。"
)


def fingerprint(data: bytes) -> str:
    """The fingerprint by which a file is recognised (SHA-256)."""
    return hashlib.sha256(data).hexdigest()


_UNKNOWN: Final = {
    "圏域": "--region 圏域名",
    "構成市町村": "--members 【中心市】、町、村",
    "都道府県": "--prefecture 県名",
    "時点": "--as-of 令和7年4月1日",
}
"""What an import requires, with the option that gives it for all rows."""


def list_unknown(front: FrontMatter, region: Region | None) -> tuple[str, ...]:
    """List what an import requires and the document does not state. 都道府県 may follow from the names of the members."""
    said = {
        "圏域": region is not None or bool(front.region),
        "構成市町村": region is not None or bool(front.members),
        "都道府県": region is not None or bool(front.prefectures),
        "時点": bool(front.as_of),
    }
    return tuple(name for name in _UNKNOWN if not said[name])


def make_summary(
    document: Document,
    name: str,
    mark: str,
    front: FrontMatter,
    region: Region | None,
    layouts: Sequence[LayoutKind],
    *,
    rest_length: int,
    address: str | None = None,
) -> list[tuple[str, str, str]]:
    """Make rows of name, value and instruction; the first row has the headings.

    Args:
        document: the document.
        name: the file's name.
        mark: the file's fingerprint.
        front: what was recognised on the first pages.
        region: the region, if the catalogue has it.
        layouts: the layout that each row was read from.
        rest_length: the number of characters that no row claims.
        address: the public address, if it is known from elsewhere than the document.
    """
    total = sum(not char.isspace() for char in document.text)
    shares = f"全部で {total:,}字、うち取組 {total - rest_length:,}字、そのほか {rest_length:,}字"
    kinds = Counter(layout.label for layout in layouts)
    known = "収録済みの圏域です。" if region is not None else ""
    unknown = list_unknown(front, region)

    def confirm(name: str) -> str:
        if name not in unknown:
            return "正しいか確かめ、違えばシート「記入」の同じ欄を直してください。"
        hint = "構成市町村から分からないときは、" if name == "都道府県" and front.members else ""
        remedy = f"シート「記入」の「{name}」に書くか、取り込むときに {_UNKNOWN[name]} を付けてください。"
        return f"資料から分かりません。{hint}{remedy}"

    return [
        ("項目", "内容", "確かめること"),
        ("ファイル", name, ""),
        ("形式", document.format, ""),
        ("ページ数", str(len(document.pages)), ""),
        ("取組", f"{len(layouts)}件", "" if layouts else _NOTHING),
        ("レイアウト", "、".join(f"{label} {count}件" for label, count in kinds.most_common()), ""),
        ("文字数", shares, f"そのほかの文は、シート「{REST}」にすべてあります。"),
        ("資料の題名", front.title, confirm("資料")),
        ("公表者", front.publisher, confirm("公表者")),
        ("時点", front.as_of, confirm("時点")),
        (ADDRESS, document.address if address is None else address, "分かれば、ここに書いてください。"),
        ("圏域", region.name if region is not None else front.region, known or confirm("圏域")),
        ("圏域の種類", front.kind.label if front.kind is not None else "", ""),
        ("中心市", front.core_city, ""),
        ("構成市町村", "、".join(front.members), "" if known else confirm("構成市町村")),
        ("都道府県", "、".join(front.prefectures), "" if known else confirm("都道府県")),
        *(("読み取りの注意", note, "") for note in document.notes),
        *([("読み取りの注意", OCR_REMEDY, "")] if document.scanned else []),
        (FINGERPRINT, mark, "取り込むときに、同じ資料かどうかを確かめます。"),
    ]  # fmt: skip
