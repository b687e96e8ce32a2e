"""An eighth set held out: an agreement in articles, a page with nested lists, an evaluation sheet, tight columns, minutes."""

from __future__ import annotations

import io
from typing import Any, Final

import openpyxl
from docx import Document

from tests.corpus.documents.make import Spec
from tests.corpus.documents.truth import Expected, Truth

_STYLE: Final = (
    "<style>@page{size:A4;margin:22mm 20mm}body{font-family:'Noto Serif CJK JP',serif;font-size:10.5pt;line-height:1.7}"
    "table{border-collapse:collapse;width:100%}th,td{border:0.6pt solid #000;padding:1.2mm 2mm;vertical-align:top;"
    "font-weight:normal;text-align:left}.c{text-align:center}.r{text-align:right}h1{font-size:20pt}</style>"
)

_AGREEMENT: Final = (
    (
        "地域医療体制の確保",
        "圏域の住民が休日及び夜間においても安心して診療を受けられるよう、在宅当番医制及び病院群輪番制の維持に連携して取り組む。",
        "湊南医師会との調整を行い、輪番病院の運営に要する経費を支出する。",
        "住民に対して適正受診の啓発を行うとともに、経費の一部を負担する。",
    ),
    (
        "消費生活相談窓口の共同利用",
        "多重債務や特殊詐欺などの相談に迅速に対応するため、甲が設置する消費生活センターを乙の住民も利用できるようにする。",
        "消費生活相談員を配置し、乙の住民からの相談に応じる。",
        "センターの利用について住民に周知し、相談件数に応じた経費を負担する。",
    ),
    (
        "コミュニティバスの相互乗入れ",
        "通院、通学及び買物の利便性を高めるため、甲及び乙が運行するコミュニティバスの路線を接続し、共通の一日乗車券を発行する。",
        "運行計画の調整及び乗車券の発行を行う。",
        "乙の区域内における停留所の整備及び利用の促進を行う。",
    ),
)

_NESTED: Final = (
    ("健康・福祉", "こころの健康相談の合同実施", "臨床心理士による相談日を１市３町の保健センターで輪番により開設しています。予約は住所に関わらずどの会場でも受け付けます。"),
    ("健康・福祉", "手話通訳者の広域派遣", "登録した手話通訳者を圏域内の病院や学校に派遣します。養成講座は年１回、葦原市で開催します。"),
    ("産業", "産直マルシェ「うしおの市」", "毎月第３日曜日に、４市町の農家と漁業者が出店する市を持ち回りで開いています。"),
    ("産業", "後継者バンク", "後を継ぐ人を探している店と、継ぎたい人を引き合わせる登録制度です。商工会の経営指導員が面談に立ち会います。"),
    ("暮らし", "火葬場の共同運営", "葦原斎苑を共同で運営しています。どの町の方も市民と同じ料金で利用できます。"),
)  # fmt: skip

_EVALUATED: Final = (
    ("地域おこし協力隊の合同研修", "着任して間もない隊員が孤立しないよう、圏域の隊員が集まる研修会と交流会を年３回開く。", "研修参加隊員数", "18人", "21人", "Ａ", "隊員同士の連携事業が２件生まれた。", "1,150"),
    ("バイオマス発電所への剪定枝の共同搬入", "各市町が収集した剪定枝を一つの発電所に集め、焼却処分していた量を減らす。", "剪定枝の搬入量", "1,200トン", "980トン", "Ｂ", "搬入時間の調整が必要である。", "4,800"),
    ("外国人住民のための日本語教室", "日本語を学びたい住民が住所に関わらず通えるよう、四つの会場の教室を一つの申込みで利用できるようにする。", "受講者数", "75人", "82人", "Ａ", "夜間の教室の要望が多い。", "2,300"),
)  # fmt: skip

_TIGHT: Final = (
    (
        "移動図書館車の共同運行",
        "図書館のない三つの村に月２回、移動図書館車を走らせる。",
        "柏木市、東雲村",
        "3,400",
    ),
    (
        "スクールソーシャルワーカーの共同配置",
        "一つの町村では雇えない専門職を共同で雇い、学校を巡回する。",
        "全市町村",
        "6,120",
    ),
    (
        "空き公共施設の情報の一元化",
        "廃校や使わなくなった庁舎の情報を一つのサイトに載せ、企業に紹介する。",
        "全市町村",
        "550",
    ),
    (
        "サルの追払い隊の合同編成",
        "群れの動きを発信器で追い、町村の境を越えて追い払う。",
        "東雲村、奥山町",
        "1,980",
    ),
    (
        "水道料金の検針の共同委託",
        "検針と収納を一つの事業者に委託し、窓口の費用を減らす。",
        "柏木市、奥山町",
        "12,750",
    ),
)

