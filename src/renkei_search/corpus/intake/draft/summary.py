"""The sheet 読み取り結果 of a draft: title, publisher and date of the document, how it was read, what to confirm."""

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
    """The fingerprint by which a file is recognised."""
    return hashlib.sha256(data).hexdigest()


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
    """Rows of name, value and instruction; the first row has the headings.

    Args:
        document: the document.
        name: the file's name.
        mark: the file's fingerprint.
        front: what was recognised.
        region: the region if it is known already.
        layouts: how each of the rows is set.
        rest_length: characters that no row has.
        address: where it is published, if that is known better than the document says.
    """
    total = sum(not char.isspace() for char in document.text)
    shares = f"全部で {total:,}字、うち取組 {total - rest_length:,}字、そのほか {rest_length:,}字"
    kinds = Counter(layout.label for layout in layouts)
    confirm = "正しいか確かめ、違えばシート「記入」の同じ欄を直してください。"
    return [
        ("項目", "内容", "確かめること"),
        ("ファイル", name, ""),
        ("形式", document.format, ""),
        ("ページ数", str(len(document.pages)), ""),
        ("取組", f"{len(layouts)}件", "" if layouts else _NOTHING),
        ("レイアウト", "、".join(f"{label} {count}件" for label, count in kinds.most_common()), ""),
        ("文字数", shares, f"そのほかの文は、シート「{REST}」にすべてあります。"),
        ("資料の題名", front.title, confirm),
        ("公表者", front.publisher, confirm),
        ("時点", front.as_of, confirm if front.as_of else "資料の時点が分かりません。シート「記入」の「時点」に書いてください。"),
        (ADDRESS, document.address if address is None else address, "分かれば、ここに書いてください。"),
        ("圏域", region.name if region is not None else front.region, "収録済みの圏域です。" if region is not None else confirm),
        ("圏域の種類", front.kind.label if front.kind is not None else "", ""),
        ("中心市", front.core_city, ""),
        ("構成市町村", "、".join(front.members), ""),
        ("都道府県", "、".join(front.prefectures), ""),
        *(("読み取りの注意", note, "") for note in document.notes),
        *([("読み取りの注意", OCR_REMEDY, "")] if document.scanned else []),
        (FINGERPRINT, mark, "取り込むときに、同じ資料かどうかを確かめます。"),
    ]  # fmt: skip
