"""Write the table to fill in: a sheet for the initiatives, one with explanations, one with the choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.intake.form.xlsx_writer import Choice, SheetPage, render_pages
from renkei_search.corpus.table import DRAFT
from renkei_search.model.prefecture import PREFECTURES
from renkei_search.model.record import RegionKind

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue

FORM: Final = "記入"
GUIDE: Final = "書き方"
LISTS: Final = "一覧"

_ROWS: Final = 2_000


class _Line(NamedTuple):
    heading: str
    needed: str
    how: str
    example: str
    width: int = 16


_LINES: Final = (
    _Line(
        "ID",
        "",
        "空欄のままにしてください。取り込むときに付きます。書き出した表を直すときは、そのまま残してください。",
        "",
    ),
    _Line(
        "圏域",
        "必須",
        "圏域の名称。一覧から選ぶか、市町村名でも書けます。一つの市町村や組合などの取組は、その名称。制度の例示は「なし」。",
        "新潟広域都市圏",
        24,
    ),
    _Line("取組名", "", "取組や事業の名前。", "図書館の相互利用", 28),
    _Line(
        "具体的内容",
        "必須",
        "何を、どのように行うか。20,000字まで。セル内の改行もできます。",
        "圏域の住民が、どの市町村の図書館でも本を借りられるようにする。",
        60,
    ),
    _Line("区分", "", "空欄なら、政策分野から決まります。", "ウ 生活関連機能", 20),
    _Line(
        "政策分野",
        "",
        "一覧から選びます。空欄なら、文から推定して（推定）と示します。",
        "教育・文化・スポーツ",
        22,
    ),
    _Line("政策分野2", "", "二つめの政策分野。", "", 22),
    _Line("政策分野3", "", "三つめの政策分野。", "", 22),
    _Line("甲の役割", "", "中心市の役割。", "図書館システムを整備し、運営する。", 32),
    _Line("乙の役割", "", "連携する市町村の役割。", "住民に周知し、窓口で利用の登録を行う。", 32),
    _Line(
        "指標",
        "",
        "「名称：値［時期］」。二つ以上あるときは、セルの中で改行します。",
        "貸出冊数：12,000冊［令和7年度］",
        28,
    ),
    _Line("参加市町村", "", "一部の市町村だけで行うとき。「、」で区切ります。", "新潟市、三条市、燕市", 28),
    _Line("状態", "", "まだ案のときは「案」。", "", 8),
    _Line(
        "資料",
        "",
        "もとになった資料の名前。空欄なら、この表が資料になります。",
        "第2期新潟広域都市圏ビジョン",
        28,
    ),
    _Line("出典URL", "", "資料を公表したウェブページのアドレス。", "", 28),
    _Line("公表者", "", "資料を公表した機関。", "新潟市", 16),
    _Line("時点", "", "資料の時点。", "令和7年4月1日", 16),
    _Line(
        "圏域の種類",
        "新しい圏域",
        "収録していない圏域を加えるときに書きます。一つの市町村や組合などは「市町村・その他」。",
        "",
        18,
    ),
    _Line(
        "都道府県", "新しい圏域", "同じく。二つ以上は「、」で区切り、中心市のあるものを先に書きます。", "", 14
    ),
    _Line(
        "構成市町村",
        "新しい圏域",
        "同じく。すべての市町村を「、」で区切ります。中心市は【 】で囲みます。",
        "",
        32,
    ),
)


def render_template(catalogue: Catalogue) -> bytes:
    """Write the XLSX file, with the policy fields, categories and regions of the corpus as choices."""
    taxonomy = catalogue.taxonomy
    lists = (
        ("政策分野", tuple(node.label for node in taxonomy.fields)),
        ("政策分野の正式名称", tuple(node.name for node in taxonomy.fields)),
        ("政策分野の記号", tuple(node.code for node in taxonomy.fields)),
        ("区分", tuple(f"{node.code} {node.label}" for node in taxonomy.categories)),
        ("圏域の種類", tuple(kind.label for kind in RegionKind)),
        ("状態", (DRAFT,)),
        ("圏域", tuple(region.name for region in catalogue.regions)),
        ("都道府県", PREFECTURES),
    )
    places = {heading: _range(column, len(values)) for column, (heading, values) in enumerate(lists)}
    headings = [line.heading for line in _LINES]
    choices = [
        Choice(column, places[heading.rstrip("23")], strict=heading not in {"圏域", "都道府県"})
        for column, heading in enumerate(headings)
        if heading.rstrip("23") in places
    ]
    depth = max(len(values) for _, values in lists)
    form = SheetPage(
        FORM,
        [headings],
        heading=1,
        widths=[line.width for line in _LINES],
        required=frozenset(line.heading for line in _LINES if line.needed == "必須"),
        choices=choices,
        filled_rows=_ROWS,
    )
    guide = SheetPage(
        GUIDE, [*_guide_rows()], heading=0, widths=(16, 12, 60, 40, *(line.width for line in _LINES[4:]))
    )
    names = SheetPage(
        LISTS,
        [
            [heading for heading, _ in lists],
            *([values[row] if row < len(values) else "" for _, values in lists] for row in range(depth)),
        ],
        heading=1,
        widths=(24, 60, 14, 18, 18, 8, 32, 12),
    )
    return render_pages([form, guide, names])


def _guide_rows() -> list[list[str]]:
    return [
        ["取組を取り込むための表"],
        [f"1. シート「{FORM}」に、一行に一件の取組を書きます。色の付いた見出しの欄は必須です。"],
        [
            "2. 保存して閉じ、renkei-search import ファイル名 --dry-run を実行すると、取り込まずに確かめられます。"
        ],
        ["3. 直すところがあれば、行と欄を示します。なくなったら --dry-run を外して取り込みます。"],
        ["4. 見出しの順は変えてもかまいません。使わない列は消せます。"],
        [],
        ["欄", "要否", "書き方", "例"],
        *([line.heading, line.needed, line.how, line.example] for line in _LINES),
        [],
        ["記入例（一行）"],
        [line.heading for line in _LINES],
        [line.example for line in _LINES],
    ]


def _range(column: int, count: int) -> str:
    letter = chr(ord("A") + column)
    return f"'{LISTS}'!${letter}$2:${letter}${count + 1}"
