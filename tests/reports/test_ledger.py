"""What may be published beside all that ever was."""

import random
import threading
from collections import Counter

import pytest
from sqlalchemy import func, select

from rmfeedback.db import db, writing
from rmfeedback.reports import findings, ledger
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.ledger import Ledger
from rmfeedback.reports.models import LedgerRow, Release, Theme
from rmfeedback.surveys.models import Answer, Tally
from rmfeedback.surveys.questionnaire import shipped
from tests.reports.conftest import WAVE, a_counted_wave, a_theme


def atom(name):
    return "wave", name


def people(**cells):
    return {atom(name): n for name, n in cells.items()}


def told(about, cells, *groups, totals=None):
    """Which groups of cells may be told of in turn."""
    problem = Ledger("programme", 5).problem(about, cells, totals)
    return [problem.publish(map(atom, group)) for group in groups]


def test_five_and_five_are_told_apart_and_six_and_four_are_not():
    in_turn = (("a", "others"), ("a",), ("others",))

    assert told("item", people(a=5, others=5), *in_turn) == [True, True, True]
    assert told("item", people(a=6, others=4), *in_turn) == [True, False, False]


def test_a_group_that_would_leave_four_behind_is_refused_as_if_it_were_small():
    assert told("item", people(a=20, b=4), ("a", "b"), ("a",)) == [True, False]
    assert told("item", people(a=20, b=4), ("a",), ("a", "b")) == [True, False]


def test_two_small_groups_are_told_together_and_neither_alone():
    in_turn = (("a", "b", "c"), ("a",), ("b",), ("c",))

    assert told("item", people(a=20, b=3, c=4), *in_turn) == [True, True, False, False]


def test_a_mean_that_would_follow_at_an_end_of_the_scale_keeps_the_other_group_back():
    cells, totals = people(a=10, b=5), {atom("a"): 30, atom("b"): 24}

    assert told("item", cells, ("a", "b"), ("a",), totals=totals) == [True, False]
    assert told("item", cells, ("a", "b"), ("a",), totals=totals | {atom("b"): 18}) == [True, True]


def test_what_was_published_before_counts_in_whatever_order_it_is_asked_again():
    cells = people(a=9, b=4)
    first = Ledger("programme", 5)
    assert first.problem("item", cells).publish([atom("a")])

    later = Ledger("programme", 5, first.fresh)

    assert not later.problem("item", cells).may_publish(cells)
    assert later.problem("item", cells).publish([atom("a")])
    assert later.fresh == []


def test_a_raised_smallest_group_holds_for_what_comes():
    cells = people(a=20, b=5)
    book = Ledger("programme", 6, [ledger.Combination("item", ((atom("a"), 20),))])

    assert not book.problem("item", cells).may_publish(cells)


def test_what_changed_since_it_was_published_is_told_no_more():
    before = [ledger.Combination("themes", ((atom("decisions"), 10),))]

    problem = Ledger("programme", 5, before).problem("themes", people(decisions=6, phones=5))

    assert not problem.may_publish([atom("decisions")])
    assert not problem.may_publish([atom("phones")])


def rows():
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(LedgerRow))


def test_a_release_enters_what_it_publishes_and_a_repeated_one_adds_nothing(app):
    a_counted_wave()
    a_theme()
    findings.show(WAVE)
    assert rows() == 0

    findings.release(WAVE)
    entered = rows()
    findings.release(WAVE)

    assert entered > 40
    assert rows() == entered
    kept = db.session.scalars(select(LedgerRow)).all()
    assert {len(row.id) for row in kept} == {16}
    assert all(n >= 0 for row in kept for _, _, n in row.atoms)


