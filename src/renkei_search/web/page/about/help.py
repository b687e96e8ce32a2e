"""The help page: how to search, with examples to try and the limits."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template
from msgspec import Struct

from renkei_search.search.language.limit import MAX_CODE_POINTS, MAX_PASTED, MAX_PHRASE_TERMS, MAX_WORDS
from renkei_search.search.request import MAX_DEPTH, SearchRequest
from renkei_search.web.http.parameter import MAX_PARAMETERS
from renkei_search.web.http.url import search_url

help_page = Blueprint("help", __name__)


class Example(Struct, frozen=True):
    """An example of the query language: the sign or name, its meaning, and a sample search."""

    name: str
    meaning: str
    text: str
    url: str


def search_example(name: str, meaning: str, text: str) -> Example:
    """An example with the link that runs it."""
    return Example(name, meaning, text, search_url(SearchRequest(text)))


_WAYS: Final = (
    search_example("空白", "すべての言葉にあてはまる取組", "図書館　相互利用"),
    search_example("AND", "空白と同じ", "移住 AND 相談"),
    search_example("OR、｜", "どれかの言葉にあてはまる取組。空白より先に結び付きます", "図書館 OR 公民館"),
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
    search_example("読み", "", "としょかん"),
)


@help_page.get("/help")
def show_help() -> str:
    """The help page."""
    return render_template(
        "help.html",
        ways=_WAYS,
        fields=_FIELDS,
        sentence=_SENTENCES[0],
        place=_SENTENCES[1],
        synonym=_SENTENCES[2],
        reading=_SENTENCES[3],
        max_characters=MAX_CODE_POINTS,
        max_words=MAX_WORDS,
        max_phrase=MAX_PHRASE_TERMS,
        max_depth=MAX_DEPTH,
        max_pasted=MAX_PASTED,
        max_parameters=MAX_PARAMETERS,
    )
