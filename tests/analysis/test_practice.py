"""Which types of practice a text indicates."""

from __future__ import annotations

import pickle

import pytest

from renkei_search.analysis.practice import PracticeClassifier, analyse_practices, analyse_text
from renkei_search.model.practice import Practices, PracticeType, is_expression

PRACTICES = Practices(
    types=(
        PracticeType(
            id="library",
            name="図書館の相互利用",
            family="文化",
            words=("図書館の相互利用", "図書館 相互貸借"),
        ),
        PracticeType(id="museum", name="博物館の連携", family="文化", words=("博物館",)),
        PracticeType(
            id="matchmaking", name="結婚支援", family="結婚", words=("婚活", "結婚支援", "出会いの場")
        ),
    )
)
INVENTED = Practices(
    types=(
        PracticeType(id="care", name="介護認定", family="介護", words=("介護認定",)),
        PracticeType(
            id="school",
            name="廃校の活用",
            family="施設",
            words=("廃校|閉校|空き校舎 活用|利用|改修 -失う", "廃校活用"),
        ),
        PracticeType(id="closed", name="廃校", family="施設", words=("廃校",)),
        PracticeType(id="doctor", name="医師の確保", family="医療", words=("医師の確保", "医師 足りない")),
        PracticeType(id="airport", name="空港までの交通", family="交通", words=("空港までの交通",)),
        PracticeType(
            id="association",
            name="自治会の支援",
            family="地域",
            words=("~自治会", "自治会|町内会 活動|運営 支援|補助"),
        ),
        PracticeType(id="card", name="カード", family="窓口", words=("マイナンバーカード",)),
    )
)
CLASSIFIER = PracticeClassifier(analyse_practices(PRACTICES))


def types_of(title: str, description: str = "") -> set[str]:
    return set(CLASSIFIER.weigh(analyse_text(title), analyse_text(description)).types)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("図書館の相互利用", {"library"}),
        ("図書館を相互に利用する。", {"library"}),
        ("圏域内の図書館どうしで相互貸借を行う。", {"library"}),
        ("図書館を建てる。農具の相互貸借を行う。", set()),
        ("図書館\n相互利用", set()),
        ("図書館と博物館の相互利用", {"museum"}),
        ("未婚者の出会いの場をつくり、婚活を支える。", {"matchmaking"}),
        ("出会い、その場で話す。", set()),
        ("", set()),
    ],
)
def test_a_type_is_indicated_by_expressions_within_a_sentence(text: str, found: set[str]) -> None:
    assert types_of("", text) == found
    assert types_of(text) == found


def test_confidence_is_higher_for_titles_and_for_several_expressions() -> None:
    def sure(title: str, description: str) -> float:
        return CLASSIFIER.weigh(analyse_text(title), analyse_text(description)).types["matchmaking"]

    assert 0 < sure("", "婚活") < sure("", "婚活と結婚支援") < sure("婚活", "婚活と結婚支援") < 1
    assert sure("", "婚活") == sure("", "婚活、婚活、婚活")


def test_a_family_has_the_confidence_of_its_surest_type() -> None:
    shown = CLASSIFIER.weigh(analyse_text("図書館の相互利用"), analyse_text("博物館も加わる。"))
    assert shown.types["library"] > shown.types["museum"]
    assert shown.families == {"文化": shown.types["library"]}


def test_an_expression_without_terms_indicates_nothing() -> None:
    practices = Practices(types=(PracticeType(id="x", name="型", family="群", words=("の", "図書館 を")),))
    assert analyse_practices(practices) == ()


def test_a_classifier_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(CLASSIFIER))  # noqa: S301 # our own
    assert sent.weigh(analyse_text("婚活"), analyse_text("")).types


