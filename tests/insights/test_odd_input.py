"""Whatever a file holds: a clear sentence or a sensible result, and every row comes back."""

import csv
import json

import pytest
from babel import Locale
from babel.localedata import locale_identifiers
from hypothesis import given, settings
from hypothesis import strategies as st

from rmfeedback.insights import ThemeModel
from rmfeedback.insights.__main__ import main

FRENCH = [
    "Les dirigeants devraient venir plus souvent dans les ateliers.",
    "Nous n'avons pas assez de temps pour les rencontres.",
    "Les outils sont trop vieux et tombent souvent en panne.",
    "Personne ne répond aux questions que nous posons.",
]
MANY_LANGUAGES = [
    "Не хватает времени на разговоры.",
    "没有足够的时间进行会谈",
    "会議の時間が足りません",
    "시간이 충분하지 않습니다",
    "لا يوجد وقت كافٍ للاجتماعات",
    "אין מספיק זמן לפגישות",
    "बैठकों के लिए पर्याप्त समय नहीं है",
    "Δεν υπάρχει αρκετός χρόνος",
    "ไม่มีเวลาเพียงพอสำหรับการประชุม",
    "Vakit yetmiyor, toplantılar çok kısa sürüyor.",
    "Brakuje czasu na spotkania z mentorami.",
]
# The months of all the languages that Babel knows, some two hundred of them different.
MONTHS = [
    ", ".join(Locale.parse(name).months["format"]["wide"].values())
    for name in locale_identifiers()
    if "_" not in name
]
ODD = {
    "a cell of ten megabytes": ["time " * 2_000_000, "No time"],
    "only emoji": ["😀😀", "👍🏽", "🎉 🎉 🎉"] * 5,
    "one comment": ["We had no time to meet"],
    "a thousand copies": ["We had no time to meet"] * 1000,
    "a third language": FRENCH * 8,
    "strings for nothing": ["NaN", "nan", "None", "NULL", "n/a", "", " ", "-", "#N/A", "0"] * 3,
    "right to left": MANY_LANGUAGES[4:6] * 12,
    "null bytes": ["No\x00 time \x00to meet", "\x00", "The VPN\x00 is slow"],
    "many languages": MANY_LANGUAGES * 20 + FRENCH,
    "two hundred languages": MONTHS,
    "markup": ["<p>No <b>time</b></p>", "<script>alert('x')</script>", "a < b && c > d", "&lt;p&gt;"] * 6,
    "halves of pairs": ["caf\ud83d time is short", "No time"],
    "formulas": ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-2+3"],
}


def found(tmp_path, capsys, comments):
    path = tmp_path / "comments.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows([["comment"], *([comment] for comment in comments)])
    code = main([str(path), "--vectors", "static"])
    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    return json.loads(said.out)


@pytest.mark.parametrize("comments", ODD.values(), ids=ODD)
def test_odd_comments_all_come_back(tmp_path, capsys, comments):
    told = found(tmp_path, capsys, comments)

    assert [row["id"] for row in told["assignments"]] == [str(n) for n in range(1, len(comments) + 1)]
    assert told["comments"] == len(comments) >= told["substantive"]
    assert sum(theme["size"] for theme in told["themes"]) == sum(
        row["theme"] is not None for row in told["assignments"]
    )


def test_a_thousand_copies_are_one_theme(tmp_path, capsys):
    told = found(tmp_path, capsys, ODD["a thousand copies"])

    assert [(theme["key"], theme["size"]) for theme in told["themes"]] == [("prog_time", 1000)]


def test_a_third_language_is_told_as_such(tmp_path, capsys):
    told = found(tmp_path, capsys, ODD["a third language"])

    assert [(theme["name"], theme["size"]) for theme in told["themes"]] == [
        ("Comments in other languages", 32)
    ]


def test_two_hundred_languages_are_told_apart_from_the_two_that_are_read(tmp_path, capsys):
    told = found(tmp_path, capsys, MONTHS)
    sizes = {theme["key"]: theme["size"] for theme in told["themes"]}

    assert len(set(MONTHS)) > 200
    assert sizes["other_languages"] > 0.7 * len(MONTHS)


def test_markup_is_read_as_what_it_marks(tmp_path, capsys):
    told = found(tmp_path, capsys, ["<p>We had no <b>time</b> to meet</p>", "We had no time to meet"] * 10)

    assert [(theme["key"], theme["size"]) for theme in told["themes"]] == [("prog_time", 20)]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=30))
@settings(max_examples=15, deadline=None)
def test_no_text_whatever_is_too_much(comments):
    model = ThemeModel(vectors="static").fit(comments)

    assert len(model.labels_) == len(model.kinds_) == len(comments)
    assert all(-1 <= label < len(model.themes_) for label in model.labels_)
