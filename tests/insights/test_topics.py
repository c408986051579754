"""Topics meet across languages, spellings and compounds; and others do not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.insights import known_topics, topic_similarity
from rmfeedback.insights.topics import Topic

SAME = 0.5
MEET = [
    ("AI in daily work", "KI-Werkzeuge"),
    ("AI tools in daily work", "KI im Arbeitsalltag"),
    ("ChatGPT and prompting", "Künstliche Intelligenz verstehen"),
    ("Social media and customers", "Soziale Medien"),
    ("LinkedIn for executives", "Auftritt in sozialen Medien"),
    ("Sustainability", "Nachhaltigkeit"),
    ("Climate and energy", "Nachhaltigkeitsstrategie"),
    ("Hybrid work", "Mobiles Arbeiten"),
    ("Working from home", "Homeoffice-Regeln"),
    ("Inclusion and belonging", "Vielfalt & Zugehörigkeit"),
    ("Diversity in hiring", "Vielfalt im Team"),
    ("Careers and retention", "Kündigungsgründe"),
    ("Career paths", "Karrierewege"),
    ("What younger colleagues expect", "Erwartungen der Jüngeren"),
    ("Gen Z at work", "Nachwuchs verstehen"),
    ("Digital tools", "Digitale Werkzeuge"),
    ("Customer experience", "Kundenerlebnis"),
    ("Data analysis", "Datenanalyse"),
    ("Feedback culture", "Rückmeldungen geben"),
    ("Cyber security", "IT-Sicherheit"),
    ("Meetings that work", "Bessere Besprechungen"),
    ("Mental health", "Psychische Gesundheit"),
    ("Sustainabilty", "Sustainability goals"),
    ("Podcasts", "podcast"),
]
DO_NOT_MEET = [
    ("AI in daily work", "Nachhaltigkeit"),
    ("AI tools in daily work", "Mobiles Arbeiten"),
    ("Sustainability", "Vielfalt & Zugehörigkeit"),
    ("Social media and customers", "Kündigungsgründe"),
    ("Hybrid work", "Soziale Medien"),
    ("Inclusion and belonging", "KI im Arbeitsalltag"),
    ("Careers and retention", "Digitale Werkzeuge"),
    ("What younger colleagues expect", "Mobiles Arbeiten"),
    ("Digital tools", "Erwartungen der Jüngeren"),
    ("Customer experience", "Datenschutz"),
    ("Customers", "Kündigungsgründe"),
    ("Climate", "Klinische Studien"),
    ("Data analysis", "Mandatenbetreuung"),
    ("Feedback culture", "Unternehmenskultur in Polen"),
    ("Cyber security", "Psychologische Sicherheit"),
    ("AI in daily work", "Daily work on the shop floor"),
    ("KI-Werkzeuge", "Digitale Werkzeuge"),
    ("Kitchen and canteen", "KI im Arbeitsalltag"),
    ("Time management", "Zeitarbeit"),
    ("Working hours", "Working with customers"),
]


@pytest.mark.parametrize(("one", "other"), MEET)
def test_the_same_thing_in_other_words_meets(one, other):
    assert topic_similarity([one], [other]).item() >= SAME


@pytest.mark.parametrize(("one", "other"), DO_NOT_MEET)
def test_other_things_do_not_meet(one, other):
    assert topic_similarity([one], [other]).item() < SAME


texts = st.lists(st.text(max_size=30) | st.sampled_from([t for pair in MEET for t in pair]), max_size=5)


@given(texts, texts)
def test_likeness_is_between_nothing_and_all_and_the_same_from_both_sides(a, b):
    likeness = topic_similarity(a, b)

    assert likeness.shape == (len(a), len(b))
    assert ((likeness >= 0) & (likeness <= 1)).all()
    assert np.allclose(likeness, topic_similarity(b, a).T)


def test_what_else_is_compared_changes_nothing():
    alone = topic_similarity(["Sustainability"], ["Nachhaltigkeit"]).item()
    among = topic_similarity(["Sustainability", "AI"], ["Umwelt", "Nachhaltigkeit"])[0, 1]

    assert alone == pytest.approx(among)


def test_a_topic_is_like_itself_and_nothing_is_like_nothing():
    assert topic_similarity(["Espresso machines"], ["espresso machines"]).item() == pytest.approx(1)
    assert topic_similarity([""], [""]).item() == 0


def test_every_topic_has_a_name_in_both_languages_that_speaks_of_it():
    for topic in known_topics().values():
        assert isinstance(topic, Topic)
        assert set(topic.names) == {"en", "de"}
        assert topic_similarity([topic.names["en"]], [topic.names["de"]]).item() >= SAME


def test_no_two_topics_are_called_the_same():
    names = [topic.names["en"] for topic in known_topics().values()]
    likeness = topic_similarity(names, names)

    assert {(names[i], names[j]) for i, j in np.argwhere(likeness >= 0.75) if i < j} == set()
