"""Waves that are small, empty, one-sided or all of one opinion: shown with their holes, never broken."""

import dataclasses

import pytest

from rmfeedback.db import writing
from rmfeedback.reports import exporting, findings, running
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.models import Run, Theme
from rmfeedback.surveys import asking
from rmfeedback.surveys.models import Answer, Tally
from rmfeedback.surveys.questionnaire import shipped
from tests import factories
from tests.reports.conftest import WAVE, a_counted_wave, comments

PAGES = ("", "/gaps", "/actions")


@pytest.fixture
def lin(client):
    return factories.signed_in(client, "lin")


def released_and_read(lin):
    """Release the wave, open every page and write every file; return the findings."""
    found = findings.release(WAVE)
    assert [lin.get(f"/reports/{WAVE}{page}").status_code for page in PAGES] == [200] * len(PAGES)
    assert all(exporting.as_bytes(WAVE, suffix) for suffix in ("json", "csv", "xlsx"))
    return found


def everything_told(found):
    return [row for name in ("items", "constructs", "gaps", "construct_gaps") for row in found[name]]


def test_four_answers_show_nothing(app):
    a_counted_wave(2, 2)

    with pytest.raises(running.TooFewResponses):
        findings.release(WAVE)


def test_nine_answers_show_everybody_and_no_words(lin):
    a_counted_wave(5, 4)
    comments(["Nobody asked the night shift."] * 9)

    found = released_and_read(lin)

    assert (found["themes"], found["comments"]["written"]) == ([], TOO_FEW)


def test_of_ten_answers_two_comments_are_neither_themes_nor_counted(lin):
    a_counted_wave(5, 5)
    comments(["Nobody asked the night shift.", "Plans are always final."])
    running.run(WAVE)

    found = released_and_read(lin)

    assert (found["themes"], found["comments"]) == ([], {"written": TOO_FEW, "without_theme": TOO_FEW})


@pytest.mark.parametrize(("value", "band"), [(1, "1.5 or less"), (5, "4.5 or more")])
def test_where_all_said_the_same_bands_are_told_and_no_number(lin, value, band):
    fixed = {
        i.key: [i.recoded(value)] * 10
        for q in ("mentor", "leader")
        for i in shipped()[q].items
        if i.is_scaled and i.scale == (1, 5)
    }
    a_counted_wave(10, 10, fixed=fixed)
    running.run(WAVE)

    found = released_and_read(lin)

    rows = [row for row in found["items"] if "distribution" not in row and "recommend" not in row["key"]]
    assert {(row["mean"], row["band"]) for row in rows} == {(None, band)}
    assert {gap["gap"] for gap in found["gaps"]} == {TOO_FEW}


def test_where_nobody_answered_a_scale_everything_is_too_few(lin):
    a_counted_wave(10, 10)
    with writing() as session:
        session.query(Answer).filter_by(wave_key=WAVE).delete()
        session.add(Run(wave_key=WAVE, comments=0, substantive=0, themes=0, settings={}))

    found = released_and_read(lin)

    assert {row.get("n", TOO_FEW) for row in everything_told(found)} == {TOO_FEW}


@pytest.mark.parametrize("side", ["mentor", "leader"])
def test_a_wave_that_one_side_answered_shows_no_gap(lin, side):
    other = {"mentor": "leader", "leader": "mentor"}[side]
    a_counted_wave(9, 9)
    with writing() as session:
        session.query(Answer).filter_by(wave_key=WAVE, cell=other).delete()
        session.query(Tally).filter_by(wave_key=WAVE, cell=other).delete()

    found = released_and_read(lin)

    assert {gap["gap"] for gap in found["gaps"] + found["construct_gaps"]} == {TOO_FEW}
    assert set(found["by_role"].values()) == {TOO_FEW}


def test_questionnaires_without_mirrors_show_the_roles_and_no_gap(lin, monkeypatch):
    def without_mirrors(wave, role):
        asked = shipped()[role.value]
        items = tuple(dataclasses.replace(item, mirror=None) for item in asked.items)
        return dataclasses.replace(asked, items=items)

    monkeypatch.setattr(asking, "asked", without_mirrors)
    a_counted_wave(10, 9)
    no_comments()

    found = released_and_read(lin)

    assert found["gaps"] == found["construct_gaps"] == []
    assert {row["role"] for row in found["items"]} == {"mentor", "leader"}
    assert any(isinstance(row["mean"], float) for row in found["items"])


def no_comments():
    """Say that the comments were read, and that there were none."""
    with writing() as session:
        assert session.query(Theme).count() == 0
        session.add(Run(wave_key=WAVE, comments=0, substantive=0, themes=0, settings={}))
