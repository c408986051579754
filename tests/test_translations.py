"""Whatever a respondent reads is there in German too.

To put in what is missing, with `pybabel` (`python -m babel.messages.frontend`):
`extract -F babel.cfg -k N_ -k _ --no-location --sort-output -o ui.pot .`,
`update -i ui.pot -d rmfeedback/translations -l de --no-fuzzy-matching --ignore-obsolete`,
write the German, then `compile -d rmfeedback/translations`.
"""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
GERMAN = ROOT / "rmfeedback" / "translations" / "de" / "LC_MESSAGES"
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\(\w+\)[sd]|</?\w+>")
INFORMAL = re.compile(r"\b([Dd]u|[Dd]eine?|[Dd]ir|[Dd]ich|[Ee]uch|[Ee]ure)\b")


def english():
    """Every sentence that pages and mails may show, with the file it stands in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, comment_tags=())
    return {first(message): name for name, _, message, _, _ in found}


def first(message):
    return message if isinstance(message, str) else message[0]


@pytest.fixture(scope="module")
def german():
    with (GERMAN / "messages.po").open("rb") as file:
        return read_po(file, locale="de")


def said(catalog):
    """Every sentence with what stands for it, without the head of the file."""
    return {first(message.id): forms(message) for message in catalog if message.id}


def forms(message):
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_every_sentence_has_a_german_one(german):
    missing = {
        text: name for text, name in english().items() if text not in german or not all(forms(german[text]))
    }

    assert missing == {}


def test_no_german_sentence_is_left_over(german):
    assert {first(message.id) for message in german if message.id} <= set(english())


def test_the_extraction_sees_pages_mails_and_refusals():
    assert len(english()) > 200
    assert {"Send my answers", "Hello,", "We do not know this code. Nothing is lost."} <= set(english())


def test_a_german_sentence_fills_the_same_places(german):
    for message in german:
        if message.id:
            wanted = sorted(PLACE.findall(message.id if isinstance(message.id, str) else message.id[1]))
            assert [sorted(PLACE.findall(form)) for form in forms(message)] == [wanted] * len(forms(message))


def test_german_says_sie_and_sets_german_quotation_marks(german):
    for message in german:
        for form in forms(message) if message.id else ():
            assert not INFORMAL.search(form), form
            assert '"' not in re.sub(r"<[^>]*>", "", form), form


def test_the_compiled_file_is_made_from_the_written_one(german):
    with (GERMAN / "messages.mo").open("rb") as file:
        compiled = read_mo(file)

    assert said(compiled) == said(german)
