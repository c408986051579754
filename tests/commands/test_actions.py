"""Answers, the report and its promises by command, as on the pages."""

from datetime import timedelta

from tests.answered import LATER, REPORT_BY, ROTA, a_released_wave, the_next_wave
from tests.commands.test_plans import run
from tests.factories import TODAY

__all__ = ["run"]
BECAUSE = "The works council asked for a week more."


def test_an_answer_is_added_changed_listed_and_deleted(run):
    wave = a_released_wave()
    added, _ = run("action", "add", wave.key, "decisions", ROTA, "--owner", "People", "--due", "2026-04-01")
    key = added["action"]["key"]
    changed, _ = run("action", "change", wave.key, key, "--state", "declined", "--reason", "Too dear.")
    listed, _ = run("action", "list", wave.key)

    assert (changed["action"]["text"], changed["action"]["due_on"]) == (ROTA, "2026-04-01")
    assert (listed["actions"], listed["unanswered"]) == ([changed["action"]], ["safer"])
    assert run("action", "change", wave.key, key, "--delete")[0]["action"] is None
    assert run("action", "list", wave.key)[0]["actions"] == []
    said, code = run("action", "add", wave.key, "decisions", "Ask leo@example.com", "--owner", "People")
    assert (code, "names somebody" in said) == (1, True)


def test_a_report_is_looked_at_and_sent(run):
    wave = a_released_wave()
    looked, _ = run("wave", "report", wave.key, "--check")
    sent, _ = run("wave", "report", wave.key)

    assert looked == {"wave": wave.key, "people": 12, "unanswered": 2, "sent_on": None, "waiting": 0}
    assert (sent["sent_on"], sent["waiting"]) == (TODAY.isoformat(), 12)
    assert run("wave", "report", wave.key)[1] == 1


def test_a_report_is_promised_and_a_wave_starts_without_it_for_a_reason(run, monkeypatch):
    wave = a_released_wave(report_by=REPORT_BY)
    added, _ = run("action", "add", wave.key, "safer", ROTA, "--owner", "Ops", "--state", "done")
    key = f"{wave.key}/{added['action']['key']}"
    later = the_next_wave(wave)
    monkeypatch.setenv("RMFEEDBACK_TODAY", LATER.isoformat())
    dates = ("--opens", LATER.isoformat(), "--closes", (LATER + timedelta(days=9)).isoformat())
    early = run("wave", "plan", "cohort", "--kind", "pulse", *dates, "--report-by", LATER.isoformat())

    assert (early[1], "nobody can hear" in early[0]) == (1, True)
    assert run("wave", "promises", later.key)[0]["asked"] == [key]
    assert run("wave", "promises", later.key, "--leave-out", key)[0]["left_out"] == [key]
    assert run("wave", "launch", later.key)[1] == 1
    assert run("wave", "launch", later.key, "--without-report", BECAUSE)[0]["waiting"] == 12
