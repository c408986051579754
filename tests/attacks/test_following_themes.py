"""T13 over waves: neither a theme's trend nor its shares over waves settle a count under five.

The reader of this module knows every rule and works with arithmetic of his own.
"""

import json
import random
import re
from collections import Counter
from fractions import Fraction
from functools import cache
from math import comb, floor

from rmfeedback.db import writing
from rmfeedback.reports import chance, exporting, findings, over_time
from rmfeedback.reports.chance import Told
from rmfeedback.reports.models import Run, Theme
from rmfeedback.reports.theme_counts import ThemeCounts
from tests import factories
from tests.attacks.cuts import a_wave
from tests.attacks.test_counting_themes import shown_rows, some_themes
from tests.attacks.test_subtracting import keep, numbers_of, visible
from tests.solver import tells_of_few

MOST_COMMENTS = 200


@cache
def p_of(count, n, counted, m):
    """Fisher's exact test in whole numbers."""
    hits = count + counted
    ways = [comb(n, k) * comb(m, hits - k) for k in range(max(0, hits - m), min(n, hits) + 1)]
    own = comb(n, count) * comb(m, counted)
    return Fraction(sum(way for way in ways if way <= own), sum(ways))


def word_of(count, n, counted, m, among):
    if p_of(count, n, counted, m) > Fraction(1, 20 * among):
        return "steady"
    return "growing" if Fraction(counted, m) > Fraction(count, n) else "fading"


def could_be(told):
    """Every (comments, all comments) that what is told of a theme leaves, by the comments."""
    sizes = [told.comments] if isinstance(told.comments, int) else [3, 4]
    found = {}
    for size in sizes:
        every = [told.written] if isinstance(told.written, int) else range(size, MOST_COMMENTS)
        found[size] = [n for n in every if told.share in ("too few", tenths(size, n))]
    return found


def tenths(size, n):
    return floor(Fraction(10 * size, n) + Fraction(1, 2)) / 10


def excluded(word, before, now, among):
    """The hidden counts that a reader rules out from the word: sizes for which nothing makes it."""
    told = could_be(before), could_be(now)
    left = [set(), set()]
    for count, every in told[0].items():
        for counted, others in told[1].items():
            if any(word_of(count, n, counted, m, among) == word for n in every for m in others):
                left[0].add(count)
                left[1].add(counted)
    return [size for side, kept in zip(told, left, strict=True) for size in side if size not in kept]


def wave_of(dice):
    """Some themes, many of three or four comments, all comments, and what is told of each."""
    sizes = [dice.choice([3, 4, 3, 4, 5, 9, 30]) for _ in range(dice.randint(1, 3))]
    themes = [Theme(key=f"t{n}", counts={"mentor": {"asked": size}}) for n, size in enumerate(sizes)]
    rest = dice.choice([0, 4, 5, 9, 20, 60])
    every = sum(theme.size for theme in themes) + rest
    answers = a_wave(dice)
    counts = ThemeCounts("one", themes, every, answers)
    written = counts.comments()["written"]
    return themes, every, {t.key: Told(counts.size(t), counts.share(t), written) for t in themes}


def leaks(seed, pairs, trend=lambda before, now, among, truth: chance.trend(before, now, among)):
    dice, found = random.Random(seed), Counter()
    while found["pairs"] < pairs:
        (themes, every, before), (others, all_of_them, now) = wave_of(dice), wave_of(dice)
        among = dice.randint(1, 4)
        for one, other in zip(themes, others, strict=False):
            told = before[one.key], now[other.key]
            word = trend(*told, among, (one.size, every, other.size, all_of_them, among))
            found["pairs"] += 1
            if word != "too few":
                found[word] += 1
                found["hidden"] += any(isinstance(side.comments, str) for side in told)
                found["settled"] += len(excluded(word, *told, among))
    return found


def test_no_hidden_count_follows_from_a_trend(seed, waves):
    found = leaks(seed, 5 * waves)

    assert found["hidden"] and found["steady"] and found["growing"] + found["fading"]
    assert found["settled"] == 0


def test_a_trend_from_the_true_counts_is_found(seed):
    assert leaks(seed, 400, lambda before, now, among, truth: word_of(*truth))["settled"] > 0


def a_released_wave(dice, key, opens_on):
    """A wave with answers and themes, through the release."""
    answers = a_wave(dice, key)
    keep(answers, opens_on=opens_on, comparable_with=["one"], smallest_text_group=10)
    themes, rest = some_themes(dice)
    for theme in themes:
        # Of the taxonomy, so that both waves know it as one.
        theme.key = {"t0": "prog_time", "t1": "tech_tools", "t2": "win_mentor_growth"}.get(
            theme.key, "found_1"
        )
        theme.wave_key, theme.kind, theme.terms = key, "other", []
        theme.name = f"What {theme.key} says"
    every = sum(theme.size for theme in themes) + rest
    with writing() as session:
        session.add_all(
            [*themes, Run(wave_key=key, comments=every, substantive=every, themes=1, settings={})]
        )
    return [Theme(key=t.key, counts=t.counts) for t in themes], rest, findings.release(key)


def test_pages_and_files_of_two_waves_tell_no_more_of_themes_than_both_releases(client, seed):
    dice, lin = random.Random(seed), factories.signed_in(client, "lin")
    days = {"one": factories.TODAY.replace(day=1), "two": factories.TODAY}
    made = {key: a_released_wave(dice, key, day) for key, day in days.items()}

    for themes, rest, _ in made.values():
        people, rows = shown_rows(themes, rest)
        assert not (rows and tells_of_few(rows, people, 5))
    report = made["two"][2]
    assert findings.show("two") == report == exporting_json("two")
    first = {row["key"]: row for row in made["one"][2]["themes"]}
    told = {"not asked", "too few"}
    for row in report["themes"]:
        for point in row["over_waves"]:
            its = row if point["wave"] == "two" else first.get(row["follows"], {})
            assert point["comments"] in (its.get("comments"), "too few")
            assert point["share"] in (its.get("share"), "too few")
            told |= {str(point["comments"]), over_time.share_in_words(point["share"])}
        text = lin.get(f"/reports/two/themes/{row['key']}").get_data(as_text=True)
        cells = re.findall(r'<td class="right[^>]*>(?:<span class="few">)?([^<]+)<', text)
        assert set(cells) <= told
    words = visible(lin.get("/reports/two/changes"))
    then = {str(row["mean"]) for row in made["one"][2]["items"] + report["items"]}
    moved = [{"gap": row["change"], "interval_90": row["interval_90"]} for row in report["changes"]]
    known = numbers_of(report | {"constructs": report["over_waves"], "gaps": moved})
    assert set(re.findall(r"\d\.\d", words)) <= then | known | {"0.5"}


def exporting_json(key):
    return json.loads(exporting.as_bytes(key, "json"))
