"""Sentences that say the same are near each other, in one language or two."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from rmfeedback.insights import encoder
from rmfeedback.insights.encoder import FILE, SentenceEncoder

TEXTS = ["Too little time to meet", "Wir finden kaum Zeit für Treffen", "The VPN is slow", ""]


@pytest.fixture(scope="module")
def vectors():
    return SentenceEncoder.shipped().encode(TEXTS)


def test_vectors_are_unit_rows(vectors):
    assert vectors.shape == (4, 512)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_thought_is_nearer_to_itself_in_the_other_language_than_to_another_thought(vectors):
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_a_sentence_is_read_alike_alone_and_among_others(vectors, monkeypatch):
    monkeypatch.setattr(encoder, "_AT_ONCE", 1)

    assert np.allclose(SentenceEncoder.shipped().encode(TEXTS), vectors, atol=1e-4)


def test_no_texts_have_no_vectors():
    assert SentenceEncoder.shipped().encode([]).shape == (0, 512)


@pytest.mark.parametrize("name", ["encoder.npz", "word_table.npz"])
def test_the_files_are_those_whose_provenance_is_told(name):
    told = FILE.with_name("provenance.txt").read_text(encoding="utf-8")
    digest = hashlib.sha256(Path(FILE).with_name(name).read_bytes()).hexdigest()

    assert digest in told


def test_the_files_are_as_small_as_agreed():
    assert FILE.stat().st_size <= 35e6
    assert FILE.with_name("word_table.npz").stat().st_size <= 8e6
