"""Which types of practice a text shows."""

from __future__ import annotations

import pickle

import pytest

from renkei_search.analysis.practice import PracticeClassifier, analyse_practices, analyse_text
from renkei_search.practice import Practices, PracticeType

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
def test_a_type_is_shown_by_expressions_within_a_sentence(text: str, found: set[str]) -> None:
    assert types_of("", text) == found
    assert types_of(text) == found


def test_a_title_shows_more_surely_than_a_description_and_two_words_than_one() -> None:
    def sure(title: str, description: str) -> float:
        return CLASSIFIER.weigh(analyse_text(title), analyse_text(description)).types["matchmaking"]

    assert 0 < sure("", "婚活") < sure("", "婚活と結婚支援") < sure("婚活", "婚活と結婚支援") < 1
    assert sure("", "婚活") == sure("", "婚活、婚活、婚活")


def test_a_family_is_as_sure_as_its_surest_type() -> None:
    shown = CLASSIFIER.weigh(analyse_text("図書館の相互利用"), analyse_text("博物館も加わる。"))
    assert shown.types["library"] > shown.types["museum"]
    assert shown.families == {"文化": shown.types["library"]}


def test_an_expression_that_says_nothing_shows_nothing() -> None:
    practices = Practices(types=(PracticeType(id="x", name="型", family="群", words=("の", "図書館 を")),))
    assert analyse_practices(practices) == ()


def test_a_classifier_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(CLASSIFIER))  # noqa: S301 # our own
    assert sent.weigh(analyse_text("婚活"), analyse_text("")).types
