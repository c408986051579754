"""The box opens once; what was sent comes out shuffled apart, and of the box nothing is left."""

import pytest
from sqlalchemy import func, select

from rmfeedback import config
from rmfeedback.db import db
from rmfeedback.surveys import ballot_box, keys, opening, results
from rmfeedback.surveys.models import Answer, Comment, Envelope, Link, Wave
from rmfeedback.waves import lifecycle
from tests.databases import both_engines
from tests.factories import CLOSES, TODAY, a_closed_wave, a_code, a_cohort, an_open_wave, everybody_answers

pytestmark = [pytest.mark.usefixtures("app"), both_engines]


def rows(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_every_answer_of_everybody_comes_out():
    wave = a_closed_wave(a_cohort(7, 6))

    assert results.tally(wave.key) == {"mentor": 7, "leader": 6}
    assert len(results.scores(wave.key)["mentor", "m_pair_fit"]) == 7
    assert len(results.comments(wave.key)) == 13 * 3
    assert sum(results.options(wave.key)["leader", "l_sessions_held"].values()) == 6


def test_the_box_the_links_and_the_keys_are_gone():
    wave = a_closed_wave()

    assert (rows(Envelope), rows(Link)) == (0, 0)
    kept = {file.name for file in (config.current()["INSTANCE"] / "keys").iterdir()}
    assert kept == {"links.key", "CACHEDIR.TAG"}
    assert wave.state == "done"


def test_no_two_answers_share_a_key_and_no_column_tells_a_time():
    a_closed_wave()
    ids = db.session.scalars(select(Answer.id)).all() + db.session.scalars(select(Comment.id)).all()

    assert len(set(ids)) == len(ids)
    assert {column.name for column in Answer.__table__.columns} == {
        "id",
        "wave_key",
        "cell",
        "item_key",
        "score",
        "option",
    }


def test_comments_are_redacted_on_their_way_in():
    wave = an_open_wave()
    everybody_answers(wave)
    opening.shut(wave)
    opening.count(wave, keys.private(wave.key), lambda text: "[hidden]", CLOSES)

    assert {comment.text for comment in results.comments(wave.key)} == {"[hidden]"}


def test_under_five_answers_the_wave_goes_on_once_and_everybody_is_reminded():
    wave = an_open_wave()
    everybody_answers(wave, mentors=4, leaders=0)
    outcome = lifecycle.close(wave.key, CLOSES)

    assert (outcome.state, outcome.responses, wave.is_extended) == ("open", None, True)
    assert lifecycle.progress(wave.key).waiting == 12
    assert rows(Answer) == rows(Comment) == 0


def test_under_five_answers_a_second_time_box_and_key_are_destroyed_unread():
    wave = an_open_wave()
    everybody_answers(wave, mentors=4, leaders=0)
    lifecycle.close(wave.key, CLOSES)
    outcome = lifecycle.close(wave.key, wave.box_opens_on)

    assert (outcome.state, rows(Envelope), rows(Link), rows(Answer)) == ("void", 0, 0, 0)
    assert not list((config.current()["INSTANCE"] / "keys").glob(f"{wave.key}*"))


def test_after_the_extension_the_link_still_works():
    wave = an_open_wave()
    code = a_code(wave)
    lifecycle.close(wave.key, CLOSES)
    assert ballot_box.look_up(code, CLOSES).wave.key == wave.key


def test_closing_again_says_the_same_and_changes_nothing():
    wave = a_closed_wave()
    before = sorted(db.session.scalars(select(Answer.id)))
    again = lifecycle.close(wave.key, CLOSES)

    assert (again.state, again.responses) == ("done", 12)
    assert sorted(db.session.scalars(select(Answer.id))) == before


def test_a_small_role_is_pooled_and_what_was_dropped_is_told():
    wave = an_open_wave()
    everybody_answers(wave, mentors=6, leaders=4)
    outcome = lifecycle.close(wave.key, CLOSES)

    assert results.tally(wave.key) == {"all": 10}
    assert outcome.dropped == 4 * 2
    assert db.session.get_one(Wave, wave.key).state == "done"


@pytest.mark.parametrize("state", ["closing", "counted", "scrubbed"])
def test_a_closing_that_stopped_anywhere_goes_on(monkeypatch, state):
    wave = an_open_wave()
    everybody_answers(wave)
    stops = {"closing": "count", "counted": "_forget", "scrubbed": "scrub"}
    home = lifecycle if state == "counted" else opening
    with monkeypatch.context() as patch:
        patch.setattr(home, stops[state], _stop)
        with pytest.raises(KeyboardInterrupt):
            lifecycle.close(wave.key, CLOSES)
    assert wave.state == state

    outcome = lifecycle.close(wave.key, CLOSES)
    assert (outcome.state, outcome.responses, len(results.scores(wave.key)["mentor", "m_pair_fit"])) == (
        "done",
        12,
        6,
    )


def _stop(*_):
    raise KeyboardInterrupt


def test_today_is_no_day_to_close():
    wave = an_open_wave()

    with pytest.raises(lifecycle.TooEarly):
        lifecycle.close(wave.key, TODAY)
