"""The pages of explanation: how to search, what is searched, and how far everyone can use it."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template

from renkei_search.record import Basis
from renkei_search.search.coverage import measure_coverage
from renkei_search.search.limit import MAX_CODE_POINTS, MAX_PASTED, MAX_PHRASE_TERMS, MAX_WORDS
from renkei_search.search.request import MAX_DEPTH, MISSING, FilterName, SearchRequest
from renkei_search.web.about_presenter import present_sources, search_example
from renkei_search.web.accessibility import read_report
from renkei_search.web.current import current_engine
from renkei_search.web.parameter import MAX_PARAMETERS
from renkei_search.web.url import search_url

about_pages = Blueprint("about_pages", __name__)

_WAYS: Final = (
    search_example("空白", "すべての言葉を含む取組", "図書館　相互利用"),
    search_example("AND", "空白と同じ", "移住 AND 相談"),
    search_example("OR、｜", "どれかの言葉を含む取組。空白より先に結び付きます", "図書館 OR 公民館"),
    search_example("-、NOT", "後ろの言葉を含まない取組", "移住 -婚活"),
    search_example('「」、""', "かぎかっこの中の言葉が、そのままの順に続く取組", "「相互利用」"),
    search_example("*", "その文字で始まる言葉", "観光*"),
    search_example("（）", "条件のまとまり", "移住 -（婚活 OR 相談）"),
)
_FIELDS: Final = (
    search_example("タイトル:（題名:）", "題名の中だけ", "タイトル:観光"),
    search_example("圏域:", "圏域の名前・都道府県", "圏域:新潟"),
    search_example("市町村:", "参加する市町村の名前", "市町村:尾道"),
    search_example("分野:（政策分野:）", "政策分野の名前", "分野:福祉 子育て"),
)
_SENTENCES: Final = (
    search_example("文章", "", "子どもが急に熱を出したときに預けられるところはありますか"),
    search_example("市町村の名前", "", "おのみち"),
    search_example("言い換え", "", "火葬場"),
)


@about_pages.get("/help")
def help_page() -> str:
    """How to search, with examples to try and the limits."""
    return render_template(
        "help.html",
        ways=_WAYS,
        fields=_FIELDS,
        sentence=_SENTENCES[0],
        place=_SENTENCES[1],
        synonym=_SENTENCES[2],
        max_characters=MAX_CODE_POINTS,
        max_words=MAX_WORDS,
        max_phrase=MAX_PHRASE_TERMS,
        max_depth=MAX_DEPTH,
        max_pasted=MAX_PASTED,
        max_parameters=MAX_PARAMETERS,
    )


@about_pages.get("/about")
def about() -> str:
    """The scheme, the documents and what is missing."""
    engine = current_engine()
    catalogue = engine.catalogue
    sources = present_sources(measure_coverage(engine), catalogue)
    return render_template(
        "about.html",
        sources=sources,
        total=sum(source.initiatives for source in sources),
        regions=len(catalogue.regions),
        unstated_members=sum(region.basis.members is Basis.INFERRED for region in catalogue.regions),
        examples_url=search_url(SearchRequest().with_filter(FilterName.REGION, MISSING)),
        catalogue=catalogue,
    )


@about_pages.get("/accessibility")
def accessibility() -> str:
    """What is aimed at, what was tested with what outcome, and what falls short."""
    return render_template("accessibility.html", report=read_report())
