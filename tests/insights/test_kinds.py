"""The kind of a comment, and of a theme."""

import numpy as np
import pytest
from sklearn.metrics import f1_score

from rmfeedback.insights import KindClassifier, Taxonomy
from rmfeedback.insights.kinds import kind_of_theme, leanings_of
from rmfeedback.insights.taxonomy import labelled

KINDS = ["blind_spot", "inclusion_concern", "other", "programme_support", "psychological_safety", "strength"]
KINDS += ["technology_gap"]


@pytest.fixture(scope="module")
def trained():
    return KindClassifier.trained()


@pytest.mark.parametrize(
    ("comment", "kind"),
    [
        ("The scanner software freezes and we type everything twice", "technology_gap"),
        ("I was afraid that my boss would hear what I said", "psychological_safety"),
        ("Frauen werden in Besprechungen ständig unterbrochen", "inclusion_concern"),
        ("Wir haben keinen gemeinsamen Termin gefunden", "programme_support"),
    ],
)
def test_the_trained_classifier_knows_the_kinds_without_the_question(trained, comment, kind):
    assert trained.classes_.tolist() == KINDS
    assert trained.predict([comment]).tolist() == [kind]


def test_the_question_asked_turns_a_topic_into_a_strength(trained):
    comment = ["She uses the new tools herself now"]
    strength = trained.classes_.tolist().index("strength")
    asked = [
        trained.predict_proba(comment, questions=[q])[0, strength]
        for q in ("what_works", "blind_spots_or_else")
    ]

    assert asked[0] > 0.5 > asked[1]


def test_kinds_of_comments_not_learned_from_are_mostly_right(written):
    theirs = {row["comment"] for row in written}
    known = [example for example in Taxonomy.load().examples() if example.text not in theirs]
    learned = KindClassifier().fit(
        [example.text for example in known],
        [example.kind for example in known],
        languages=[example.language for example in known],
        leanings=leanings_of(known),
    )
    content = [row for row in written if row["theme"] != "none"]
    told = learned.predict(
        [row["comment"] for row in content],
        questions=[row["question"] for row in content],
        languages=[row["language"] for row in content],
    )
    true = [row["kind"] for row in content]

    assert np.mean(told == np.array(true)) > 0.72
    assert f1_score(true, told, average="macro", labels=sorted(set(true))) > 0.65


def test_the_kind_of_a_theme_is_the_sum_of_its_comments():
    chances = np.array([[0.6, 0.4, 0.0], [0.6, 0.4, 0.0], [0.0, 1.0, 0.0]])

    assert kind_of_theme(chances, ["blind_spot", "strength", "other"]) == "strength"


def test_a_theme_is_never_of_the_kind_other_while_a_kind_is_known():
    assert kind_of_theme(np.array([[0.9, 0.1]]), ["other", "blind_spot"]) == "blind_spot"


def test_labelled_comments_fit_the_taxonomy():
    taxonomy = Taxonomy.load()

    for example in labelled():
        assert example.theme in taxonomy.themes
        assert example.kind in taxonomy.kinds