_MINUTES: Final = (
    (
        "婚活支援員の合同養成",
        "結婚を望む方の相談に乗る支援員を圏域で養成し、登録者の情報を市町の間で共有する。紹介は支援員が立ち会う。",
    ),
    (
        "ふるさと納税返礼品の共通化",
        "各市町の特産品を組み合わせた返礼品を作り、共通の冊子で紹介する。発送の事務は共同で委託する。",
    ),
    (
        "若手職員による政策研究会",
        "採用５年以内の職員が月に一度集まり、半年をかけて一つの課題に取り組む。成果は首長の前で発表する。",
    ),
    (
        "休耕田を活用したそばの共同栽培",
        "各町の休耕田にそばを作付けし、収穫したそばを道の駅で提供する。作業は農業公社が請け負う。",
    ),
)

_CARDS: Final = (
    (
        "サイクルツーリズムの推進",
        "湖を一周する自転車道に共通の案内板を立て、貸出自転車を五つの駅で返せるようにします。",
    ),
    ("圏域ポイントカード", "買物や健診、ボランティアでたまる共通のポイントを発行します。"),
    ("屋外広告物の規制の統一", "湖岸の景観を守るため、三つの市で異なる基準をそろえます。"),
    ("公立高校の魅力化", "地域の大人が授業に加わる探究学習を、五つの高校で行います。"),
    ("水質の共同調査", "流れ込む川の水質を同じ日に測り、結果を一つの地図で公開します。"),
    ("湖上花火大会の共同開催", "警備と臨時駐車場の運営を三つの市の職員で分担します。"),
)

_PLANNED: Final = (
    ("1-1", "保育士人材バンクの運営", "潜在保育士の登録を受け付け、圏域内の保育所に紹介する。復職前の実習も受け入れる。", "こども課", "1,800", "1,800", "紹介成立件数", "12件", "25件"),
    ("1-2", "病児保育施設の広域利用", "協定を結んだ市町の子どもが、同じ料金で病児保育を利用できるようにする。", "こども課", "5,200", "5,400", "延べ利用児童数", "240人", "400人"),
    ("2-1", "中小企業の事業承継診断", "商工会議所の専門家が訪問し、承継の時期と方法を診断する。", "商工課", "900", "900", "診断件数", "30件", "60件"),
    ("2-2", "木質チップの共同調達", "公共温浴施設の燃料を一括で購入し、山林所有者からの買取価格を安定させる。", "農林課", "0", "2,600", "調達量", "0トン", "800トン"),
)  # fmt: skip

_PLAIN: Final = (
    (
        "斎場予約システムの共同化",
        "葬祭業者が空き状況を確かめて予約できるシステムを、一部事務組合と構成町が共同で運用し、二十四時間の受付を可能にする。",
    ),
    (
        "図書の共同保存",
        "利用の少ない図書を県立高校の空き教室に集めて保存し、求めに応じて各館に届けることで、各館の書架を新しい本に充てる。",
    ),
    ("河川敷の草刈りの一斉実施", "流域の町が日を決めて河川敷の草刈りを行い、刈った草を酪農家に提供する。"),
)

_VERTICAL: Final = (
    ("道の駅の共同販売促進", "四つの道の駅が共通の土産品を開発し、互いの特産品を同じ棚に並べて販売する。"),
    (
        "伝統芸能の保存と公演",
        "人手の足りない神楽と獅子舞の担い手を町の枠を越えて募り、年に一度の合同公演を開く。",
    ),
    ("雪下ろしの応援隊", "高齢者の世帯から依頼を受け、登録した住民が町の境を越えて雪下ろしに当たる。"),
)


def _spec(name: str, body: str, truth: list[Expected], region: str, *, style: str = _STYLE) -> Spec:
    page = f"<!doctype html><html lang=ja><meta charset=utf-8>{style}<body>{body}"
    return Spec(f"eighth-{name}", "chromium", page.encode(), ".html", Truth(truth, region=region))


