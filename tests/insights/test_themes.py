"""Comments become themes: the known ones by guidance, new ones by their words."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from rmfeedback.insights import Taxonomy, ThemeModel, placing, themes
from rmfeedback.insights.corpus import Corpus
from rmfeedback.insights.guiding import TextClassifier
from rmfeedback.insights.kinds import leanings_of
from rmfeedback.insights.placing import Grouper
from rmfeedback.insights.reading import read
from rmfeedback.insights.taxonomy import Example

BOATS = [
    "The rowing boats in the harbour leak",
    "Rowing boats need new paint before the harbour feast",
    "Nobody repairs the rowing boats",
    "Old rowing boats lie in the harbour",
    "Our rowing boats were sold",
]


def test_a_wave_of_the_usual_size_has_a_handful_of_themes_each_with_a_kind(fitted):
    kinds = set(Taxonomy.load().kinds)

    assert 4 <= len(fitted.themes_) <= 14
    assert all(theme.kind in kinds for theme in fitted.themes_)
    assert all(theme.size >= 3 for theme in fitted.themes_)
    assert len({theme.key for theme in fitted.themes_}) == len(fitted.themes_)


def test_themes_labels_and_sizes_tell_the_same(fitted, written):
    sizes = Counter(fitted.labels_.tolist())

    for place, theme in enumerate(fitted.themes_):
        assert theme.size == len(theme.members) == sizes[place]
        assert set(theme.members) == set(np.flatnonzero(fitted.labels_ == place).tolist())
        assert theme.share == pytest.approx(theme.size / fitted.substantive_.sum())
        assert sum(theme.by_role.values()) == theme.size
    assert len(fitted.labels_) == len(fitted.kinds_) == len(fitted.confidence_) == len(written)


def test_the_largest_theme_comes_first(fitted):
    sizes = [theme.size for theme in fitted.themes_]

    assert sizes == sorted(sizes, reverse=True)


def test_comments_that_say_nothing_are_in_no_theme(fitted, written):
    nothing = [place for place, row in enumerate(written) if row["theme"] == "none"]

    assert nothing
    assert set(fitted.labels_[nothing]) == {-1}
    assert set(fitted.kinds_[nothing]) == {"other"}
    assert not fitted.substantive_[nothing].all()


def test_few_comments_with_content_are_left_without_a_theme(fitted, written):
    content = np.array([row["theme"] != "none" for row in written])

    assert (fitted.labels_[content] < 0).mean() <= 0.25


def test_one_theme_holds_both_languages(fitted, written):
    languages = [{written[place]["language"] for place in theme.members} for theme in fitted.themes_[:3]]

    assert {"en", "de"} in languages


def test_themes_come_back_in_draws(fitted):
    assert fitted.stability_ >= 0.6
    assert all(0 <= theme.stability <= 1 for theme in fitted.themes_)


def test_comments_not_learned_from_find_their_theme(written):
    theirs = {row["comment"] for row in written}
    known = [example for example in Taxonomy.load().examples() if example.text not in theirs]
    guide = TextClassifier().fit(
        [example.text for example in known],
        [example.theme for example in known],
        languages=[example.language for example in known],
        leanings=leanings_of(known),
    )
    content = [row for row in written if row["theme"] != "none"]
    corpus = Corpus.read(
        [row["comment"] for row in content],
        [row["question"] for row in content],
        [row["language"] for row in content],
    )
    labels = corpus.spread(Grouper(guide).fit(corpus, read(corpus, guide, guide)).groups_, -1)

    assert adjusted_rand_score([row["theme"] for row in content], labels) > 0.25


def test_a_theme_the_taxonomy_does_not_know_is_found_and_named_by_its_words(written):
    comments = [row["comment"] for row in written] + BOATS
    model = ThemeModel().fit(
        comments,
        questions=[row["question"] for row in written] + [None] * len(BOATS),
        languages=[row["language"] for row in written] + ["en"] * len(BOATS),
    )
    labels = set(model.labels_[-len(BOATS) :]) - {-1}

    assert len(labels) == 1
    theme = model.themes_[labels.pop()]
    assert theme.key == "found_1"
    assert "rowing boats" in theme.name.lower()


def test_comments_about_something_else_altogether_are_grouped_by_their_words():
    cakes = ["Cake with plums", "Plum cake and cream", "A plum cake for two", "Cream cake with plums again"]
    model = ThemeModel().fit(3 * (BOATS + cakes), languages=["en"] * 27)

    assert adjusted_rand_score(3 * ([0] * 5 + [1] * 4), model.labels_) > 0.9
    assert {theme.key for theme in model.themes_} == {"found_1", "found_2"}


def test_copies_share_one_theme_and_all_count():
    comments = ["The VPN is down daily"] * 4 + [
        "My laptop is old and slow",
        "Software from 2004, no licences",
    ]
    comments += ["We had no time to meet", "Calendars were full", "Sessions were cancelled for lack of time"]
    model = ThemeModel().fit(comments)

    assert len(set(model.labels_[:4])) == 1
    assert model.themes_[model.labels_[0]].size == 6


@pytest.mark.parametrize("wanted", [1, 3, 5, 12])
def test_as_many_themes_as_asked_for_where_the_comments_allow(written, wanted):
    model = ThemeModel(n_themes=wanted, vectors="static").fit(
        [row["comment"] for row in written], languages=[row["language"] for row in written]
    )

    assert len(model.themes_) == wanted
    assert len({theme.name for theme in model.themes_}) == wanted


def test_small_themes_dissolve(written):
    model = ThemeModel(smallest_theme=8, vectors="static").fit(
        [row["comment"] for row in written], languages=[row["language"] for row in written]
    )

    assert min(theme.size for theme in model.themes_) >= 8


def test_new_comments_are_placed_in_the_themes_found(fitted):
    labels = fitted.predict(
        ["The VPN breaks down and the software is old", "n/a", "Wir fanden keinen Termin"]
    )
    keys = [theme.key for theme in fitted.themes_]

    assert labels.tolist() == [keys.index("tech_tools"), -1, keys.index("prog_time")]
    assert fitted.predict([]).tolist() == []


def test_more_comments_than_are_read_at_once_are_all_placed(written, monkeypatch):
    monkeypatch.setattr(themes, "LARGE", 60)
    monkeypatch.setattr(placing, "BLOCK", 7)
    model = ThemeModel(sample_size=60).fit(
        [row["comment"] for row in written], languages=[row["language"] for row in written]
    )

    assert len(model.grouper_.seen_) == 60
    assert len(model.labels_) == len(written)
    assert (model.labels_ >= 0).mean() > 0.7


def test_names_are_german_where_all_comments_are():
    comments = ["Wir hatten keine Zeit", "Der Termin wurde abgesagt", "Zu wenig Zeit für Gespräche"]
    comments += ["Die Software ist veraltet", "Das WLAN ist langsam", "Der Laptop ist zu alt"]
    names = {theme.key: theme.name for theme in ThemeModel().fit(comments).themes_}

    assert names["tech_tools"].startswith(Taxonomy.load().theme_name("tech_tools", "de"))


def test_too_few_comments_are_counted_by_known_themes_and_nothing_is_discovered():
    model = ThemeModel().fit([*BOATS, "No time to meet", "Too little time", "Never any time"])

    assert [theme.key for theme in model.themes_] == ["prog_time"]
    assert model.themes_[0].certainty == "too few to say"
    assert model.labels_[: len(BOATS)].tolist() == [-1] * len(BOATS)


def test_every_theme_says_how_far_to_trust_it(fitted):
    assert {theme.certainty for theme in fitted.themes_} <= {"clear", "likely", "uncertain"}
    assert all(0 < theme.coherence <= 1 for theme in fitted.themes_)


def test_comments_in_other_languages_are_told_apart_and_in_no_other_theme(written):
    foreign = [
        "Les dirigeants devraient venir plus souvent dans les ateliers.",
        "Nos falta tiempo para hablar con calma con los directivos.",
        "Не хватает времени на разговоры с руководителями.",
    ]
    model = ThemeModel(vectors="static").fit([*foreign, *(row["comment"] for row in written)])

    assert model.themes_[-1].key == "other_languages"
    assert model.themes_[-1].members == (0, 1, 2)
    assert model.labels_[:3].tolist() == [len(model.themes_) - 1] * 3
    assert model.substantive_[:3].all()
    assert model.predict(foreign[:1]).tolist() == [len(model.themes_) - 1]


def test_members_are_counted_by_wave():
    comments = ["No time to meet", "Too little time", "Never any time", "No time left for it"]
    model = ThemeModel(vectors="static").fit(comments * 2, waves=["first"] * 4 + ["second"] * 4)

    assert dict(model.themes_[0].by_wave) == {"first": 4, "second": 4}


def test_what_people_decided_about_like_comments_is_followed_and_not_remembered():
    boats = [Example(boat, "en", "boats", "technology_gap") for boat in BOATS]
    comments = ["The rowing boat leaks", "Paint for the rowing boats", "More rowing boats in the harbour"] * 2
    taught = ThemeModel(vectors="static", examples=boats).fit(comments)
    plain = ThemeModel(vectors="static").fit(comments)

    assert [(theme.key, theme.kind) for theme in taught.themes_] == [("boats", "technology_gap")]
    assert "boats" not in {theme.key for theme in plain.themes_}
    assert "boats" not in taught.themes_[0].name or "rowing" in taught.themes_[0].name.lower()


@given(st.permutations(range(30)))
@settings(max_examples=5, deadline=None)
def test_the_order_of_rows_changes_no_theme(written, order):
    rows = written[:30]
    plain = ThemeModel(vectors="static").fit([row["comment"] for row in rows])
    shuffled = ThemeModel(vectors="static").fit([rows[i]["comment"] for i in order])

    keys = [theme.key for theme in shuffled.themes_]
    there = {i: keys[label] if label >= 0 else None for i, label in zip(order, shuffled.labels_, strict=True)}
    here = [theme.key for theme in plain.themes_]
    assert there == {i: here[label] if label >= 0 else None for i, label in enumerate(plain.labels_)}


@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["n/a", "", "keine", "😀", "k. A."])), max_size=12)
)
@settings(max_examples=8, deadline=None)
def test_rows_that_say_nothing_change_nothing_but_positions(written, plain, fillers):
    rows = [(row["comment"], place) for place, row in enumerate(written[:40])]
    for where, filler in fillers:
        rows.insert(where, (filler, -1))
    more = ThemeModel(vectors="static").fit([comment for comment, _ in rows])
    places = {new: old for new, (_, old) in enumerate(rows)}

    def moved(theme):
        members = tuple(sorted(places[position] for position in theme.members))
        return replace(theme, members=members, quotes=tuple(places[position] for position in theme.quotes))

    assert [moved(theme) for theme in more.themes_] == plain.themes_
    assert more.stability_ == plain.stability_
    assert all(more.labels_[new] == (plain.labels_[old] if old >= 0 else -1) for new, old in places.items())


@pytest.fixture(scope="module")
def plain(written):
    return ThemeModel(vectors="static").fit([row["comment"] for row in written[:40]])


@given(st.sets(st.integers(0, 39), min_size=1))
@settings(max_examples=5, deadline=None)
def test_copies_are_where_the_comments_they_copy_are_and_all_count(written, copied):
    comments = [row["comment"] for row in written[:40]]
    model = ThemeModel(vectors="static").fit(comments + [comments[place].upper() + "!" for place in copied])

    assert model.labels_[40:].tolist() == model.labels_[list(copied)].tolist()
    assert sum(theme.size for theme in model.themes_) == (model.labels_ >= 0).sum()
