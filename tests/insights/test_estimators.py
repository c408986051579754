"""The estimators keep scikit-learn's manners; its own check skips estimators of text."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from rmfeedback.insights import InsightsRefused, KindClassifier, NoComments, ThemeModel
from rmfeedback.insights.guiding import TextClassifier
from rmfeedback.insights.refusals import LengthsDiffer, SettingUnknown
from rmfeedback.insights.vectors import LatentVectors, TextVectors

ESTIMATORS = [ThemeModel, KindClassifier, TextClassifier, LatentVectors, TextVectors]
PHRASES = ["The VPN is slow", "My laptop is old", "We had no time", "The calendar was full"]
KINDS = ["technology_gap", "technology_gap", "programme_support", "programme_support"]


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_the_constructor_only_stores(estimator):
    made = estimator()

    assert vars(made) == made.get_params()


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_a_clone_has_the_same_parameters(estimator):
    changed = {name: value for name, value in [("alpha", 2.0), ("letters", 0.1), ("n_themes", 4)]}
    made = estimator().set_params(**{n: v for n, v in changed.items() if n in estimator().get_params()})

    assert clone(made).get_params() == made.get_params()
    assert made.get_params() != estimator().get_params()


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_parameters_are_told_by_name_and_only_those_there_are(estimator):
    with pytest.raises(TypeError):
        estimator(1)
    with pytest.raises(ValueError, match="Invalid parameter 'colour'"):
        estimator().set_params(colour="red")


def test_a_model_may_be_kept_and_says_the_same_afterwards(fitted):
    asked = ["The VPN is slow", "Wir fanden keinen Termin", "n/a"]
    kept = pickle.loads(pickle.dumps(fitted))

    assert kept.predict(asked).tolist() == fitted.predict(asked).tolist()
    assert kept.themes_ == fitted.themes_


@given(st.permutations(["a", "b", "c"]))
@settings(max_examples=4, deadline=None)
def test_what_labels_are_called_changes_nothing_but_their_names(names):
    comments = [*PHRASES, "Cake with plums", "Plum cake"]
    labels = ["a", "a", "b", "b", "c", "c"]
    called = dict(zip("abc", names, strict=True))
    asked = ["My VPN", "Plums", "A full calendar"]
    one = KindClassifier(sight="static").fit(comments, labels)
    other = KindClassifier(sight="static").fit(comments, [called[label] for label in labels])

    assert [called[label] for label in one.predict(asked)] == other.predict(asked).tolist()
    order = [other.classes_.tolist().index(called[label]) for label in one.classes_]
    assert np.allclose(one.predict_proba(asked), other.predict_proba(asked)[:, order], atol=1e-5)


def test_an_unfitted_model_says_so():
    with pytest.raises(NotFittedError):
        ThemeModel().predict(["No time"])
    with pytest.raises(NotFittedError):
        KindClassifier().predict(["No time"])


def test_fit_returns_the_model_and_leaves_its_parameters(fitted):
    assert isinstance(fitted, ThemeModel)
    assert fitted.get_params() == ThemeModel().get_params()


def test_the_same_seed_gives_the_same_themes(written, fitted):
    again = clone(fitted).fit(
        [row["comment"] for row in written],
        questions=[row["question"] for row in written],
        roles=[row["role"] for row in written],
        languages=[row["language"] for row in written],
    )

    assert again.themes_ == fitted.themes_
    assert again.labels_.tolist() == fitted.labels_.tolist()


def test_fitting_again_forgets_what_was_learned_before():
    model = ThemeModel().fit(["No time for sessions", "Too little time", "Never any time left"] * 2 + PHRASES)
    model.fit(["n/a"])

    assert model.themes_ == []
    assert model.labels_.tolist() == [-1]


def test_fit_predict_is_the_labels():
    comments = PHRASES * 2

    assert ThemeModel().fit_predict(comments).tolist() == ThemeModel().fit(comments).labels_.tolist()


@pytest.mark.parametrize(
    "comments", [["No time at all"], ["n/a"], [""], ["No time"] * 5, ["n/a", "keine"] * 20]
)
def test_a_handful_of_comments_has_no_theme_and_does_no_harm(comments):
    model = ThemeModel().fit(comments)

    assert model.themes_ == []
    assert model.labels_.tolist() == [-1] * len(comments)
    assert model.predict(["We had no time"]).tolist() == [-1]


def test_no_comments_are_refused_in_our_own_words():
    with pytest.raises(NoComments, match="There are no comments to read"):
        ThemeModel().fit([])
    with pytest.raises(ValueError, match="nothing to learn from"):
        KindClassifier().fit([], [])


def test_context_of_another_length_is_refused():
    with pytest.raises(LengthsDiffer, match="questions has 1 values for 2 comments"):
        ThemeModel().fit(["No time", "Old laptop"], questions=["what_works"])
    with pytest.raises(LengthsDiffer, match="labels has 1 values"):
        KindClassifier().fit(["No time", "Old laptop"], ["other"])


def test_settings_that_are_not_offered_are_refused():
    for refusal, chosen in [
        (SettingUnknown, {"vectors": "best"}),
        (SettingUnknown, {"language": "fr"}),
        (SettingUnknown, {"n_themes": 0}),
        (SettingUnknown, {"random_state": -1}),
    ]:
        with pytest.raises(refusal):
            ThemeModel(**chosen).fit(PHRASES)
    assert issubclass(SettingUnknown, InsightsRefused)


def test_a_kind_classifier_learns_the_kinds_it_is_given():
    learned = KindClassifier().fit(PHRASES, KINDS, languages=["en"] * 4)

    assert learned.classes_.tolist() == ["programme_support", "technology_gap"]
    assert learned.predict(["slow old laptop"], languages=["en"]).tolist() == ["technology_gap"]
    assert np.allclose(learned.predict_proba(["time", "VPN"], languages=["en", "en"]).sum(axis=1), 1)
    assert learned.predict_proba([]).shape == (0, 2)


def test_latent_vectors_are_unit_rows():
    texts = [(phrase, "en") for phrase in PHRASES]
    vectors = LatentVectors(random_state=0).fit(texts).transform(texts)

    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