def test_no_release_no_row_in_the_ledger(app, monkeypatch):
    a_counted_wave(5, 4)
    monkeypatch.setattr(findings, "as_text", lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        findings.release(WAVE)

    assert rows() == 0
    assert db.session.get(Release, WAVE) is None


def test_two_releases_at_once_enter_everything_once(app):
    a_counted_wave()
    a_theme()
    start = threading.Barrier(2)

    def release():
        with app.app_context():
            start.wait()
            findings.release(WAVE)

    threads = [threading.Thread(target=release) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = [(row.about, str(sorted(row.atoms))) for row in db.session.scalars(select(LedgerRow))]
    assert len(kept) == len(set(kept)) > 40


def test_the_waves_of_a_programme_share_a_ledger_and_other_programmes_have_their_own(app):
    first = a_counted_wave(key="one", programme_key="north")
    second = a_counted_wave(key="two", programme_key="north")
    other = a_counted_wave(key="three", programme_key="south")
    with writing():
        book = ledger.load(first, 5)
        book.problem("pair_fit", {("one", "all"): 9}).publish([("one", "all")])
        ledger.record(book)

    assert not ledger.load(second, 5).problem("pair_fit", {("one", "all"): 4}).may_publish([("one", "all")])
    assert ledger.load(other, 5).problem("pair_fit", {("one", "all"): 5}).may_publish([("one", "all")])


def test_a_theme_that_hr_made_smaller_after_the_release_has_no_count_any_more(app):
    a_counted_wave()
    theme = a_theme()
    before = findings.release(WAVE)["themes"][0]
    with writing():
        kept = db.session.get(Theme, theme.id)
        kept.counts = {"mentor": {"what_works": 6}, "leader": {"what_works": 5}}

    after = findings.release(WAVE)

    assert before["comments"] == 12
    assert after["themes"][0]["comments"] == TOO_FEW
    assert {"what": "Decisions arrive finished, comments"} in after["suppressed"]


def a_broken_down_wave(groups, leaders=20, fixed=None):
    """A wave whose mentors are broken down by unit, with so many answers from each."""
    values = {"mentor": sorted(groups), "leader": []}
    a_counted_wave(5, leaders, breakdown={"by": "unit", "values": values})
    with writing() as session:
        session.query(Answer).filter_by(wave_key=WAVE, cell="mentor").delete()
        session.query(Tally).filter_by(wave_key=WAVE, cell="mentor").delete()
        chance = random.Random(1)
        for group, n in groups.items():
            session.add(Tally(wave_key=WAVE, cell=f"mentor/{group}", responses=max(n, 5)))
            for item in shipped()["mentor"].items:
                if item.is_scaled:
                    scores = (fixed or {}).get((group, item.key)) or [
                        chance.choice([2, 3, 4]) for _ in range(n)
                    ]
                    session.add_all(
                        Answer(wave_key=WAVE, cell=f"mentor/{group}", item_key=item.key, score=score)
                        for score in scores
                    )


def test_a_breakdown_is_told_by_group_beside_the_roles(app):
    a_broken_down_wave({"Cabin": 7, "*": 6})

    found = findings.show(WAVE)

    told = Counter((row["group"], row["role"], row["n"]) for row in found["breakdown_items"])
    assert set(told) == {("*", "mentor", 6), ("Cabin", "mentor", 7)}
    assert {row["group"] for row in found["breakdown"]} == {"*", "Cabin"}
    mentors = [row for row in found["items"] if row["role"] == "mentor" and "distribution" not in row]
    assert {row["n"] for row in mentors} == {13}


def test_a_group_that_few_of_answered_an_item_hides_its_complement_too(app):
    a_broken_down_wave({"Cabin": 7, "*": 6}, fixed={("*", "m_pair_fit"): [3, 3, 4, 2]})

    rows = [row for row in findings.show(WAVE)["breakdown_items"] if row["key"] == "m_pair_fit"]

    assert {row["n"] for row in rows} == {TOO_FEW}
    hidden = {each["what"] for each in findings.show(WAVE)["suppressed"]}
    assert {"m_pair_fit, mentor, Cabin", "m_pair_fit, mentor, *"} <= hidden


def test_an_extreme_group_is_no_band_where_a_number_holds_it_and_its_complement_is_hidden(app):
    a_broken_down_wave(
        {"Cabin": 7, "*": 6}, fixed={("*", "m_pair_fit"): [5] * 6, ("Cabin", "m_pair_fit"): [3] * 7}
    )

    found = findings.show(WAVE)

    rows = [row for row in found["breakdown_items"] if row["key"] == "m_pair_fit"]
    assert {(row["n"], row["mean"], row["band"]) for row in rows} == {(TOO_FEW, TOO_FEW, None)}
    assert any(row["key"] == "m_pair_fit" and row["mean"] == 3.9 for row in found["items"])
