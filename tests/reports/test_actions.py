"""You said, we did: what an answer to a theme may be, and what becomes of it."""

from datetime import timedelta

import pytest

from rmfeedback.errors import NotFound
from rmfeedback.reports import actions, findings
from rmfeedback.reports.action_rules import (
    Answer,
    DateWrong,
    FieldMissing,
    FieldTooLong,
    MovedWrong,
    NamesSomebody,
    StateUnknown,
)
from rmfeedback.reports.actions import (
    MOST_PER_THEME,
    ActionChanged,
    NotReleasedYet,
    ThemeUnknown,
    TooManyAnswers,
)
from rmfeedback.staff import audit
from rmfeedback.surveys import results
from tests.answered import ROTA, an_action
from tests.databases import both_engines
from tests.factories import TODAY, a_cohort, a_planned_wave, signed_in
from tests.reports.conftest import WAVE, a_counted_wave, a_theme

pytestmark = pytest.mark.usefixtures("app")
DUE = TODAY + timedelta(days=30)


@pytest.fixture
def wave(app):
    a_cohort(name="Pilot")
    a_counted_wave()
    a_theme()
    a_theme("safer", "Speaking up feels safer", kind="strength")
    findings.release(WAVE)
    return results.wave(WAVE)


@both_engines
def test_an_answer_is_told_with_the_findings_until_it_is_deleted(wave):
    released = findings.released_text(wave.key)
    made = an_action(wave)

    [row] = findings.told(wave.key)["actions"]
    assert row == {
        "theme": "Decisions arrive finished", "theme_key": "decisions", "text": ROTA,
        "owner": "Ground Operations", "due_on": DUE.isoformat(), "moved_to": None, "state": "planned",
        "reason": "", "key": made.key,
    }  # fmt: skip
    assert findings.released_text(wave.key) == released
    actions.take_away(wave.key, made.key, actions.mark(made))
    assert findings.told(wave.key)["actions"] == []
    assert [entry.deed for entry in audit.entries()][-2:] == ["action written", "action deleted"]


def test_what_was_due_before_today_is_late_and_stays_so_with_a_new_date(wave):
    an_action(wave, moved_to=DUE + timedelta(days=9))
    an_action(wave, "safer", state="done")

    on_its_day, after = (actions.board(wave.key, day) for day in (DUE, DUE + timedelta(days=1)))

    assert (on_its_day.counts["late"], on_its_day.counts["planned"], on_its_day.counts["done"]) == (0, 1, 1)
    assert (after.counts["late"], after.counts["planned"], after.counts["done"]) == (1, 0, 1)


def test_the_same_release_has_the_same_bytes_on_another_day(app, wave):
    an_action(wave)
    before = findings.as_text(findings.told(wave.key))
    app.config["RM"]["TODAY"] = (DUE + timedelta(days=99)).isoformat()

    assert actions.rows(wave.key)[0]["is_late"]
    assert findings.as_text(findings.told(wave.key)) == before


def test_themes_without_an_answer_are_listed(wave):
    an_action(wave)
    assert [theme["key"] for theme in actions.board(wave.key).unanswered] == ["safer"]


def test_several_answers_to_a_theme_stand_in_the_order_written_but_not_without_end(wave):
    texts = [f"Step {number} of the plan is done." for number in range(MOST_PER_THEME)]
    for text in texts:
        an_action(wave, text=text)

    assert [row["text"] for row in actions.rows(wave.key)] == texts
    with pytest.raises(TooManyAnswers, match="10 answers already"):
        an_action(wave)


