"""The report on paper: tagged, in two languages, and every chart in words."""

import inspect
import io
import json
import re
import tomllib
from pathlib import Path

import pypdf
import pytest

from rmfeedback import typesetting
from rmfeedback.reports import content, fixed, paper, seven_lines, seven_lines_de, speech, wording, wording_de
from rmfeedback.reports.content import Content
from rmfeedback.surveys.questionnaire import shipped
from tests.reports.conftest import WAVE

PHRASES = tomllib.loads((Path(paper.__file__).with_name("report.toml")).read_text("utf-8"))
ENGLISH = re.compile(
    r"\b([Tt]he|of|[Aa]nd|are|is|with|[Ff]rom|which|few|mentors|[Ll]eaders|[Aa]nswers?|comments|question|each|by)\b"
)


@pytest.fixture
def released(a_released_wave):
    a_released_wave()
    return content.of(WAVE)


def full(given: Content, language: str) -> Content:
    """Return findings with something of everything, in German words where HR writes them."""
    findings = json.loads(given.text)
    theme = findings["themes"][0]
    theme |= {"name": "Alles ist schon entschieden", "terms": ["fertig"], "summary": "Gefragt wird zu spät."}
    theme |= {"quotes": ["Der Plan war fertig."], "quoted_as": "shortened", "trend": "growing"}
    small = theme | {"key": "klein", "comments": "3 to 4", "summary": "", "terms": [], "trend": "fading"}
    findings["themes"] = [theme, small]
    action = {"theme": theme["name"], "text": "Früher fragen", "owner": "Betrieb", "due_on": "2027-01-31"}
    findings["actions"] = [
        action | {"theme_key": theme["key"], "moved_to": "2027-02-28", "state": "in_progress", "reason": ""},
        action | {"due_on": None, "moved_to": None, "state": "declined", "reason": "zu teuer"},
    ]
    item = {name: findings["items"][0][name] for name in ("key", "role", "construct", "text")}
    hidden = {"change": "too few", "interval_90": "too few", "is_notable": False}
    shown = {"change": -0.6, "interval_90": [-1.1, -0.1], "is_notable": True}
    findings["changes"] = [item | {"since": "k"} | each for each in (shown, hidden)]
    wave = {"wave": "k", "kind": "kickoff", "closed_on": "2026-09-01"}
    findings |= {
        "themes_since": wave | {"may_compare": True},
        "themes_gone": [{"key": "x", "name": "Vorbei"}],
    }
    theme["over_waves"] = [wave | {"comments": 4, "share": share} for share in (0.1, "too few", 0.2)]
    findings["over_waves"] = [row for row in findings["constructs"] if row["role"] == "all"]
    findings["breakdown"] = [row | {"group": "*"} for row in findings["constructs"]]
    choice = next(row for row in findings["items"] if "distribution" in row)
    asked = shipped()["mentor"].item("m_sessions_held").options
    choice["distribution"] = [{"options": [o.text.en for o in asked[:2]], "answers": 12}]
    return Content(findings, given.questionnaires, language)