def invented(text: str) -> set[str]:
    classifier = PracticeClassifier(analyse_practices(INVENTED))
    return set(classifier.weigh(analyse_text(""), analyse_text(text)).types)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("介護の認定を共同で行う。", {"care"}),
        ("要介護の認定に至らない人の体操教室を開く。", set()),
        ("介護認定を受けていない高齢者を訪ねる。", set()),
        ("介護認定の対象とならない人を支える。", set()),
        ("介護認定以外の事務を受託する。", set()),
        ("介護認定を除く審査を行う。", set()),
        ("介護認定ではなく相談を受ける。", set()),
        ("介護認定に至らない人のほか、介護認定の調査も行う。", {"care"}),
        ("介護、認定こども園、学童を案内する。", set()),
        ("マイナンバーカードを使わない申請を受ける。", set()),
        ("マイナンバーカードの普及が進まないため、出張して受け付ける。", {"card"}),
    ],
)
def test_negated_or_separated_expressions_indicate_nothing(text: str, found: set[str]) -> None:
    assert invented(text) == found


def test_a_shortage_is_a_need_and_not_a_negation() -> None:
    assert invented("医師の確保ができない診療所を支える。") == {"doctor"}
    assert invented("医師の確保が困難な地域に医師を送る。") == {"doctor"}
    assert invented("医師が足りない。") == {"doctor"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("廃校で接点を失った世代が集まる茶話会を開く。", set()),
        ("廃校により通学が不便になった児童をバスで送る。", set()),
        ("廃校の校舎を改修して宿泊施設にする。", {"school", "closed"}),
        ("閉校した中学校を事務所として利用する。", {"school"}),
        ("空き校舎を活用する。", {"school"}),
        ("廃校で遊び場を失った子どもに、公民館の一室を活用してもらう。", set()),
        ("廃校を地図に示す。", {"closed"}),
    ],
)
def test_a_cause_of_loss_indicates_nothing(text: str, found: set[str]) -> None:
    assert invented(text) == found


def test_parts_far_apart_do_not_match() -> None:
    assert "school" in invented("閉校した校舎を利用する。")
    apart = "閉校した学校の記録を残し、" + "昔の写真を集めて展示し、" * 5 + "図書館を利用する。"
    assert "school" not in invented(apart)


def test_an_expression_may_contain_words_that_separate_others() -> None:
    assert invented("空港までの交通を確保する。") == {"airport"}


def test_alternatives_of_one_expression_count_once() -> None:
    def sure(text: str) -> float:
        classifier = PracticeClassifier(analyse_practices(INVENTED))
        return classifier.weigh(analyse_text(""), analyse_text(text)).types["school"]

    assert sure("閉校した校舎を利用する。") == sure("閉校した校舎を利用し、空き校舎を改修する。")


@pytest.mark.parametrize(
    ("word", "sound"),
    [
        ("廃校|閉校 活用 -失う", True),
        ("図書館", True),
        ("廃校| 活用", False),
        ("-失う", False),
        ("廃校 -", False),
    ],
)
def test_an_expression_needs_a_required_part(word: str, sound: bool) -> None:
    assert is_expression(word) is sound


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("", "自治会", {"association"}),
        ("自治会のあらまし", "", {"association"}),
        ("町内会活動支援事業", "", {"association"}),
        (
            "",
            "自治会を通じて案内を配り、介護認定の申請を受け付け、本人と家族の都合を聞いて日取りを決める。",
            {"care"},
        ),
        (
            "",
            "自治会の活動の場を借り、支援の要る人を訪ね、介護認定の申請を受け付け、日取りを決める。",
            {"care"},
        ),
    ],
)
def test_general_words_indicate_a_type_only_in_short_texts(title: str, text: str, found: set[str]) -> None:
    classifier = PracticeClassifier(analyse_practices(INVENTED))
    assert set(classifier.weigh(analyse_text(title), analyse_text(text)).types) == found


def test_each_part_needs_an_occurrence_of_its_own() -> None:
    practices = Practices(
        types=(PracticeType(id="x", name="型", family="群", words=("移住 促進|支援 支援|促進",)),)
    )
    classifier = PracticeClassifier(analyse_practices(practices))
    assert not classifier.weigh(analyse_text("移住促進"), analyse_text("")).types
    assert classifier.weigh(analyse_text("移住促進支援"), analyse_text("")).types
