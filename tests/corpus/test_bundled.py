"""What the bundled corpus must contain according to its sources."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from renkei_search.analysis.char_filter.folding import fold_variants
from renkei_search.analysis.practice import PracticeClassifier, analyse_practices, analyse_text
from renkei_search.analysis.token_filter import term_of
from renkei_search.analysis.tokenizer import tokenize
from renkei_search.analysis.wording import make_wording
from renkei_search.model.practice import EITHER, WHERE_WORDS_ARE_FEW, WITHOUT
from renkei_search.model.record import Basis, RegionKind

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.model.record import Initiative


def find(corpus: Corpus, initiative_id: str) -> Initiative:
    return next(item for item in corpus.initiatives if item.id == initiative_id)


def test_every_source_has_its_initiatives(corpus: Corpus) -> None:
    counts = Counter(item.source for item in corpus.initiatives)
    assert counts == {"000": 8, "001": 219, "002": 15, "003": 20, "004": 45}


def test_all_regions_are_there_and_each_has_initiatives(corpus: Corpus) -> None:
    kinds = Counter(region.kind for region in corpus.catalogue.regions)
    assert kinds == {RegionKind.CORE_CITY: 37, RegionKind.SETTLEMENT: 6}
    with_initiatives = {item.region for item in corpus.initiatives}
    assert {region.id for region in corpus.catalogue.regions} <= with_initiatives


def test_every_core_city_region_tells_how_it_came_about_and_what_comes_next(corpus: Corpus) -> None:
    for region in corpus.catalogue.regions:
        if region.kind is RegionKind.CORE_CITY:
            assert region.history, region.id
            assert region.outlook, region.id
            assert region.core_cities, region.id
            assert set(region.core_cities) <= set(region.members), region.id


@pytest.mark.parametrize(
    ("region", "count"),
    [
        ("bingo", 8),
        ("harima", 16),
        ("hiroshima", 28),
        ("kumamoto", 19),
        ("kitakyushu", 18),
        ("sasebo", 12),
        ("kochi", 34),
        ("koriyama", 17),
        ("sapporo", 12),
        ("niigata", 12),
        ("fukushima", 9),
        ("toyama-gosei", 6),
    ],
)
def test_the_members_are_as_many_as_the_sources_say(corpus: Corpus, region: str, count: int) -> None:
    assert len(set(corpus.catalogue.region(region).members)) == count


def test_generic_examples_belong_to_no_region(corpus: Corpus) -> None:
    assert {item.region for item in corpus.initiatives if item.source == "004"} == {None}


def test_drafts_are_marked(corpus: Corpus) -> None:
    assert {item.source for item in corpus.initiatives if item.status == "draft"} == {"002", "003"}


def test_roles_of_an_agreement_keep_placeholders_out(corpus: Corpus) -> None:
    rows = [item for item in corpus.initiatives if item.source == "003"]
    for row in rows:
        assert [(role.party, role.name) for role in row.roles] == [("甲", "富山市"), ("乙", None)]
    assert not any("○○○" in f"{row.title}{row.description}" or "□□" in row.description for row in rows)


def test_a_description_split_in_the_source_is_whole(corpus: Corpus) -> None:
    online = next(item for item in corpus.initiatives if "オンライン診療を開始予定" in item.description)
    assert online.region == "bingo"
    assert online.description.startswith("圏域内の安定した医療提供体制を確保するため")


def test_abbreviated_participants_are_written_out(corpus: Corpus) -> None:
    festival = next(item for item in corpus.initiatives if item.title == "瀬戸内国際芸術祭推進事業")
    assert festival.municipalities == ("高松市", "土庄町", "小豆島町", "直島町")


def test_figures_are_kept_as_printed(corpus: Corpus) -> None:
    denim = find(corpus, "001-bingo-denim-project")
    assert [(figure.name, figure.value) for figure in denim.indicators] == [("応募総数", "303件")]


def test_the_matrix_declares_what_is_marked_and_nothing_else(corpus: Corpus) -> None:
    declared = {item.code for item in corpus.catalogue.region("niigata").declared_fields}
    assert len(declared) == 22
    assert declared.isdisjoint({"イ-d", "ウ-A-b", "ウ-A-i", "ウ-B-f", "ウ-C-b", "ウ-C-d"})


def test_the_table_of_fifteen_regions_is_merged(corpus: Corpus) -> None:
    populations = {
        region.id: figure.value
        for region in corpus.catalogue.regions
        for figure in region.figures
        if figure.source == "004" and figure.name == "圏域人口"
    }
    assert len(populations) == 15
    assert populations["harima"] == "１，３２７，１９３人"
    assert populations["shizuoka-chubu"] == "８５９，４４６人"


def test_fields_of_source_001_are_inferred_unless_the_title_states_them(corpus: Corpus) -> None:
    taxonomy = corpus.catalogue.taxonomy
    for item in corpus.initiatives:
        if item.source == "001":
            for field in item.fields:
                stated = field.basis is Basis.STATED
                assert not stated or taxonomy[field.code].name[:4] in (item.title or ""), item.id


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        ("戦略的な観光施策の展開", "ア-d"),
        ("保健・福祉", "ウ-A-c"),
        ("移住促進", "ウ-B-e"),
        ("ＩＣＴ インフラの整備", "ウ-B-b"),
        ("その他（消防・防災）", "ウ-A-g"),
        ("その他(生活環境)", "ウ-A-h"),
        ("医療", "ウ-A-a"),
        ("産学金官民一体となった経済成長の推進体制の構築", "ア-a"),
        ("圏域マネジメント能力の強化", "ウ-C-a"),
        ("地域内外の住民との\n交流・移住促進", "ウ-B-e"),
    ],
)
def test_wordings_of_the_sources_map_to_one_field(corpus: Corpus, wording: str, code: str) -> None:
    node = corpus.catalogue.taxonomy.resolve(wording)
    assert node is not None
    assert node.code == code


def test_every_title_of_an_agreement_row_resolves_to_one_of_its_fields(corpus: Corpus) -> None:
    for item in corpus.initiatives:
        if item.source in {"002", "003"}:
            node = corpus.catalogue.taxonomy.resolve(item.title or "")
            assert node is not None, item.title
            assert node.code in {field.code for field in item.fields}, item.title


def test_the_taxonomy_is_the_official_one(corpus: Corpus) -> None:
    taxonomy = corpus.catalogue.taxonomy
    assert (len(taxonomy.categories), len(taxonomy.groups), len(taxonomy.fields)) == (3, 3, 28)


def test_ids_are_readable_and_name_their_source(corpus: Corpus) -> None:
    for item in corpus.initiatives:
        assert item.id.startswith(f"{item.source}-")
        assert item.id.replace("-", "").isalnum()
        assert item.id.isascii()


def test_every_expression_of_a_type_of_practice_has_terms(corpus: Corpus) -> None:
    for type_ in corpus.catalogue.practices.types:
        for part in " ".join(word.removeprefix(WHERE_WORDS_ARE_FEW) for word in type_.words).split():
            for text in part.removeprefix(WITHOUT).split(EITHER):
                assert make_wording(text).terms, (type_.id, text)


def test_every_initiative_has_a_type_of_practice(corpus: Corpus) -> None:
    classifier = PracticeClassifier(analyse_practices(corpus.catalogue.practices))
    for initiative in corpus.initiatives:
        shown = classifier.weigh(analyse_text(initiative.title or ""), analyse_text(initiative.description))
        assert 0 < len(shown.types) <= 12, initiative.id


def test_no_word_of_the_thesaurus_loses_its_meaning_in_analysis(corpus: Corpus) -> None:
    """子どもができない would be reduced to 子ども: verbs and negations without content of their own are dropped."""
    thesaurus = corpus.catalogue.thesaurus
    words = [word for group in thesaurus.groups for word in group.words]
    words += [word for relation in thesaurus.one_way for word in (relation.word, *relation.also)]
    words += [word for narrower in thesaurus.narrower for word in (narrower.word, *narrower.kinds)]
    for word in words:
        morphemes = list(tokenize(fold_variants(word)))
        dropped = {
            found.part_of_speech[0]
            for found in morphemes
            if term_of(found.normalized_form, found.part_of_speech) is None
        }
        kept = [
            found for found in morphemes if term_of(found.normalized_form, found.part_of_speech) is not None
        ]
        assert len(kept) > 1 or dropped.isdisjoint({"動詞", "助動詞"}), word


def group_words(corpus: Corpus) -> list[tuple[str, ...]]:
    return [group.words for group in corpus.catalogue.thesaurus.groups]


# Each of these is true of a great many initiatives: as a synonym it would find them all.
GENERIC = frozenset(
    """
    地域 住民 市民 支援 推進 事業 施設 整備 活用 利用 促進 対策 体制 連携 交流 情報 活動 管理 運営 開発 確保 育成 強化 向上
    維持 拡大 振興 サービス 研修 講座 環境 産業 経済 生活 福祉 医療 教育 文化 交通 道路 災害 安全 仕事 人材 職員 企業 商業 農業
    観光 防災 介護 健康 子育て 町内 誘致 活性化 賑わい 相談 補助 助成 実施 委託 周知 制度 計画 協定 取り組み 施策 共同 広域 圏域
    """.split()  # noqa: SIM905 # a list in words reads better
)


def test_no_word_of_a_group_is_generic_or_a_single_character_once_analysed(corpus: Corpus) -> None:
    allowed = {"圏域"}  # the very word for it, beside 都市圏 and 生活圏
    for words in group_words(corpus):
        for word in words:
            terms = make_wording(word).terms
            assert len("".join(terms)) > 1, (word, words)
            assert len(terms) > 1 or terms[0] not in GENERIC - allowed or words[0] in allowed, (word, words)


def test_no_generic_word_leads_to_kinds(corpus: Corpus) -> None:
    """誘致 would lead to every kind, so that インバウンド 誘致 finds 企業誘致; 医療 and the like name a whole field."""
    fields = {"医療", "健康", "介護", "福祉", "観光", "農業", "防災", "教育", "文化", "子育て"}
    for narrower in corpus.catalogue.thesaurus.narrower:
        terms = make_wording(narrower.word).terms
        assert len(terms) > 1 or terms[0] not in GENERIC - fields, narrower.word
        assert narrower.word not in {"誘致", "活性化", "利用促進", "町内"}


def test_no_word_of_a_group_is_the_same_as_another_once_analysed(corpus: Corpus) -> None:
    for words in group_words(corpus):
        terms = [make_wording(word).terms for word in words]
        assert len(set(terms)) == len(terms), words


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("町内会", "町内"),
        ("インバウンド誘客", "企業誘致"),
        ("企業誘致", "誘致"),
        ("がん検診", "がん"),
        ("特殊詐欺", "消費者教育"),
        ("熱中症対策", "猛暑"),
        ("介護離職", "介護者支援"),
        ("移動販売", "買い物支援"),
        ("免許返納", "高齢運転者"),
        ("南海トラフ地震", "首都直下地震"),
        ("有機栽培", "減農薬栽培"),
        ("骨髄ドナー", "臓器移植"),
        ("要介護にならない", "介護予防"),
        ("ギャンブル依存", "アルコール依存"),
        ("児童虐待", "虐待防止"),
        ("情報公開", "住民の声"),
        ("意見公募", "住民の声"),
        ("アンテナショップ", "物産館"),
    ],
)
def test_words_of_former_loose_groups_are_no_synonyms(corpus: Corpus, word: str, other: str) -> None:
    assert not any(word in words and other in words for words in group_words(corpus))


def test_every_policy_field_has_at_least_sixty_words(corpus: Corpus) -> None:
    words: dict[str, set[str]] = {field.code: set() for field in corpus.catalogue.taxonomy.fields}
    for group in corpus.catalogue.thesaurus.groups:
        for code in group.fields:
            words[code].update(group.words)
    assert len(words) == 28
    assert {code: len(found) for code, found in words.items() if len(found) < 60} == {}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("耳の聞こえ", "難聴"),
        ("貝の資源回復", "栽培漁業"),
        ("海外にルーツをもつ子ども", "外国人児童生徒"),
        ("買い物に困っているお年寄り", "買い物弱者"),
        ("三世代同居", "近居"),
        ("獣が畑を荒らす", "鳥獣被害"),
        ("家の前の雪", "間口除雪"),
        ("赤ちゃんの聞こえの検査", "新生児聴覚検査"),
        ("町内会に入らない", "自治会の加入促進"),
        ("電波が届かない", "携帯電話の不感地域"),
        ("ごみ袋の値上げ", "ごみの有料化"),
        ("倒れそうな空き家", "特定空家"),
        ("先生の長時間労働", "教職員の働き方改革"),
        ("川底の掘削", "河道掘削"),
    ],
)
def test_everyday_words_lead_to_the_official_ones(corpus: Corpus, word: str, expected: str) -> None:
    thesaurus = corpus.catalogue.thesaurus
    found = {other for words in group_words(corpus) if word in words for other in words}
    found |= {other for relation in thesaurus.one_way if relation.word == word for other in relation.also}
    assert expected in found


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("買い物支援", "shopping-support"),
        ("移動販売", "shopping-support"),
        ("買い物に困っているお年寄り", "shopping-support"),
        ("閉校 活用", "vacant-public-sites"),
        ("空き校舎を企業の事務所に貸し出す", "vacant-public-sites"),
        ("応援協定", "mutual-aid-agreement"),
        ("サル対策", "wildlife-damage"),
        ("救急医療の維持", "emergency-hospital"),
        ("耳の聞こえ 助成", "elderly-watch"),
        ("貝の資源回復", "fisheries"),
        ("海外にルーツをもつ子ども", "multicultural"),
        ("三世代同居", "migration-subsidy"),
    ],
)
def test_everyday_words_indicate_a_type_of_practice(corpus: Corpus, text: str, type_: str) -> None:
    classifier = PracticeClassifier(analyse_practices(corpus.catalogue.practices))
    assert type_ in classifier.weigh(analyse_text(""), analyse_text(text)).types


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("要介護の認定に至らない高齢者が、体操で体力を保つ教室を開く。", "care-certification-board"),
        ("廃校で接点を失った世代どうしが、月に一度集まる茶話会を開く。", "vacant-public-sites"),
        (
            "自治会を通じて案内を配り、申し込みのあった家に技術者が伺って庭木の育て方を教える催しを続ける。",
            "community-organizations",
        ),
        (
            "ペットを連れて逃げられるように、会場の一角を囲いで仕切り、毛布や水をあらかじめ置いておく。",
            "animal-welfare",
        ),
    ],
)
def test_mere_mentions_indicate_no_type(corpus: Corpus, text: str, type_: str) -> None:
    classifier = PracticeClassifier(analyse_practices(corpus.catalogue.practices))
    assert type_ not in classifier.weigh(analyse_text(""), analyse_text(text)).types
