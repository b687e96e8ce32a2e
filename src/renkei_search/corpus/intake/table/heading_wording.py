"""The known wordings of headings in tables, by column."""

from __future__ import annotations

from typing import Final

from renkei_search.corpus.table import COLUMNS

IGNORED: Final = "reason"
"""Columns written for people to read, such as the reason for refusing a row; they are not read back."""

LABELS: Final = {column.name: column.heading for column in COLUMNS if column.owner != "site"} | {
    "role_a": "甲の役割",
    "role_b": "乙の役割",
    "indicator_name": "指標名",
    "indicator_value": "指標値",
    "indicator_period": "指標の時期",
    "members": "構成市町村",
    "core_cities": "中心市",
    "body": "団体名",
    "effect": "期待される効果",
    "source_url": "出典URL",
    IGNORED: "取り込めなかった理由",
}
"""The heading of each column, as used in messages."""

# In addition to the headings and names of exported columns. `members` and the columns after it exist only in imports.
SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("識別子", "取組ID"),
    "region": ("圏域名", "圏域の名称", "圏域名称", "名称（連携中枢都市圏の場合は圏域名）", "region name"),
    "body": (
        "団体", "自治体名", "自治体", "実施団体", "実施自治体", "実施主体", "事業主体", "実施主体名", "市町村名",
        "圏域・団体名", "圏域名・団体名", "圏域・自治体名", "圏域名・自治体名", "圏域・団体", "圏域又は団体名", "body",
    ),
    "kind": ("圏域種別", "圏域の種別", "制度", "団体種別", "団体の種類", "region kind"),
    "prefectures": ("都道府県名", "県", "県名", "道府県", "prefecture"),
    "title": (
        "取組名称", "取組の名称", "取組", "取り組み", "取り組み名", "取組項目", "取組事項", "事業名", "事業名称", "事業の名称",
        "事務事業名", "事務事業", "施策名", "施策・事業名", "取組・事業名", "取組（事業）名", "連携事業名", "連携事業",
        "連携項目", "協定項目", "具体的取組", "事業", "施策", "連携施策", "連携施策名", "連携事業の名称", "連携する取組",
        "プロジェクト名", "題名", "件名", "タイトル", "name", "initiative",
    ),
    "description": (
        "内容", "取組内容", "取組の内容", "取り組み内容", "具体的な内容", "具体的な取組", "具体的な取組内容", "具体的取組内容",
        "事業内容", "事業の内容", "事業概要", "事業の概要", "事業内容・概要", "取組概要", "取組の概要", "取組内容・概要",
        "施策の概要", "施策内容", "施策の内容", "概要", "説明", "事業説明", "目的・内容", "事業の目的・内容",
        "事業の目的及び内容", "取組の目的・内容", "実施内容", "連携する内容",
        "連携内容", "連携する取組の内容", "特徴的取組", "text", "content", "summary",
    ),
    "effect": ("期待する効果", "期待効果", "効果", "事業効果", "事業の効果", "見込まれる効果", "想定される効果", "effect"),
    "category": ("取組区分", "取組の区分", "分類", "大分類", "役割区分", "三区分"),
    "fields": (
        "分野", "政策分野名", "分野名", "施策分野", "施策分野名", "連携分野", "取組分野", "事業分野", "連携する政策分野",
        "協定分野", "中分類", "小分類", "field", "policy field", "policy fields", "policy area",
    ),
    "roles": ("役割分担", "役割の分担", "role"),
    "role_a": (
        "甲の役割", "甲", "中心市の役割", "連携中枢都市の役割", "宣言連携中枢都市の役割", "role of the core city",
    ),
    "role_b": (
        "乙の役割", "乙", "連携市町村の役割", "連携市町の役割", "近隣市町村の役割", "構成市町村の役割", "関係市町村の役割",
        "role of the members",
    ),
    "indicators": (
        "KPI", "KPI（重要業績評価指標）", "重要業績評価指標", "重要業績評価指標（KPI）", "成果指標", "数値目標",
        "目標指標", "indicator", "kpis",
    ),
    "indicator_name": ("指標名", "成果指標名", "KPI名", "KPIの名称", "指標の名称", "indicator name"),
    "indicator_value": (
        "指標値", "KPI値", "目標値", "実績値", "現状値", "基準値", "現況値", "最終目標値", "中間目標値", "当初値", "数値",
        "indicator value",
    ),
    "indicator_period": ("指標の時期", "目標年度", "実績年度", "基準年度", "indicator period"),
    "municipalities": (
        "参加市町村名", "参加自治体", "参加市町", "参加団体", "関係市町村", "関係市町", "関係自治体", "関係団体", "連携市町村",
        "連携市町", "連携自治体", "連携団体", "連携する市町村", "連携先", "参加", "実施市町村", "対象市町村", "取組市町村",
        "participants", "municipality",
    ),
    "costs": (
        "年度別事業費", "予算", "予算額", "当初予算額", "決算額", "事業費見込", "事業費見込み", "概算事業費", "cost",
        "cost by year",
    ),
    "period": ("実施期間", "取組期間", "事業期間", "period of the initiative"),
    "members": (
        "構成市町村", "構成市町村名", "構成市町", "構成自治体", "構成団体", "圏域の構成市町村", "圏域市町村", "締結団体",
        "region members",
    ),
    "core_cities": ("中心市", "連携中枢都市", "中心市名", "core city", "core cities"),
    "status": ("ステータス", "案の別", "案", "state"),
    "source": ("資料名", "資料名称", "出典", "出典名", "出典資料", "情報源", "出所", "根拠資料", "資料の題名", "ビジョン名"),
    "source_url": ("URL", "出典のURL", "掲載URL", "資料URL", "参照URL", "リンク", "ホームページ", "アドレス", "source url"),
    "publisher": ("公表機関", "公表元", "発行者", "発行元", "作成者", "作成団体"),
    "as_of": (
        "基準日", "作成時点", "資料の時点", "公表日", "公表年月日", "公表年月", "公表時期", "作成日", "作成年月日", "更新日",
        "as of", "date",
    ),
    IGNORED: (
        "理由", "取り込めなかった理由", "確からしさ", "確かめること", "取組の型（推定）", "資料の分野",
        "そのほかの欄", "読み取り番号",
        *(wording for column in COLUMNS if column.owner == "site" for wording in (column.name, column.heading)),
    ),
}  # fmt: skip

JOINED: Final = {
    "roles": ("role_a", "role_b"),
    "indicators": ("indicator_name", "indicator_value", "indicator_period"),
    "description": ("effect",),
    "region": ("body",),
    "source": ("source_url",),
}
"""Columns of a table whose texts become part of another column, which is a property of an initiative."""
