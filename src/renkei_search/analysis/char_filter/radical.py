"""The radicals that PDF software uses in place of kanji, each with the kanji it stands for.

Unicode gives those of the block CJK Radicals Supplement no compatibility mapping, so NFKC leaves them as they are.
Source: Unicode Character Database, EquivalentUnifiedIdeograph. Chinese forms are mapped to the Japanese ones (⻔ to
門), and components to the kanji that a text would contain (⻟ to 食).
"""

from __future__ import annotations

from typing import Final

SUPPLEMENT: Final = """
⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇几 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺑尢 ⺒巳
⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫
⺦丬 ⺧牛 ⺨犭 ⺩王 ⺪疋 ⺫目 ⺬示 ⺭礻 ⺮竹 ⺯糸 ⺰糸 ⺱罓 ⺲罒 ⺳网 ⺴网 ⺵网 ⺶羊 ⺷羊
⺸羊 ⺹耂 ⺺聿 ⺻聿 ⺼肉 ⺽臼 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃西 ⻄西 ⻅見 ⻆角 ⻇角 ⻈言 ⻉貝
⻊足 ⻋車 ⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐金 ⻑長 ⻒長 ⻓長 ⻔門 ⻕阜 ⻖阝 ⻗雨 ⻘青 ⻙韋 ⻚頁 ⻛風
⻜飛 ⻝食 ⻞食 ⻟食 ⻠食 ⻡首 ⻢馬 ⻣骨 ⻤鬼 ⻥魚 ⻦鳥 ⻧鹵 ⻨麦 ⻩黄 ⻪黽 ⻫斉 ⻬斉 ⻭歯
⻮歯 ⻯竜 ⻰竜 ⻱亀 ⻲亀 ⻳亀
"""
"""Pairs of a radical (U+2E80–2EFF) and a kanji."""

KANJI_OF: Final[dict[str, str]] = {pair[0]: pair[1] for pair in SUPPLEMENT.split()}
"""The kanji for each radical of the supplement."""
