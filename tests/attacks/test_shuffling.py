"""T1, in small: what is stored after the closing does not tell who came when, nor whose envelope it was.

The attacker holds the final file, the exact order of visits, and an earlier copy of both rooms: which
envelope is whose. Forty waves of eleven mentors; who says what is known to the judge alone.
"""

import itertools
from collections import defaultdict
from unittest.mock import patch

import pytest
from sqlalchemy import select, text

from rmfeedback import config
from rmfeedback.db import db
from rmfeedback.surveys import opening
from rmfeedback.surveys.models import Comment
from rmfeedback.terms import Role
from rmfeedback.waves import lifecycle
from tests.attacks.simulating import WORDS, a_box, answer, area, seeded
from tests.factories import CLOSES, a_cohort

pytestmark = pytest.mark.usefixtures("app")

WAVES, GROUP = 40, 11
PAGE = 4096
LARGEST_AREA, LARGEST_TOP = 0.57, 0.15


def test_neither_bytes_nor_ids_nor_order_tell_who_came_when():
    guesses = attack(WAVES)

    found = {feature: judged(waves) for feature, waves in guesses.items()}
    print(found)
    assert len(found) == len(REFERENCES) * 6
    assert {f: v for f, v in found.items() if v[0] > LARGEST_AREA or v[1] > LARGEST_TOP} == {}


def test_the_attack_finds_answers_that_were_not_shuffled():
    numbers = itertools.count()
    in_order = {"random_key": lambda: next(numbers).to_bytes(16, "big"), "_shuffled": list}
    with patch.multiple(opening, **in_order):
        found = {feature: judged(waves) for feature, waves in attack(4).items()}

    # The box is opened in the order of its envelopes, and whose they are stands in the earlier copy.
    for feature in ("sql", "id", "bytes", "score", "all"):
        assert found[feature, "envelope"] == (1.0, 1.0)


def test_the_attack_finds_envelopes_that_were_laid_down_as_people_came():
    """As if an envelope were made when it is used, with a number that goes up."""
    numbers = itertools.count()
    with (
        patch("secrets.token_bytes", lambda n: next(numbers).to_bytes(n, "big")),
        patch.multiple(opening, random_key=lambda: next(numbers).to_bytes(16, "big"), _shuffled=list),
    ):
        area_, top = judged(attack(3, in_line=True)["all", "visit"])

    assert area_ > 0.95
    assert top > 0.95


# What the attacker knows of each person: a rank from 0 to 10.
REFERENCES = ("visit", "visit backwards", "envelope", "invitation")


def attack(waves, *, in_line=False):
    """Return by (feature, reference) and wave: (rank in the file, rank in what is known) of each."""
    chance = seeded("shuffling")
    cohort = a_cohort(GROUP, 5)
    guesses = defaultdict(list)
    for _ in range(waves):
        wave, visitors = a_box(cohort)
        if not in_line:
            chance.shuffle(visitors)
        words = dict(zip((v.number for v in visitors), chance.sample(WORDS, len(visitors)), strict=True))
        mentors = [v for v in visitors if v.role == Role.MENTOR]
        scores = dict(zip((v.number for v in mentors), chance.sample(range(11), 11), strict=True))
        for visitor in visitors:
            answer(visitor, answers_of(visitor, words[visitor.number], scores.get(visitor.number, 5)))
        lifecycle.close(wave.key, CLOSES)
        known = references(mentors)
        for feature, ranks in features(wave.key, mentors, words, scores).items():
            for reference, order in known.items():
                guesses[feature, reference].append([(ranks[v.number], order[v.number]) for v in mentors])
    return guesses


def answers_of(visitor, word, score):
    """A comment to each question with a word of one's own, and a number nobody else gives."""
    items = visitor.questionnaire.items
    comments = {item.key: f"The {word} in this is what I mean." for item in items if item.kind == "comment"}
    return (
        comments
        | {item.key: str(score) for item in items if item.kind == "recommend11"}
        | {"m_pair_fit" if visitor.role == "mentor" else "l_pair_fit": "4"}
    )


def references(mentors):
    """Return what is known of everybody, as ranks by number."""
    visit = {v.number: rank for rank, v in enumerate(mentors)}
    return {
        "visit": visit,
        "visit backwards": {number: GROUP - 1 - rank for number, rank in visit.items()},
        "envelope": ranked({v.number: v.envelope_id for v in mentors}),
        "invitation": ranked({v.number: v.number for v in mentors}),
    }


def features(wave_key, mentors, words, scores):
    """Return where in the final file each person's words and number lie, as ranks by number."""
    content = (config.current()["INSTANCE"] / "responses.sqlite").read_bytes()
    comments = db.session.scalars(
        select(Comment).where(Comment.wave_key == wave_key, Comment.cell == "mentor")
    ).all()
    first, other = sorted({comment.item_key for comment in comments})[:2]
    stored = {item: [c for c in comments if c.item_key == item] for item in (first, other)}
    by_word = {item: {w: c for c in stored[item] for w in words.values() if w in c.text} for item in stored}
    mine = {v.number: by_word[first][words[v.number]] for v in mentors}
    at = text("SELECT score FROM answer WHERE wave_key = :w AND item_key = 'm_recommend'")
    numbers = [
        score for (score,) in db.session.execute(at, {"w": wave_key}, bind_arguments={"mapper": Comment})
    ]
    found = {
        "sql": ranked({n: stored[first].index(comment) for n, comment in mine.items()}),
        "id": ranked({n: comment.id for n, comment in mine.items()}),
        "bytes": ranked({n: place_in(content, comment.id) for n, comment in mine.items()}),
        "other question": ranked({v.number: by_word[other][words[v.number]].id for v in mentors}),
        "score": ranked({v.number: numbers.index(scores[v.number]) for v in mentors}),
    }
    total = {v.number: sum(ranks[v.number] for ranks in found.values()) for v in mentors}
    return found | {"all": ranked(total)}


def place_in(content, id_):
    """A page is filled from its end."""
    at = content.rindex(id_)
    return at // PAGE, -at


def ranked(values):
    return {number: rank for rank, number in enumerate(sorted(values, key=lambda number: values[number]))}


def judged(waves):
    """Return the area under the curve of "near in rank", and how often the same rank is the same person."""
    hits, misses = [], []
    for pairs in waves:
        for stored, _ in pairs:
            for other, known in pairs:
                (hits if stored == other else misses).append(-abs(stored - known))
    return area(hits, misses), sum(hit == 0 for hit in hits) / len(hits)
