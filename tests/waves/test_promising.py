"""Did it happen? The next wave asks about each promise, and what people say is told as any cell is."""

from dataclasses import replace

import pytest

from rmfeedback.db import writing
from rmfeedback.reports import actions, findings, happened
from rmfeedback.reports.action_rules import Answer
from rmfeedback.reports.models import Run
from rmfeedback.surveys import ballot_box, promises, results
from rmfeedback.surveys.scales import Text
from rmfeedback.terms import Role
from rmfeedback.waves import lifecycle, previewing, promising, reporting
from rmfeedback.waves.promising import AskedAlready, PromiseUnknown
from tests.answered import LATER, ROTA, a_released_wave, an_action, the_next_wave
from tests.factories import a_closed_wave, a_cohort, answers_to, codes_of, do_jobs, questionnaire_of

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def wave(app):
    wave = a_released_wave()
    an_action(wave)
    return wave


def answered(later, says):
    """Launch a wave and let everybody answer; `says`: from somebody's number to yes, partly, no or None."""
    lifecycle.launch(later.key, LATER)
    do_jobs()
    for number, (_, codes) in enumerate(sorted(codes_of(later).items())):
        ballot = ballot_box.look_up(codes[0], LATER)
        given = answers_to(ballot.questionnaire, seed=number)
        asked = [item.key for item in ballot.questionnaire.items if item.construct == "promises"]
        said = says(number)
        given |= dict.fromkeys(asked, said) if said else {}
        given = {key: value for key, value in given.items() if key not in asked or said}
        ballot_box.submit(codes[0], given, language="en", today=LATER, ballot=ballot)
    lifecycle.close(later.key, results.wave(later.key).box_opens_on)


def rows_of(later):
    findings.show(later.key)
    return {row["role"]: row for row in findings.show(later.key)["items"] if row["construct"] == "promises"}


def test_each_promise_is_asked_of_both_roles_before_the_open_questions(wave):
    later = the_next_wave(wave)
    lifecycle.launch(later.key, LATER)
    later = results.wave(later.key)

    for role in Role:
        items = questionnaire_of(later, role).items
        [place] = [place for place, item in enumerate(items) if item.construct == "promises"]
        assert items[place].text.en == f"After the last wave we promised: “{ROTA[:-1]}”. Did it happen?"
        assert items[place].text.de.endswith("Ist das geschehen?")
        assert items[place].values == ("yes", "partly", "no", "na")
        assert {item.kind for item in items[place + 1 :]} == {"comment"}
        assert items[place].mirror in {
            item.key for item in questionnaire_of(later, ({*Role} - {role}).pop()).items
        }


def test_what_a_launched_wave_asks_stays_whatever_becomes_of_the_answer(wave):
    later = the_next_wave(wave)
    lifecycle.launch(later.key, LATER)
    [row] = actions.rows(wave.key)
    actions.change(wave.key, row["key"], Answer("Something else.", "People", state="done"))

    [asked] = promising.of(results.wave(later.key)).asked
    assert asked.text == ROTA
    with pytest.raises(AskedAlready):
        promising.leave_out(later.key, frozenset())


def test_declined_answers_and_those_left_out_are_not_asked_about(wave):
    an_action(wave, "safer", text="Nothing changes.", state="declined", reason="It works.")
    second = an_action(wave, "safer", text="Meetings stay.", state="done")
    later = the_next_wave(wave)
    assert [promise.text for promise in promising.of(later).asked] == ["Meetings stay.", ROTA]

    promising.leave_out(later.key, frozenset({f"{wave.key}/{second.key}"}))
    assert [promise.text for promise in promising.of(results.wave(later.key)).asked] == [ROTA]
    with pytest.raises(PromiseUnknown, match="no answer that this wave could ask about"):
        promising.leave_out(later.key, frozenset({"nothing/at-all"}))


def test_five_are_asked_about_at_most_those_done_first_then_those_due_first(wave):
    for number in range(6):
        an_action(wave, "safer", text=f"Step {number}.", state="done" if number == 5 else "planned")
    asking = promising.of(the_next_wave(wave))

    assert len(asking.asked) == promises.MOST
    assert asking.asked[0].text == "Step 5."
    assert len(asking.crowded_out) == 2


def test_no_form_takes_longer_than_it_may_because_of_promises(wave):
    for number in range(5):
        an_action(wave, "safer", text=f"{number} " + "word " * 38)
    asked = promising.of(the_next_wave(wave)).asked
    nearly_long = replace(questionnaire_of(wave, Role.MENTOR), intro=Text("word " * 260, "Wort " * 260))
    fitting = promises.fitting({Role.MENTOR: nearly_long}, asked)

    assert len(asked) == 5 > len(fitting) > 0
    assert promises.extended(nearly_long, fitting).seconds <= 600
    assert promises.extended(nearly_long, asked[: len(fitting) + 1]).seconds > 600


def test_what_most_say_is_told_of_everybody_and_stands_beside_the_answer(hal, wave):
    later = the_next_wave(wave)
    answered(later, lambda number: "yes" if number % 6 else "no")
    told = rows_of(later)

    assert (told["all"]["n"], told["all"]["says_yes"], told["all"]["distribution"]) == (12, "most", "too few")
    assert (told["mentor"]["n"], "says_yes" in told["mentor"]) == (6, False)
    assert happened.heard(wave) == {}  # Not before its release.
    release(later)
    [heard] = next(iter(happened.heard(wave).values()))
    assert heard.in_words == "most say yes"
    page = hal.get(f"/reports/{wave.key}/actions").get_data(as_text=True)
    assert "Asked in the closing wave: most say yes (12 answers)" in page


def test_fewer_than_five_who_can_judge_read_too_few(wave):
    later = the_next_wave(wave)
    answered(later, lambda number: "yes" if number < 4 else None)

    assert rows_of(later)["all"] | {"key": "", "text": ""} == {
        "key": "", "role": "all", "construct": "promises", "text": "", "n": "too few", "mean": "too few",
        "band": None, "favourable": "too few", "distribution": "too few",
    }  # fmt: skip


def test_what_was_asked_about_when_it_was_done_is_not_asked_again(wave):
    [row] = actions.rows(wave.key)
    actions.change(wave.key, row["key"], Answer(ROTA, "People", state="done"))
    later = the_next_wave(wave)
    lifecycle.launch(later.key, LATER)

    assert [promise.is_done for promise in promising.of(results.wave(later.key)).asked] == [True]
    assert promising.of(the_next_wave(wave)).could == ()


def test_a_wave_that_knows_of_no_promise_asks_what_it_always_asked(app):
    wave = a_closed_wave(a_cohort())

    assert promises.of(wave) == ()
    assert all(item.construct != "promises" for item in questionnaire_of(wave, Role.MENTOR).items)


def test_the_form_is_seen_before_the_launch_with_its_promises(wave):
    ballot, _ = previewing.form_of(the_next_wave(wave).key, "leader", "de")

    assert any("haben wir zugesagt" in item.text.de for item in ballot.questionnaire.items)


def release(later):
    with writing() as session:
        session.add(Run(wave_key=later.key, comments=0, substantive=0, themes=0, settings={}))
    findings.release(later.key)
    assert reporting.of(later.key).people == 12
