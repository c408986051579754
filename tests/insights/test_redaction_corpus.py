import random
from collections import Counter

import pytest

from rmfeedback.insights.redaction import Redactor
from tests.insights.redaction_corpus import (
    SEED,
    everybody,
    genitives,
    judge,
    languages,
    people,
    sentences,
    share,
    verdict,
    ways,
    wordy,
)

DRAWS = 3


@pytest.fixture(scope="module")
def redactor():
    return everybody()


@pytest.fixture(scope="module")
def counts(redactor):
    """Verdicts per kind of writing, each name written into some sentences of today's draw."""
    rng = random.Random(SEED)
    frames, of_genitives = sentences("frames"), sentences("genitives")
    found = {}
    for name, nicknames in people():
        written = [(kind, what, frames) for kind, what in ways(name, nicknames, rng)]
        written += [(kind, what, of_genitives) for kind, what in genitives(name, rng)]
        for kind, what, into in written:
            verdicts = [judge(redactor, frame, what) for frame in rng.sample(into, DRAWS)]
            found.setdefault(kind, Counter()).update(verdicts)
    print(f"seed {SEED}")
    for kind, verdicts in found.items():
        marked = share(verdicts, "mask", "ask")
        print(f"{kind:24} {verdicts.total():5} mask {share(verdicts, 'mask'):.3f} marked {marked:.3f}")
    return found


@pytest.fixture(scope="module")
def words(redactor):
    """Verdicts on names that are words too, with a capital and without."""
    rng = random.Random(SEED)
    found = {"capital": Counter(), "lower case": Counter()}
    for _, word in wordy():
        for frame in rng.sample(sentences("frames"), 12):
            found["capital"][judge(redactor, frame, word)] += 1
            found["lower case"][judge(redactor, frame, word.lower())] += 1
    return found


def test_names_come_from_many_languages():
    assert len(languages()) > 20
    assert len(people()) > 120


def test_at_least_95_of_100_names_are_marked_however_they_are_written(counts):
    marked = {kind: share(verdicts, "mask", "ask") for kind, verdicts in counts.items()}

    assert {kind: round(seen, 3) for kind, seen in marked.items() if seen < 0.95} == {}
    assert len(marked) > 20


def test_at_least_92_of_100_names_are_masked_unasked(counts):
    total = sum(counts.values(), Counter())

    assert share(total, "mask") >= 0.92
    assert sum(share(found, "mask") for found in counts.values()) / len(counts) >= 0.92


def test_names_that_are_words_are_marked_and_with_a_capital_mostly_masked(words):
    assert share(words["capital"], "mask", "ask") >= 0.95
    assert share(words["capital"], "mask") >= 0.8
    assert share(words["lower case"], "mask", "ask") >= 0.85


@pytest.mark.parametrize(("kind", "most"), [("plain", 0.01), ("tricky", 0.05)])
def test_words_that_name_nobody_are_hardly_ever_masked(redactor, kind, most):
    texts = sentences(kind)
    masked = [text for text in texts if any(span.action == "mask" for span in redactor.find(text))]

    assert len(texts) > 60
    assert len(masked) <= most * len(texts), masked


def test_authors_see_every_word_of_the_roster_in_small_letters_too():
    words = {part for name, _ in wordy() for part in name.lower().split()} | {"do", "max", "mei"}
    redactor = Redactor([*(name for name, _ in wordy()), "Minh Do", "Mei Max"])
    unseen = [
        word
        for word in sorted(words)
        if verdict(redactor.find(text := f"i will {word} the page", every_case=True), text, 7, 7 + len(word))
        == "open"
    ]

    assert unseen == []


def test_names_in_their_own_script_are_found_there(redactor):
    assert redactor.redact("Ich danke Ελένη und ДМИТРИЙ Соколовский.") == "Ich danke [name] und [name]."


def test_a_letter_of_another_alphabet_that_looks_the_same_hides_nothing(redactor):
    assert redactor.redact("Ask H\u0430verstock.") == "Ask [name]."
