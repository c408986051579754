"""What HR does with pairs on pages is done by command too, with the same refusals."""

import json

import pytest
from click.testing import CliRunner

from rmfeedback import cli
from rmfeedback.programmes import cohorts, pairing, roster
from tests.factories import surroundings
from tests.programmes.test_pairing_by_hand import PEOPLE

ANA, BEN, ZOE, KIM, LEO = (f"{name}@example.com" for name in ("ana", "ben", "zoe", "kim", "leo"))


@pytest.fixture
def run(app, instance):
    programme = cohorts.add_programme("Pilot", "en")
    roster.load(PEOPLE, "a.csv", programme.key, "Autumn")

    def run(*words, fails=False):
        done = CliRunner().invoke(cli.main, [*words, "--json"], env=surroundings(instance))
        assert done.exit_code == (1 if fails else 0), done.output
        return done.output if fails else json.loads(done.output)

    return run


def standing():
    return {pair.both for pair in pairing.accepted("autumn").pairs}


def test_pairs_are_proposed_kept_and_shown(run):
    proposed = run("pairs", "propose", "autumn", "--accept")

    assert {"pairs", "unpaired"} <= set(proposed)
    assert set(proposed["pairs"][0]) == {"mentor", "leader", "score", "reasons"}
    assert {"email", "reason"} <= set(proposed["unpaired"][0])
    assert run("pairs", "show", "autumn")["pairs"] == proposed["pairs"]


def test_accepted_pairs_stay_unless_all_are_asked_for_anew(run):
    run("pairs", "add", "autumn", ZOE, LEO)
    run("pairs", "propose", "autumn", "--accept")
    assert (ZOE, LEO) in standing()

    run("pairs", "propose", "autumn", "--accept", "--anew")

    assert (ANA, LEO) in standing()


def test_pairs_are_added_swapped_and_ended(run):
    run("pairs", "add", "autumn", ZOE, KIM)
    run("pairs", "add", "autumn", BEN, LEO)
    run("pairs", "swap", "autumn", BEN, LEO, "--with", ANA)
    assert standing() == {(ANA, LEO), (ZOE, KIM)}

    assert run("pairs", "swap", "autumn", ANA, LEO, "--with", ZOE) == {"pairs": 2}
    run("pairs", "end", "autumn", ANA, KIM)

    assert standing() == {(ZOE, LEO)}


@pytest.mark.parametrize(("words", "said"), [
    (("add", "autumn", BEN, KIM), "one reporting line"),
    (("end", "autumn", BEN, KIM), "There is no pair"),
    (("swap", "autumn", BEN, LEO, "--with", ANA), "There is no pair"),
    (("exclude", "autumn", BEN, "nobody@example.com"), "Choose two different people"),
    (("propose", "nowhere"), "There is no cohort"),
])  # fmt: skip
def test_a_no_says_why(run, words, said):
    assert said in run("pairs", *words, fails=True)


def test_a_swap_with_somebody_who_is_no_mentor_is_refused(run):
    run("pairs", "add", "autumn", BEN, LEO)

    assert "Choose a mentor and a leader" in run(
        "pairs", "swap", "autumn", BEN, LEO, "--with", KIM, fails=True
    )


def test_what_pairing_minds_is_shown_and_changed(run):
    assert run("pairs", "rules", "autumn")["other_unit"] is False

    run("pairs", "rules", "autumn", "--other-unit", "--second", "leader")
    changed = run("pairs", "rules", "autumn", "--shared-language")

    assert changed == {
        "other_unit": True, "other_site": False, "shared_language": True, "junior_mentor": False,
        "second": "leader",
    }  # fmt: skip
    assert run("pairs", "rules", "autumn", "--second", "none")["second"] == ""


def test_two_people_are_excluded_and_allowed_again(run):
    run("pairs", "exclude", "autumn", ANA, LEO)
    assert "excluded by name" in run("pairs", "add", "autumn", ANA, LEO, fails=True)

    run("pairs", "exclude", "autumn", LEO, ANA, "--lift")

    run("pairs", "add", "autumn", ANA, LEO)
    assert standing() == {(ANA, LEO)}


def test_links_to_goals_are_sent_and_counted_in_groups(run):
    assert "has no pair that mail reaches" in run("goals", "send", "autumn", fails=True)
    run("pairs", "add", "autumn", ANA, LEO)

    assert run("goals", "send", "autumn") == {"waiting": 2}
    assert run("goals", "show", "autumn")["topics"] == {}
