"""Terms and names that people can read, and that give nobody's words away."""

import numpy as np

from rmfeedback.insights import Redactor, ThemeModel
from rmfeedback.insights.naming import name_themes, terms_of
from rmfeedback.insights.taxonomy import Taxonomy

TIME = [
    ("No fixed slots in the calendar", "en"),
    ("Fixed slots would help", "en"),
    ("We had fixed slots, good", "en"),
]
TOOLS = [("The VPN fails", "en"), ("VPN and scanners are slow", "en"), ("Old VPN, old scanners", "en")]


def test_terms_tell_a_theme_from_the_others():
    time, tools = terms_of([TIME, TOOLS])

    assert time == ["fixed slots"]
    assert tools == ["VPN"]


def test_a_term_stands_in_three_different_comments():
    assert terms_of([TOOLS], smallest=3) == [["VPN"]]
    assert terms_of([TOOLS], smallest=2) == [["VPN", "scanners"]]


def test_a_term_repeated_by_one_writer_counts_once():
    assert terms_of([[("Scanners, scanners, scanners", "en"), ("Too slow", "en")]]) == [[]]


def test_a_term_stands_in_three_comments_on_one_question():
    asked = ["what_works", "what_gets_in_the_way", "blind_spots_or_else"]

    assert terms_of([TOOLS], [asked]) == [[]]
    assert terms_of([TOOLS], [asked[:1] * 3]) == [["VPN"]]


def test_german_nouns_keep_their_capital():
    texts = [("Die Termine fehlen", "de"), ("Mehr Termine bitte", "de"), ("Gute Termine helfen", "de")]

    assert terms_of([texts]) == [["Termine"]]


def test_a_german_noun_is_a_better_term_than_a_verb():
    texts = [("Es fehlen Räume", "de"), ("Immer fehlen Räume", "de"), ("Es fehlen Räume und Ruhe", "de")]
    texts += [("Heute fehlen Stühle", "de")]

    assert terms_of([texts])[0][0].endswith("Räume")


def test_english_words_at_the_start_of_a_sentence_are_small():
    texts = [("Meetings are long", "en"), ("Meetings are late", "en"), ("Too many meetings", "en")]

    assert terms_of([texts]) == [["meetings"]]


def test_terms_close_to_the_middle_of_a_theme_come_first():
    texts = [("The board and the lunch", "en"), ("Lunch with the board", "en"), ("Board, then lunch", "en")]

    def closeness(place, terms):
        return np.array([float(form == "lunch") for form, _ in terms])

    assert terms_of([texts], closeness=closeness)[0][0] == "lunch"


def test_terms_in_the_language_of_the_names_come_first():
    texts = [("Termine fehlen", "de"), ("Keine Termine", "de"), ("Mehr Termine", "de"), ("Slots", "en")]
    texts += [("No slots", "en"), ("More slots", "en")]

    assert terms_of([texts], language="en")[0] == ["slots", "Termine"]
    assert terms_of([texts], language="de")[0] == ["Termine", "slots"]


def test_a_known_theme_has_the_taxonomys_name_and_a_term():
    taxonomy = Taxonomy.load()

    assert name_themes(["prog_time"], [["slots"]], taxonomy, "en") == ["Time and workload: slots"]
    assert name_themes(["prog_time"], [["Slots"]], taxonomy, "de") == ["Zeit und Arbeitslast: Slots"]
    assert name_themes(["prog_time"], [["time", "calendar"]], taxonomy, "en") == [
        "Time and workload: calendar"
    ]
    assert name_themes(["prog_time"], [[]], taxonomy, "en") == ["Time and workload"]


def test_two_themes_of_one_label_are_told_apart():
    names = name_themes(["prog_time"] * 4, [["slots"], ["slots", "calendar"], [], []], Taxonomy.load(), "en")

    assert names == [
        "Time and workload: slots",
        "Time and workload: calendar",
        "Time and workload",
        "Time and workload (2)",
    ]


def test_a_new_theme_is_named_by_its_terms():
    names = name_themes(
        [None, None, None], [["parking spaces", "canteen", "bikes"], [], []], Taxonomy.load(), "en"
    )

    assert names == ["Parking spaces, canteen", "Other comments", "Other comments (2)"]


def test_neither_a_masked_name_nor_what_masks_it_is_in_a_name():
    starts = ("Ms Raghunathan", "Priya Raghunathan", "Our Priya Raghunathan")
    ends = ("of the Alpine unit never has time", "had no time to meet us", "cancelled, no time again")
    comments = [
        f"{start} {end}, write to p.r{place}@example.com"
        for start in starts
        for place, end in enumerate(ends)
    ]
    redactor = Redactor(["Priya Raghunathan"])
    model = ThemeModel(vectors="static").fit([redactor.redact(comment) for comment in comments * 2])

    told = " ".join(word for theme in model.themes_ for word in (theme.name, *theme.terms)).lower()
    assert model.themes_
    assert not any(word in told for word in ("raghunathan", "priya", "name", "email"))


def test_no_two_themes_share_a_name(fitted):
    names = [theme.name for theme in fitted.themes_]

    assert len(set(names)) == len(names)
