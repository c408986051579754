import shutil
from pathlib import Path

import pytest

from rmfeedback.surveys.questionnaire import SHIPPED, QuestionnaireBroken, load, shipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files, to be broken."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "questionnaires"))


def reword(path: Path, key: str, old: str, new: str) -> None:
    """Replace, once, what stands from the line `key = …` on."""
    text = path.read_text("utf-8")
    before, line, after = text.partition(f'key = "{key}"\n')
    assert old in line + after
    path.write_text(before + (line + after).replace(old, new, 1), "utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(QuestionnaireBroken) as refused:
        load(folder)
    return str(refused.value)


# In mentor.toml: from which key on, what is replaced, by what; what the refusal says: place, reason.
BROKEN = [
    (
        "mentor",
        'key = "mentor"',
        'key = "mentors"',
        "mentor.toml, line 1: ",
        "the key mentors is not the file",
    ),
    ("mentor", 'role = "mentor"', 'role = "boss"', "line 3: ", "the role boss is unknown"),
    ("mentor", 'role = "mentor"', 'role = "leader"', "line 3: ", "the key mentor ends otherwise"),
    ("mentor", "version = 1", "version = 0", "line 2: ", "a whole number from 1 up"),
    ("mentor", "version = 1", "version = true", "line 2: ", "a whole number from 1 up"),
    ("mentor", "version = 1\n", "", "mentor.toml, line 1: ", "the field version is missing"),
    ("mentor", "version = 1", "version = 1\ncolour = 1", "line 3: ", "the field colour is unknown"),
    ("mentor", "Thank you", "Anonymous: thank", "line 6: ", "the intro speaks of anonymity"),
    ("mentor", "title.de", "title.fr", "line 5: ", "the field title.fr is unknown"),
    ("facts", 'name.de = "Fakten"\n', "", "line 11, construct facts: ", "the field name.de is missing"),
    ("m_pair_fit", "text.en = ", 'text.en = " " #', "line 128, item m_pair_fit: ", "not blank"),
    ("m_pair_fit", "reverse = false", 'reverse = "no"', "line 130, item m_pair_fit: ", "true or false"),
    ("m_pair_fit", "required = false", "required = true", "line 132, item m_pair_fit: ", "nothing is requir"),
    ("m_pair_fit", "required = false", "wanted = false", "line 132, item m_pair_fit: ", "wanted is unknown"),
    ("m_pair_fit", '"agree5"', '"agree7"', "line 127, item m_pair_fit: ", "the kind agree7 is unknown"),
    ("m_pair_fit", '"m_pair_fit"', '"pair_fit"', "line 125, item pair_fit: ", "is named m_"),
    ("m_pair_fit", '"m_pair_fit"', '"m pair"', "line 125, item m pair: ", "lower-case letters"),
    ("m_pair_fit", '"m_pair_fit"', '"m_pair_goals"', "line 125, item m_pair_goals: ", "this key is taken"),
    ("m_pair_fit", '"pairing"', '"mood"', "line 126, item m_pair_fit: ", "the construct mood does not exist"),
    ("m_recommend", "reverse = false", "reverse = true", "item m_recommend: ", "can be reversed"),
    ("m_pair_fit", "reverse", 'asks = "what_works"\nreverse', "item m_pair_fit: ", "only a comment"),
    ("m_words_barriers", "what_gets_in_the_way", "what_works", "item m_words_programme: ", "asked by m_w"),
    ("m_words_barriers", "what_gets_in_the_way", "what", "item m_words_barriers: ", "no name for an open"),
    ("m_sessions_held", '"choice"', '"agree5"', "line 107, item m_sessions_held: ", "only a choice has op"),
    ("m_pair_fit", '"agree5"', '"choice"', "item m_pair_fit: ", "at least two options"),
    ("m_sessions_held", "two_three", "six_plus", "line 107, item m_sessions_held: ", "its own key"),
    ("m_sessions_held", "two_three", "na", "line 107, item m_sessions_held: ", "cannot be judged"),
    ("m_sessions_held", 'de = "Zwei- oder dreimal"', 'de = ""', "item m_sessions_held: ", "options.de"),
    (
        "facts",
        "[[constructs]]",
        '[[constructs]]\nkey = "x"\nname.en = "x"\nname.de = "x"\nwhy = "x"\n[[constructs]]',
        "construct x: ",
        "no item belongs to this construct",
    ),
    ("time_goals", "m_sessions_held", "m_pair_goals", "part time_goals: ", "begin with the first item"),
    ("pair", "m_safe_disagree", "m_nowhere", "part pair: ", "the item m_nowhere does not exist"),
    ("organisation", "m_incl_organisation", "m_pair_fit", "part organisation: ", "comes too early"),
    ("m_safe_disagree", "I can disagree", "I may", "mentor.toml, line 148, item", "differs from pulse_m"),
    ("inclusion", "Inclusion and", "Inclusion or", "construct inclusion: ", "differs from"),
    ("m_pair_fit", '"l_pair_fit"', '"l_pair_goals"', "line 131, item m_pair_fit: ", "Write l_pair_fit"),
    (
        "m_pair_fit",
        'mirror = "l_pair_fit"\n',
        "",
        "leader.toml, line 131, item l_pair_fit: ",
        "not mirror it",
    ),
    (
        "m_growth_confidence",
        "required",
        'mirror = "l_growth_confidence"\nrequired',
        "item m_growth_confidence:",
        "l_growth_confidence is not in leader.toml",
    ),
    (
        "m_pair_fit",
        '"pairing"',
        '"programme"',
        "leader.toml, line 126, item l_pair_fit: ",
        "construct differs",
    ),
    ("m_pair_fit", '"agree5"', '"frequency5"', "leader.toml, line 127, item l_pair_fit: ", "kind differs"),
    (
        "m_pair_fit",
        "reverse = false",
        "reverse = true",
        "leader.toml, line 130, item l_pair_f",
        "reverse diff",
    ),
    ("mentor", "Thank you", "Thank you " * 600, "mentor.toml", "more than 10"),
]


@pytest.mark.parametrize(("key", "old", "new", "place", "reason"), BROKEN)
def test_a_broken_rule_is_refused_with_its_place_and_reason(folder, key, old, new, place, reason):
    reword(folder / "mentor.toml", key, old, new)

    said = refusal(folder)

    assert place in said
    assert reason in said


def test_the_whole_refusal_says_where_why_and_what_to_do(folder):
    reword(folder / "leader.toml", "l_pair_fit", "required = false", "required = true")

    assert refusal(folder) == (
        "leader.toml, line 132, item l_pair_fit: "
        "nothing is required: forced answers are poor answers. Write required = false."
    )


def test_no_scale_stands_after_an_open_question(folder):
    path = folder / "pulse_mentor.toml"
    items = path.read_text("utf-8").split("[[items]]")
    path.write_text("[[items]]".join([*items[:-2], items[-1] + "\n", items[-2]]), "utf-8")

    assert "item m_prog_help: an open question stands before this item" in refusal(folder)


def test_a_fault_in_the_toml_is_refused_with_its_line(folder):
    reword(folder / "mentor.toml", "m_pair_fit", 'kind = "agree5"', "kind = agree5")

    assert refusal(folder).startswith("mentor.toml, line 127: this is not TOML (Invalid value)")


def test_a_file_cut_short_is_refused_at_its_end(folder):
    text = (folder / "mentor.toml").read_text("utf-8")
    (folder / "mentor.toml").write_text(text[: text.index("six_plus")], "utf-8")

    assert refusal(folder).startswith("mentor.toml, end of the file: this is not TOML")


def test_a_file_in_another_encoding_is_refused_with_its_line(folder):
    text = (folder / "mentor.toml").read_text("utf-8")
    (folder / "mentor.toml").write_text(text, "latin-1")

    assert refusal(folder) == "mentor.toml, line 5: this is not UTF-8. Save the file as UTF-8."


def test_a_file_saved_on_windows_is_read(folder):
    for path in folder.glob("*.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert load(folder) == shipped()


def test_a_mirror_without_a_twin_file_is_refused(folder):
    (folder / "pulse_leader.toml").unlink()

    said = refusal(folder)

    assert said.startswith("pulse_mentor.toml, line 46, item m_safe_disagree: ")
    assert "l_safe_disagree is not in pulse_leader.toml" in said


def test_an_empty_folder_is_refused(tmp_path):
    assert refusal(tmp_path).startswith(f"{tmp_path}: there is no questionnaire in it.")