def words_in(value):
    """Yield every text of the report's data that is read: pictures and kinds of blocks aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from words_in(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in ("svg", "axis") and not (name == "kind" and each in BLOCKS):
                yield from words_in(each)


BLOCKS = ("text", "heading", "figures", "plot", "bars", "table", "themes", "list")


def test_a_report_in_german_holds_no_english_word(released):
    given = full(released, "de")

    told = [text for text in words_in(paper.data(given)) if text not in given.findings["cohort"]]

    assert len(told) > 150
    assert [text for text in told if ENGLISH.search(text)] == []
    labels = {said["en"] for part in PHRASES.values() for said in part.values() if said["en"] != said["de"]}
    labels |= {*wording.KIND_NAMES.values(), *wording.ROLE_NAMES.values(), *wording.WAVE_NAMES.values()}
    assert labels & set(told) == set()


def test_the_check_for_english_words_finds_them(released):
    assert sum(bool(ENGLISH.search(text)) for text in words_in(paper.data(full(released, "en")))) > 30


def test_the_template_itself_says_no_word():
    template = paper.TEMPLATE.read_text("utf-8")

    assert re.findall(r"\[[^#\]\[]*[A-Za-z]{3,}[^\]\[]*\]", template) == []


def test_every_phrase_stands_in_both_languages_with_the_same_places():
    places = re.compile(r"\{(\w+)\}")
    for part, phrases in PHRASES.items():
        for name, said in phrases.items():
            assert set(said) == {"en", "de"}, f"{part}.{name}"
            assert sorted(places.findall(said["en"])) == sorted(places.findall(said["de"])), f"{part}.{name}"


def test_both_wordings_name_the_same_things():
    for name in ("KIND_NAMES", "KIND_MEANINGS", "ROLE_NAMES", "WAVE_NAMES"):
        assert set(getattr(wording, name)) == set(getattr(wording_de, name)), name
    assert set(wording.CELL_WORDS) <= set(wording_de.CELL_WORDS)
    for one, other in ((wording, wording_de), (seven_lines, seven_lines_de)):
        functions = dict(inspect.getmembers(other, inspect.isfunction))
        ours = {name for name, its in functions.items() if its.__module__ == other.__name__} - {"decimal"}
        assert {name: inspect.signature(getattr(one, name)) for name in ours} == {
            name: inspect.signature(functions[name]) for name in ours
        }


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (3.4, "3.4", "3,4"),
        (-0.5, "−0.5", "−0,5"),
        ("too few", "too few", "zu wenige"),
        ("4.5 or more", "4.5 or more", "4,5 oder mehr"),
        ("90 % or more", "90 % or more", "90 % oder mehr"),
        ("about half", "about half", "etwa die Hälfte"),
        ("3 to 4", "3 to 4", "3 bis 4"),
        (None, "–", "–"),
    ],
)
def test_a_cell_is_written_as_its_language_writes_it(value, english, german):
    assert speech.Speech("en").cell(value) == english
    assert speech.Speech("de").cell(value) == german


def elements(node):
    """Yield every element of a PDF's structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from elements(each)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pdf_is_tagged_and_every_picture_has_its_words(released, language):
    given = full(released, language)
    made = typesetting._compile(paper.TEMPLATE, json.dumps(paper.data(given)), fixed.FIXED_TIME, "ua-1")
    assert made == paper.pdf(given), "the standard was not kept"

    read = pypdf.PdfReader(io.BytesIO(made))
    root = read.root_object
    tags = [element["/S"] for element in elements(root["/StructTreeRoot"])]
    figures = [element for element in elements(root["/StructTreeRoot"]) if element["/S"] == "/Figure"]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"].startswith(language)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Figure"} <= set(tags)
    assert len(figures) > 10
    assert all(figure["/Alt"].strip() for figure in figures)


def test_a_pooled_wave_is_told_without_holes_in_the_sentence(released):
    findings = json.loads(released.text)
    few = {
        "by_role": {"mentor": "too few", "leader": "too few"},
        "themes": [],
        "gaps": [],
        "construct_gaps": [],
    }
    few |= {"constructs": [row for row in findings["constructs"] if row["role"] == "all"]}
    given = Content(findings | few, released.questionnaires, "de")

    lines = [each["line"] for each in paper.data(given)["chapters"]]

    assert len(lines) == 7
    assert [each["heading"] for each in paper.data(given)["chapters"]][1] == "Ist es sicher?"
    assert "lassen sich in dieser Befragung nicht vergleichen" in lines[2]
    assert paper.pdf(given).startswith(b"%PDF-")


def test_a_theme_is_drawn_with_its_share_and_its_trend(released):
    given = full(released, "en")

    theme = paper.data(given)["chapters"][3]["blocks"][0]["themes"][0]

    assert "Growing" in theme["facts"]
    assert theme["course"] == "Kickoff 10 %, Kickoff too few, Kickoff 20 %"
    assert any("%" in fact for fact in theme["facts"]) == isinstance(
        given.findings["themes"][0]["share"], float
    )