def _articles() -> tuple[str, list[Expected]]:
    """An agreement whose articles announce 別記, with 甲 and 乙 as headings of paragraphs."""
    head = (
        "<h1 class=c style='font-size:14pt'>湊南市と小坂町との間における定住自立圏の形成に関する協定書</h1>"
        "<p>　湊南市（以下「甲」という。）と小坂町（以下「乙」という。）は、湊南定住自立圏の形成に関し、次のとおり協定を締結する。</p>"
        "<p>（目的）</p><p>第１条　この協定は、中心市宣言を行った甲と、その宣言に賛同した乙とが定住自立圏を形成し、人口の定住に必要な"
        "都市機能及び生活機能の確保及び充実を図ることを目的とする。</p><p>（基本方針）</p><p>第２条　甲及び乙は、前条の目的を達成"
        "するため、次条に規定する政策分野の取組において相互に役割を分担して連携を図り、共同し、又は補完し合うものとする。</p>"
        "<p>（連携する政策分野）</p><p>第３条　前条の規定により連携を図る政策分野並びに当該分野における取組の内容及び甲乙の役割分担は、"
        "次のとおりとする。</p>"
    )
    body = "<p>１　生活機能の強化に係る政策分野</p>"
    for mark, (title, text, core, member) in zip("１２３", _AGREEMENT, strict=True):
        body += (
            f"<p>　（{mark}）{title}</p><p>　　ア　取組内容</p><p style='margin-left:3em'>　{text}</p>"
            f"<p>　　イ　甲の役割</p><p style='margin-left:3em'>　{core}</p><p>　　ウ　乙の役割</p>"
            f"<p style='margin-left:3em'>　{member}</p>"
        )
    tail = (
        "<p>（協定の変更）</p><p>第４条　この協定を変更しようとする場合は、甲乙協議の上、あらかじめ議会の議決を経るものとする。</p>"
        "<p>　この協定を証するため、本書２通を作成し、甲乙それぞれ記名押印の上、各自その１通を保有する。</p><p>　令和５年３月27日</p>"
        "<p class=r>甲　湊南市中央一丁目１番１号<br>湊南市長　海原　渉</p><p class=r>乙　小坂町大字小坂200番地<br>小坂町長　坂本　歩</p>"
    )
    truth = [
        Expected(title, text, roles=[("甲", core), ("乙", member)])
        for title, text, core, member in _AGREEMENT
    ]
    return head + body + tail, truth


def _nested() -> tuple[bytes, list[Expected]]:
    """A page of a city's web site: fields as items of a list, initiatives in the list within, links all around."""
    items, before = "", ""
    for field, title, text in _NESTED:
        if field != before:
            items += f"{'</ul></li>' if before else ''}<li>{field}分野<ul>"
            before = field
        items += f"<li><strong>{title}</strong><br>{text}</li>"
    page = (
        "<!doctype html><html lang=ja><head><meta charset=utf-8><title>葦原定住自立圏の取組 - 葦原市ホームページ</title></head>"
        "<body><a href=#main>本文へスキップします。</a><header><p>葦原市</p><form><input name=q><button>検索</button></form>"
        "<nav><ul><li><a href=/>トップページ</a></li><li><a href=/kurashi>くらし・手続き</a></li><li><a href=/shisei>市政情報</a>"
        "</li></ul></nav></header><p class=breadcrumb>現在の位置：<a href=/>トップページ</a> &gt; <a href=/shisei>市政情報</a> "
        "&gt; 広域連携</p><main id=main><h1>葦原定住自立圏の取組</h1><p>更新日：2025年6月2日</p><p>葦原市は、葦原市、浜野町、"
        "沖浦町、塩見町で構成する葦原定住自立圏の中心市として、次の取組を進めています。</p><h2>連携している取組</h2>"
        f"<ul>{items}</ul></li></ul><h2>お問い合わせ</h2><p>企画政策課 広域連携係　電話：0000-11-2222</p>"
        "<p>このページは役に立ちましたか</p></main><footer><ul><li><a href=/site>サイトマップ</a></li>"
        "<li><a href=/privacy>個人情報の取扱い</a></li></ul><small>© Ashihara City</small></footer></body></html>"
    )
    return page.encode(), [Expected(title, text) for _, title, text in _NESTED]


