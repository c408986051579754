"""Texts are cut into the likeliest pieces."""

import pytest

from rmfeedback.insights.pieces import BEGIN, END, UNKNOWN, Pieces


@pytest.fixture
def pieces():
    return Pieces(
        ["?", "<", ">", "▁time", "▁", "time", "table", "s", "▁timetable"],
        [0.0, 0.0, 0.0, -3.0, -2.0, -4.0, -4.0, -2.0, -5.0],
    )


def test_the_likeliest_cut_of_a_word_is_taken(pieces):
    assert pieces.cut("timetables", 9) == [BEGIN, 8, 7, END]


def test_what_no_piece_stands_for_is_unknown_and_the_rest_is_kept(pieces):
    assert pieces.cut("time ☃", 9) == [BEGIN, 3, 4, UNKNOWN, END]


def test_a_long_text_is_cut_short_and_keeps_its_end(pieces):
    assert pieces.cut("time " * 100, 5) == [BEGIN, 3, 3, 3, END]


def test_no_text_is_begin_and_end(pieces):
    assert pieces.cut(" \n", 9) == [BEGIN, END]


def test_a_word_of_likelier_pieces_is_likelier(pieces):
    assert pieces.probability("time") > pieces.probability("timetable") > pieces.probability("snow")
