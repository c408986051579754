"""The annex and the page say the same, made from what really runs; nothing that is kept is left out."""

import json
from datetime import date

import pytest
from flask_babel import force_locale

from rmfeedback.db import ROOMS, db
from rmfeedback.surveys import annex, facts, tables
from rmfeedback.surveys.questionnaire import shipped
from tests.conftest import make_app
from tests.factories import a_trustees_wave, an_open_wave

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2026, 3, 2)


def printed(language="en"):
    with force_locale(language):
        return annex.data(language, "1.0", DAY)


def test_every_table_of_both_databases_is_told_with_all_its_columns():
    there = {name for room in ROOMS for name in db.metadatas[room].tables}
    assert set(tables.WHY) == there
    told = {row[0]: row[2] for room in printed()["tables"] for row in room["tables"]}

    assert set(told) == there
    assert told["envelope"] == "id, wave_key, cell, sealed"


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_question_that_may_be_asked_stands_in_the_annex(language):
    text = json.dumps(printed(language), ensure_ascii=False)
    asked = [item.text.in_(language) for asked in shipped().values() for item in asked.items]

    assert len(asked) > 60
    assert [question for question in asked if question not in text] == []


def test_the_german_annex_has_no_english_left():
    english, german = printed("en"), printed("de")
    for part in ("kept", "thresholds", "remainders", "flow", "promise", "holders"):
        assert all(a != b for a, b in zip(english[part], german[part], strict=True)), part
    same = [key for key, value in english["words"].items() if value == german["words"][key]]
    assert same == []


def test_paper_and_page_say_the_same(client):
    an_open_wave()
    page = client.get("/promise?lang=en").get_data(as_text=True)
    for row in [*printed()["kept"], *printed()["remainders"], *printed()["flow"]]:
        for words in row:
            assert words in page.replace("&#39;", "'"), words


def test_another_setting_is_another_annex(instance):
    with make_app(instance, SMALLEST_GROUP=7).app_context():
        seven = printed()
    assert ["A number", "7", "answers to that question, or more"] in seven["thresholds"]
    assert seven != printed()


def test_what_was_frozen_for_an_open_wave_is_told():
    wave, _ = a_trustees_wave()
    [told] = printed()["waves"]

    assert told["invited"] == "6 mentors and 6 leaders"
    assert told["holder"].startswith("Tom Trust, works council, ")
    assert wave.choices["smallest_group"] == 5


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_paper_is_the_same_to_the_byte_all_day(language):
    first, second = (annex.pdf(language, "1.0", DAY) for _ in range(2))

    assert first == second
    assert first.startswith(b"%PDF")


def test_the_remainder_of_a_database_is_told_where_it_is_true():
    assert facts.engine("responses") == "SQLite"
    assert not any("own files" in row.who for row in facts.remainders())
