"""The annex and the page say the same, made from what really runs; all that it is given is printed."""

import json
import re
from datetime import date

import pytest
from flask_babel import force_locale

from rmfeedback import typesetting
from rmfeedback.reports import disclosure
from rmfeedback.surveys import annex, facts, showing, wording
from rmfeedback.surveys.questionnaire import shipped
from rmfeedback.terms import WaveKind
from rmfeedback.waves import bands, planning
from rmfeedback.waves.planning import Wishes
from tests.conftest import make_app
from tests.factories import CLOSES, TODAY, a_cohort, a_trustees_wave, an_open_wave

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2026, 3, 2)


def printed(language="en"):
    with force_locale(language):
        return annex.data(language, "1.0", DAY, (31, 31))


def of_wave(told, row):
    return dict(told["rows"])[row]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_question_that_may_be_asked_stands_in_the_annex_in_both_languages(language):
    told = [item for asked in printed(language)["questionnaires"] for item in asked["items"]]
    asked = {(item.text.en, item.text.de) for asked in shipped().values() for item in asked.items}

    assert len(asked) > 40
    ordered = ("text", "other") if language == "en" else ("other", "text")
    assert {tuple(item[which] for which in ordered) for item in told} == asked
    assert all(item["how"] and item["about"] for item in told)


def test_the_german_annex_has_no_english_left():
    planning.plan(a_cohort().key, WaveKind.PULSE, (TODAY, CLOSES), TODAY, Wishes(breakdown="unit"))
    english, german = printed("en"), printed("de")
    for part in ("kept", "rules", "readers", "remainders", "flow", "promise", "holders", "rooms", "files"):
        assert all(a != b for a, b in zip(english[part], german[part], strict=True)), part
    for one, other in zip(english["waves"][0]["rows"], german["waves"][0]["rows"], strict=True):
        assert one[0] != other[0]
        assert one[1] != other[1] or one[0] == "Asked"
    same = [key for key, value in english["words"].items() if value == german["words"][key]]
    assert same == []


def test_paper_and_page_say_the_same(client):
    an_open_wave()
    page = client.get("/promise?lang=en").get_data(as_text=True).replace("&#39;", "'")
    said = printed()
    for row in [*said["kept"], *said["remainders"], *said["flow"], *said["rules"], *said["holders"]]:
        for words in row:
            assert words in page, words


def test_another_setting_is_another_annex(instance):
    five = json.dumps(printed())
    with make_app(instance, SMALLEST_GROUP=7, SMALLEST_TEXT_GROUP=12).app_context():
        seven = json.dumps(printed())

    assert "from seven answers to that question" in seven
    assert "in waves with 12 or more responses" in seven
    assert "from seven" not in five


def test_the_numbers_of_the_rules_are_those_that_the_findings_go_by():
    assert showing.FEWEST_FOR_A_SPREAD == disclosure.SHARE_FROM
    assert showing.FEWEST_COMMENTS == disclosure.SMALLEST_THEME
    assert showing.MOST_WORDS_OF_A_QUOTE == disclosure.LONGEST_QUOTE_WORDS
    assert wording.FEWEST_COUNTED == bands.FEWEST_INVITED
    assert (disclosure.band_of(1.5, (1, 5)), disclosure.band_of(4.5, (1, 5))) == (
        "1.5 or less",
        "4.5 or more",
    )


def test_what_was_frozen_for_an_open_wave_is_told(instance):
    a_trustees_wave()
    with make_app(instance, SMALLEST_GROUP=7).app_context():
        [told] = printed()["waves"]

    assert of_wave(told, "Invited") == "6 mentors and 6 leaders"
    assert of_wave(told, "Key").startswith("Tom Trust, works council, ")
    assert of_wave(told, "Key").endswith("(ML-KEM-768 + X25519)")
    assert of_wave(told, "Thresholds") == "Numbers from 5 answers, themes from 10 responses."
    assert of_wave(told, "Asked") == "mentor 1, leader 1"


def test_of_a_planned_wave_is_told_what_is_wished_and_that_it_may_change():
    planning.plan(a_cohort().key, WaveKind.PULSE, (TODAY, CLOSES), TODAY, Wishes(breakdown="unit"))
    [told] = printed()["waves"]

    assert of_wave(told, "State") == "Planned; frozen at launch"
    assert of_wave(told, "Key") == "This server, made at launch"
    assert "by unit, in groups of at least five" in of_wave(told, "Results")
    assert of_wave(told, "Counted").startswith("Nobody is counted before")


def test_the_server_says_how_many_of_its_own_checks_hold():
    assert "31 of 31 of its checks" in printed()["words"]["check"][-1]
    assert "checks found" not in " ".join(annex.data("en", "1.0", DAY)["words"]["check"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_paper_is_the_same_to_the_byte_all_day(language):
    first, second = (annex.pdf(language, "1.0", DAY) for _ in range(2))

    assert first == second
    assert first.startswith(b"%PDF")
    assert re.search(rb"/Lang ?\(" + language.encode(), first)
    assert b"/StructTreeRoot" in first


def test_all_that_typst_is_given_is_printed():
    an_open_wave()
    given = shortened(printed())
    paper = drawn(given)
    unprinted = [path for path, changed in changes(given) if drawn(changed) == paper]

    assert unprinted == ["/words/no_wave"]
    assert drawn(given | {"waves": []}) != paper


def drawn(given):
    return typesetting.pdf(annex.TEMPLATE, given, typesetting.noon(DAY))


def shortened(value):
    """The same with one entry in each list of alike ones, to be printed sooner."""
    if isinstance(value, dict):
        return {key: its if key == "words" else shortened(its) for key, its in value.items()}
    if isinstance(value, (list, tuple)):
        alike = value and not isinstance(value[0], str)
        return [shortened(its) for its in (value[:1] if alike else value)]
    return value


def changes(value, path=""):
    """Yield each text of it with its path, and all of it with that text changed."""
    if isinstance(value, str):
        yield path, f"{value} changed" if path != "/language" else "de"
        return
    for key in value if isinstance(value, dict) else range(len(value)):
        for where, changed in changes(value[key], f"{path}/{key}"):
            copy = dict(value) if isinstance(value, dict) else list(value)
            copy[key] = changed
            yield where, copy


def test_the_remainder_of_a_database_is_told_where_it_is_true():
    assert facts.engine("responses") == "SQLite"
    assert not any("own files" in row.who for row in facts.remainders())


@pytest.mark.parametrize("rooms", ["postgresql"], indirect=True)
def test_on_postgresql_the_page_and_the_paper_tell_what_its_files_tell(client):
    assert any("own files" in who for who, _ in printed()["remainders"])
    assert [room["name"] for room in printed()["rooms"]][-1] == "The database of answers (PostgreSQL)"
    assert "database’s own files" in client.get("/promise?lang=en").get_data(as_text=True)