def _evaluation() -> tuple[str, list[Expected]]:
    """An evaluation sheet on each page: labels on the left, the year's cost and figures, a grade, and the next steps."""
    body, truth = "", []
    for number, (title, text, indicator, target, actual, mark, note, cost) in enumerate(_EVALUATED, 1):
        body += (
            "<section style='page-break-after:always'><p class=r>様式第２号</p><h2 class=c>令和６年度 連携事業評価シート</h2>"
            f"<table><tr><th style='width:24%'>整理番号</th><td colspan=3>{number}</td></tr>"
            f"<tr><th>連携事業名</th><td colspan=3>{title}</td></tr>"
            f"<tr><th>事業の目的・概要</th><td colspan=3>{text}</td></tr>"
            "<tr><th>関係市町</th><td colspan=3>若狭野市、常盤町</td></tr>"
            f"<tr><th>令和６年度決算額</th><td colspan=3>{cost}千円</td></tr>"
            f"<tr><th rowspan=2>成果指標</th><td>指標名</td><td>目標値</td><td>実績値</td></tr>"
            f"<tr><td>{indicator}</td><td>{target}</td><td>{actual}</td></tr>"
            f"<tr><th>評価</th><td colspan=3>{mark}</td></tr><tr><th>課題</th><td colspan=3>{note}</td></tr>"
            "<tr><th>今後の方向性</th><td colspan=3>□拡充　■継続　□縮小　□廃止</td></tr></table></section>"
        )
        truth.append(
            Expected(
                title,
                text,
                page=number,
                indicators=[(indicator, target), (indicator, actual)],
                costs=[("令和６年度決算額", f"{cost}千円")],
                municipalities=["若狭野市", "常盤町"],
            )
        )
    return body, truth


def _tight() -> tuple[str, list[Expected]]:
    """Columns with little white space between them: no rules, and a full-width line in each row."""
    rows = "".join(
        f"<tr><td>{title}</td><td>{text}</td><td>{towns}</td><td class=r>{cost}</td></tr>"
        for title, text, towns, cost in _TIGHT
    )
    style = _STYLE.replace(
        "border:0.6pt solid #000;padding:1.2mm 2mm", "border:0;padding:0.8mm 0.6em 2.4mm 0"
    )
    body = (
        "<p class=r>資料２</p><h1 class=c style='font-size:15pt'>柏木定住自立圏　連携事業の概要</h1>"
        "<table style='table-layout:fixed'><colgroup><col style='width:24%'><col style='width:44%'><col style='width:20%'>"
        "<col style='width:12%'></colgroup><tr><th>事業名</th><th>事業概要</th><th>関係市町村</th><th>事業費（千円）</th></tr>"
        f"{rows}</table>"
    )
    truth = []
    for title, text, towns, cost in _TIGHT:
        named = [] if towns.startswith("全") else towns.split("、")
        truth.append(Expected(title, text, municipalities=named, costs=[("", cost)]))
    return f"{style}{body}", truth


def _minutes() -> tuple[bytes, list[Expected]]:
    """A paper for a council in Word: numbered headings as plain paragraphs, indented text, decisions around them."""
    document = Document()
    for text in (
        "令和６年度第２回　三ツ森定住自立圏共生ビジョン懇談会　資料１",
        "令和６年11月18日　三ツ森市総合政策課",
        "新たに取り組む連携事業について",
        "前回の懇談会での意見を踏まえ、次の４事業を共生ビジョンに加えることとしたい。",
    ):
        document.add_paragraph(text)
    for number, (title, text) in enumerate(_MINUTES, 1):
        document.add_paragraph().add_run(f"{number}　{title}").bold = True
        document.add_paragraph(f"　{text}")
    document.add_paragraph("今後の日程")
    document.add_paragraph("令和７年２月　第３回懇談会、３月　共生ビジョンの変更")
    return _save(document), [Expected(title, text) for title, text in _MINUTES]


def _cards() -> tuple[str, list[Expected]]:
    """A slide of cards: a coloured head with the name, the text in the box below, three beside each other."""
    cards = "".join(
        "<div style='border:1pt solid #246;margin-bottom:5mm'><div style='background:#246;color:#fff;padding:1.5mm;"
        f"font-size:12pt'>{title}</div><div style='padding:2mm;min-height:24mm'>{text}</div></div>"
        for title, text in _CARDS
    )
    style = _STYLE.replace("size:A4;margin:22mm 20mm", "size:297mm 210mm;margin:14mm").replace(
        "Serif", "Sans"
    )
    body = (
        "<h1 style='border-bottom:2pt solid #246'>三湖都市圏　主な連携施策</h1><div style='display:grid;"
        f"grid-template-columns:1fr 1fr 1fr;gap:0 6mm'>{cards}</div><p>※　取組の詳細は資料編をご覧ください。</p>"
    )
    return f"{style}{body}", [Expected(title, text, page=1) for title, text in _CARDS]


