"""The slides: one message each, charts with numbers in them, and no clock."""

import io

import pytest
from pptx import Presentation

from rmfeedback.reports import content, slides
from tests.reports.conftest import WAVE


@pytest.fixture
def given(a_released_wave):
    a_released_wave()
    return content.of(WAVE, "de")


def test_every_slide_has_its_message_as_title_and_charts_hold_the_numbers(given):
    deck = Presentation(io.BytesIO(slides.pptx(given)))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    charts = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]

    assert all(titles)
    assert "19 von 22 haben geantwortet." in titles
    assert len(charts) >= 4
    gaps = charts[1].chart
    assert [series.name for series in gaps.series] == [
        "Sicht der Mentorinnen und Mentoren",
        "Sicht der Führungskräfte auf sich selbst",
    ]
    shown = [gap for gap in given.findings["construct_gaps"] if isinstance(gap["gap"], float)]
    assert sorted(gaps.series[1].values) == sorted(gap["leader_mean"] for gap in shown)
    assert all(chart._element.nvGraphicFramePr.cNvPr.get("descr") for chart in charts)


def test_the_file_names_nobody_and_no_time(given):
    core = Presentation(io.BytesIO(slides.pptx(given))).core_properties

    assert (core.author, core.last_modified_by) == ("rmfeedback", "rmfeedback")
    assert {core.created.year, core.modified.year} == {2000}


def test_words_that_no_xml_may_hold_are_left_out(given):
    findings = {**given.findings, "cohort": "Nor\x0bth\x00wind"}

    deck = Presentation(io.BytesIO(slides.pptx(content.Content(findings, given.questionnaires, "en"))))

    assert deck.slides[0].shapes.title.text_frame.text == "Northwind: what people told us"