@pytest.mark.parametrize(
    ("wrong", "no"),
    [
        ({"text": "  "}, FieldMissing),
        ({"text": "x" * 201}, FieldTooLong),
        ({"owner": ""}, FieldMissing),
        ({"owner": "ops@example.com"}, NamesSomebody),
        ({"owner": "Ana Example"}, NamesSomebody),
        ({"text": "Leo Example will open the drafts."}, NamesSomebody),
        ({"due_on": None}, FieldMissing),
        ({"state": "soon"}, StateUnknown),
        ({"state": "declined"}, FieldMissing),
        ({"moved_to": DUE}, MovedWrong),
        ({"due_on": None, "state": "done", "moved_to": DUE}, MovedWrong),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_sentence(wave, wrong, no):
    with pytest.raises(no):
        an_action(wave, **wrong)
    assert actions.rows(wave.key) == []


def test_days_and_places_may_stand_in_an_answer(wave):
    an_action(wave, text="Delivered to Frankfurt on 24 November.", owner="Digital", state="done")

    assert actions.rows(wave.key)[0]["owner"] == "Digital"


def test_only_released_themes_are_answered(wave):
    with pytest.raises(ThemeUnknown, match=r"decisions \(Decisions arrive finished\)"):
        an_action(wave, "nothing")
    with pytest.raises(NotReleasedYet):
        an_action(a_planned_wave(a_cohort(name="Second")))
    with pytest.raises(NotFound):
        actions.find(wave.key, "none")


@both_engines
def test_of_two_who_change_the_same_answer_the_second_is_told(wave):
    made = an_action(wave)
    seen = actions.mark(made)
    actions.change(wave.key, made.key, Answer("Drafts are open.", "People", DUE), seen)

    with pytest.raises(ActionChanged, match="Drafts are open"):
        actions.change(wave.key, made.key, Answer("No drafts.", "People", DUE), seen)
    with pytest.raises(ActionChanged):
        actions.take_away(wave.key, made.key, seen)
    assert actions.rows(wave.key)[0]["text"] == "Drafts are open."


def send(client, path, **fields):
    page = client.get(path.rpartition("/actions")[0] + "/actions").get_data(as_text=True)
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    return client.post(path, data={"csrf_token": token} | fields)


def test_hr_writes_and_changes_an_answer_on_the_page(hal, wave):
    path = f"/reports/{wave.key}/actions"
    given = {"theme_key": "decisions", "text": "<b>Rota</b> drafts", "owner": "People", "state": "planned"}
    assert send(hal, path, **given, due_on=DUE.isoformat()).status_code == 303
    [row] = actions.rows(wave.key)
    page = hal.get(path).get_data(as_text=True)

    assert "&lt;b&gt;Rota&lt;/b&gt; drafts" in page
    assert "Speaking up feels safer" in page.partition("Still without an answer")[2]
    changed = given | {"state": "done", "text": "Drafts", "seen": row["seen"]}
    assert send(hal, f"{path}/{row['key']}", **changed).status_code == 303
    late = send(hal, f"{path}/{row['key']}/delete", seen=row["seen"])
    assert (late.status_code, "Somebody else has changed" in late.get_data(as_text=True)) == (409, True)
    again = actions.rows(wave.key)[0]["seen"]
    assert f'name="seen" value="{again}"' in late.get_data(as_text=True)
    assert send(hal, f"{path}/{row['key']}/delete", seen=again).status_code == 303
    assert actions.rows(wave.key) == []


def test_what_is_to_be_mended_stands_beside_what_was_typed(hal, wave):
    wrong = {"theme_key": "decisions", "text": "Typed with care", "owner": "a@b.example", "state": "planned"}
    said = send(hal, f"/reports/{wave.key}/actions", **wrong, due_on=DUE.isoformat())
    page = said.get_data(as_text=True)

    assert (said.status_code, "names somebody" in page, 'value="Typed with care"' in page) == (
        422,
        True,
        True,
    )
    said = send(hal, f"/reports/{wave.key}/actions", **wrong, due_on="tomorrow")
    assert DateWrong(typed="tomorrow").args[0].partition(".")[0] in said.get_data(as_text=True)


def test_leadership_reads_the_answers_and_writes_none(client, wave):
    an_action(wave)
    lin = signed_in(client, "lin")
    page = lin.get(f"/reports/{wave.key}/actions").get_data(as_text=True)

    assert ROTA in page
    assert "<textarea" not in page and "Write an answer" not in page and "Keep the change" not in page
    assert lin.post(f"/reports/{wave.key}/actions").status_code in (400, 403)