def _workbook() -> tuple[bytes, list[Expected]]:
    """A progress sheet: a title, a note, two rows of headings with merged cells, totals, and a second sheet with remarks."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "進捗管理表"
    sheet["A1"] = "大槻広域連携中枢都市圏ビジョン　進捗管理表"
    sheet["I2"] = "（単位：千円）"
    heads = ("番号", "連携事業", "事業内容", "担当", "事業費", None, "KPI", None, None)
    below = (None, None, None, None, "令和６年度", "令和７年度", "指標", "基準値", "目標値")
    for column, (head, lower) in enumerate(zip(heads, below, strict=True), 1):
        sheet.cell(3, column, head)
        sheet.cell(4, column, lower)
    for area in ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:I3"):
        sheet.merge_cells(area)
    for row, values in enumerate(_PLANNED, 5):
        for column, value in enumerate(values, 1):
            whole = column in {5, 6}
            sheet.cell(row, column, int(value.replace(",", "")) if whole else value)
            if whole:
                sheet.cell(row, column).number_format = "#,##0"
    last = 5 + len(_PLANNED)
    sheet.cell(last, 2, "合計")
    sheet.cell(last, 5, f"=SUM(E5:E{last - 1})")
    book.create_sheet("注記")["A1"] = "事業費は当初予算額である。"
    buffer = io.BytesIO()
    book.save(buffer)
    truth = [
        Expected(
            title,
            text,
            page=1,
            costs=[("令和６年度", first.replace(",", "")), ("令和７年度", second.replace(",", ""))],
            indicators=[(name, base), (name, target)],
        )
        for _, title, text, _, first, second, name, base, target in _PLANNED
    ]
    return buffer.getvalue(), truth


def _plain() -> tuple[bytes, list[Expected]]:
    """A text from an old word processor, indented with full-width blanks and wrapped at forty characters."""
    lines = [
        "　　　　　　　　　渡瀬川流域定住自立圏　取組の概要",
        "",
        "　　　　　　　　　　　　　　　　　　　　　平成３１年４月　渡瀬市",
        "",
        "第２　圏域で進める取組",
        "",
    ]
    for number, (title, text) in enumerate(_PLAIN, 1):
        lines.append(f"　{'１２３'[number - 1]}．{title}")
        rest = f"　{text}"
        lines += [f"　　{rest[at : at + 34]}" for at in range(0, len(rest), 34)]
        lines.append("")
    lines.append("　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　以　上")
    return "\r\n".join(lines).encode("cp932"), [Expected(title, text) for title, text in _PLAIN]


def _vertical() -> tuple[str, list[Expected]]:
    """Vertical text in two tiers, numbered with kanji."""
    style = _STYLE.replace("body{", "body{writing-mode:vertical-rl;columns:2;column-gap:10mm;height:250mm;")
    parts = "".join(
        f"<p><b>{mark}、{title}</b></p><p>　{text}</p>"
        for mark, (title, text) in zip("一二三", _VERTICAL, strict=True)
    )
    body = f"<p style='font-size:16pt'>白峰定住自立圏の取組</p><p>平成二十二年三月　白峰市</p><p>第二　具体的な取組</p>{parts}"
    return f"{style}{body}", [Expected(title, text, page=1) for title, text in _VERTICAL]


def _save(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _plain_spec(name: str, suffix: str, made: tuple[bytes, list[Expected]], region: str) -> Spec:
    data, truth = made
    return Spec(f"eighth-{name}", "plain", data, suffix, Truth(truth, region=region))


def held_out_eighth() -> list[Spec]:
    """The documents."""
    return [
        _spec("articles", *_articles(), "湊南定住自立圏"),
        _plain_spec("nested-lists", ".html", _nested(), "葦原定住自立圏"),
        _spec("evaluation-sheets", *_evaluation(), ""),
        _spec("tight-columns", *_tight(), "柏木定住自立圏", style=""),
        _plain_spec("council-paper", ".docx", _minutes(), "三ツ森定住自立圏"),
        _spec("cards", *_cards(), "三湖都市圏", style=""),
        _plain_spec("progress-sheet", ".xlsx", _workbook(), "大槻広域連携中枢都市圏"),
        _plain_spec("old-text", ".txt", _plain(), "渡瀬川流域定住自立圏"),
        _spec("two-tiers", *_vertical(), "白峰定住自立圏", style=""),
    ]
