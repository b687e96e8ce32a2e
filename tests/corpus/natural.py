"""Two invented tables as offices keep them: the vision of one region, and records of many bodies in mixed layouts."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from pathlib import Path

REGION = "みずほ野定住自立圏"
MEMBERS = "【みずほ市】、わかば町、こだま村、しらかば町"

# Heading of the scheme, policy field in the vision's words, title and description; a row each.
_VISION = (
    ("生活機能の強化", "医療", "休日夜間急患診療所の運営", "休日と夜間の一次救急診療所を共同で運営する。"),
    ("生活機能の強化", "医療", "病院群輪番制の運営", "二次救急を病院群の輪番で確保する。"),
    ("生活機能の強化", "福祉", "子育て支援センターの広域利用", "圏域のどの子育て支援センターも利用できるようにする。"),
    ("生活機能の強化", "福祉", "病児保育の広域利用", "病児・病後児保育施設を圏域の住民が利用できるようにする。"),
    ("生活機能の強化", "教育", "図書館の相互利用", "圏域の住民がどの図書館でも本を借りられるようにする。"),
    ("生活機能の強化", "教育", "スポーツ施設の相互利用", "体育施設の利用料金を圏域内で統一する。"),
    ("生活機能の強化", "産業振興", "有害鳥獣対策", "有害鳥獣の捕獲を連携して行う。"),
    ("生活機能の強化", "産業振興", "企業誘致の推進", "企業の立地説明会を合同で開く。"),
    ("生活機能の強化", "雇用", "合同企業説明会の開催", "圏域の企業が参加する就職説明会を開く。"),
    ("生活機能の強化", "環境", "ごみ処理の広域化", "ごみ焼却施設を共同で運営する。"),
    ("生活機能の強化", "防災", "合同防災訓練の実施", "圏域合同の総合防災訓練を行う。"),
    ("結びつきやネットワークの強化", "地域公共交通", "広域路線バスの運行", "市町村をまたぐ路線バスを維持する。"),
    ("結びつきやネットワークの強化", "道路等の交通インフラの整備", "広域幹線道路の整備", "圏域を結ぶ幹線道路を整備する。"),
    ("結びつきやネットワークの強化", "移住・定住", "移住相談会への合同出展", "首都圏の移住相談会に合同で出展する。"),
    ("結びつきやネットワークの強化", "まちづくり", "空き家バンクの共同運営", "空き家バンクの情報を一つのサイトで発信する。"),
    ("圏域マネジメント能力の強化", "宣言中心市等における人材の育成", "職員の合同研修", "圏域の職員の研修を合同で行う。"),
    ("圏域マネジメント能力の強化", "圏域内市町村の職員等の交流", "職員の人事交流", "圏域の市町村間で職員を派遣する。"),
    ("圏域マネジメント能力の強化", "行財政改革", "行政DXの共同推進", "行政手続の電子申請を共同で導入する。"),
)  # fmt: skip
_PARTICIPANTS = (
    "全市町村",
    "みずほ市、わかば町",
    "みずほ市、わかば町ほか2町村",
    "みずほ市、みずほ野広域行政組合",
)
_ROWS = 144


def save_vision(path: Path) -> Path:
    """144 rows under a title, with subtotals, costs and notes, as the section in charge keeps them in Excel."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "取組一覧"
    sheet.append([f"第2次{REGION}共生ビジョン　具体的取組一覧"])
    sheet.append([])
    sheet.append([
        "No.", "圏域・団体名", "大分類", "分野", "取組名", "取組内容", "関係市町村", "事業費（千円）", "担当課",
    ])  # fmt: skip
    for number, (group, field, title, text) in enumerate(islice(cycle(_VISION), _ROWS), start=1):
        year = 7 + (number - 1) // len(_VISION)
        name, cost = f"{title}（第{year - 6}期）", 100 * number
        sheet.append([
            number, REGION, group, field, name, f"令和{year}年度から、{text}",
            _PARTICIPANTS[number % len(_PARTICIPANTS)], cost, "企画課",
        ])  # fmt: skip
        sheet.cell(sheet.max_row, 8).number_format = "#,##0"
        if number % 48 == 0:
            sheet.append([None, "小計", None, None, f"{48}事業", None, None, 100_000, None])
    sheet.append([None, "合計", None, None, f"{_ROWS}事業", None, None, 300_000, None])
    sheet.append(["※令和7年4月1日現在"])
    book.save(path)
    return path


_BODIES = (
    ("ひばり市", "長野県"), ("長野県つばめ町", ""), ("かもめ県央広域連合", "長野県"),
    ("あおば地域公共交通活性化協議会", "岩手県"),
    ("こまどり衛生組合", "大分県"), ("高知県", ""), ("めじろ村", "徳島県"), ("備後圏域", ""),
)  # fmt: skip
_RECORDS = (
    (
        "防災",
        "防災アプリの共同運用",
        "災害時の情報を一つのアプリで配信する。",
        "避難の遅れをなくす。",
        "近隣の3市町",
    ),
    (
        "",
        "図書館の相互利用",
        "隣接する市町の図書館で本を借りられるようにする。",
        "利用者が増える。",
        "となり市、むかい町",
    ),
    (
        "公共交通",
        "デマンド交通の共同運行",
        "町境をまたぐデマンド交通を運行する。",
        "",
        "となり市ほか18市町村",
    ),
    (
        "",
        "消防指令センターの共同運用",
        "消防の指令業務を一か所で行う。",
        "出動が早くなる。",
        "こまどり衛生組合",
    ),
    ("子育て支援", "病児保育の広域受入れ", "となりの町の児童も受け入れる。", "", ""),
)
_RECORD_COUNT = 61
_BODY_COUNT = 43


def bodies() -> list[tuple[str, str]]:
    """43 bodies with their prefectures."""
    found = [*_BODIES]
    kinds = ("市", "町", "村", "広域連合", "協議会")
    prefectures = ("北海道", "秋田県", "山梨県", "三重県", "島根県")
    for number in range(_BODY_COUNT - len(_BODIES)):
        name = "あかさたなはまやらわ"[number % 10] + "いきしちにひみりぎじ"[number // 5 % 10]
        found.append((f"{name}{'の' * (number // 10)}{kinds[number % 5]}", prefectures[number % 5]))
    return found


def save_records(path: Path) -> Path:
    """61 records of 43 bodies, gathered from web pages, agreements and bulletins."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append([
        "自治体名", "県名", "施策分野", "事務事業名", "事業の概要", "期待される効果", "連携先",
            "出典URL", "公表年月日", "調査員メモ",
    ])  # fmt: skip
    places = bodies()
    for number in range(_RECORD_COUNT):
        body, prefecture = places[number % _BODY_COUNT]
        field, title, text, effect, partners = _RECORDS[number % len(_RECORDS)]
        sheet.append([
            body, prefecture, field, title, f"{body}では、{text}", effect, partners,
            f"https://www.example.lg.jp/{number % _BODY_COUNT}/renkei.html",
            ("R6.4.1", "令和6年10月", "2025/3/31", "20250401")[number % _BODY_COUNT % 4], "要確認" if number % 7 == 0 else None,
        ])  # fmt: skip
    book.save(path)
    return path
