"""Findings as slides with native charts, one message a slide: its title is the message."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rmfeedback.reports import chapters as report
from rmfeedback.reports import paper, wording
from rmfeedback.reports.content import Content
from rmfeedback.reports.fixed import FIXED_TIME, without_clock
from rmfeedback.reports.speech import Speech

TEAL, WARM, MUTED = "0D5657", "AD4C22", "4A5C5F"
# In inches, on a slide of 13.33 by 7.5.
_WIDE, _HIGH, _EDGE, _TOP = 13.333, 7.5, 0.7, 1.75
_TITLE_ONLY = 5
_MOST_THEMES = _MOST_ROWS = 6
_MOST_LINES, _LONGEST_TITLE = 9, 90
# What no XML may hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def pptx(content: Content) -> bytes:
    """Return the slides of some findings, in the content's language."""
    findings, speech = paper.in_language(content), Speech(content.language)
    told = report.chapters(findings, speech)
    deck = Deck(speech.language)
    deck.properties(speech.say("page", "title", cohort=findings["cohort"]), content.digest)
    deck.words(
        speech.say("page", "title", cohort=findings["cohort"]),
        [f"{each.heading} {each.line}" for each in told],
    )
    _answered(deck, findings, speech)
    _gaps(deck, findings, speech)
    _scores(deck, findings, speech)
    _themes(deck, findings, speech)
    for each in told[4:]:
        lines = [line for part in each.blocks for line in _lines(part)]
        # A long answer stands below its question.
        is_short = len(each.line) <= _LONGEST_TITLE
        title, first = (each.line, []) if is_short else (each.heading, [each.line])
        deck.words(title, [*first, *lines][:_MOST_LINES])
    deck.words(speech.say("annex", "rules"), [_origin(content, speech)])
    return deck.bytes()


def _answered(deck: "Deck", findings: Mapping[str, Any], speech: Speech) -> None:
    roles = {role: n for role, n in findings["by_role"].items() if isinstance(n, int)}
    title = speech.say("place", "line", responses=findings["responses"], invited=findings["invited"])
    if len(roles) < 2:
        deck.words(title, [speech.say("place", "by_role_hidden")])
        return
    names = [speech.wording.ROLE_NAMES[role] for role in roles]
    deck.chart(title, names, {speech.say("place", "answered"): list(roles.values())})


def _gaps(deck: "Deck", findings: Mapping[str, Any], speech: Speech) -> None:
    gaps = wording.shown_gaps(findings)
    title = speech.wording.gaps_headline(findings)
    if not gaps:
        deck.words(title, [speech.wording.gaps_lede(findings)])
        return
    sides = {role: [gap[f"{role}_mean"] for gap in gaps] for role in ("mentor", "leader")}
    series = {speech.say("gaps", f"{role}s_view"): means for role, means in sides.items()}
    deck.chart(title, [gap["name"] for gap in gaps], series, most=5, note=speech.wording.gaps_lede(findings))


def _scores(deck: "Deck", findings: Mapping[str, Any], speech: Speech) -> None:
    told = [row for row in findings["constructs"] if row["role"] == "all" and isinstance(row["mean"], float)]
    if told:
        told.sort(key=lambda row: -row["mean"])
        means = {speech.say("sure", "axis"): [row["mean"] for row in told]}
        title = speech.say("sure", "lowest", name=told[-1]["name"], mean=speech.mean(told[-1]))
        deck.chart(title, [row["name"] for row in told], means, most=5, note=speech.say("sure", "lead"))


def _themes(deck: "Deck", findings: Mapping[str, Any], speech: Speech) -> None:
    themes, words = findings["themes"], speech.wording
    counted = [theme for theme in themes if isinstance(theme["comments"], int)]
    if counted:
        counts = {speech.say("themes", "size"): [theme["comments"] for theme in counted]}
        names = [theme["name"] for theme in counted]
        deck.chart(words.themes_headline(findings), names, counts, note=words.themes_lede(findings))
    else:
        deck.words(words.themes_headline(findings), [words.themes_lede(findings)])
    for theme in themes[:_MOST_THEMES]:
        size = words.size_in_words(speech.cell(theme["comments"]))
        lines = [f"{words.KIND_NAMES[theme['kind']]}, {size}", words.about(theme)]
        deck.words(theme["name"], [*lines, *(speech.quoted(quote) for quote in theme["quotes"])])


def _lines(part: Mapping[str, Any]) -> list[str]:
    """Return what a block of a chapter says on a slide: a paragraph, or the first rows of a table."""
    if part["kind"] == "text":
        return [part["text"]]
    rows = part.get("rows", [])[:_MOST_ROWS]
    return [" · ".join(cell for cell in row if cell != "–") for row in rows]


def _origin(content: Content, speech: Speech) -> str:
    made_with = content.findings["made_with"]
    names = ", ".join(made_with["questionnaires"].values())
    return speech.say(
        "annex", "made_with", version=made_with["version"], questionnaires=names, digest=content.digest
    )


class Deck:
    """Slides under construction; each has a title, and words or one chart."""

    def __init__(self, language: str) -> None:
        from pptx import Presentation
        from pptx.util import Inches

        self.language = language
        self.inches = Inches
        self.made = Presentation()
        self.made.slide_width, self.made.slide_height = Inches(_WIDE), Inches(_HIGH)

    def properties(self, title: str, digest: str) -> None:
        """Set what the file says of itself: no person, no time."""
        core = self.made.core_properties
        core.title, core.author, core.last_modified_by = _printable(title), "rmfeedback", "rmfeedback"
        core.comments, core.language = f"findings.json SHA-256 {digest}", self.language
        fixed = datetime(FIXED_TIME.year, FIXED_TIME.month, FIXED_TIME.day)
        core.created = core.modified = core.last_printed = fixed

    def words(self, title: str, lines: Sequence[str]) -> None:
        """Add a slide of words."""
        slide = self._slide(title)
        room = (_EDGE, _TOP, _WIDE - 2 * _EDGE, _HIGH - _TOP - _EDGE)
        frame = slide.shapes.add_textbox(*map(self.inches, room)).text_frame
        frame.word_wrap = True
        many = sum(len(line) + 60 for line in lines)
        size = next(size for most, size in ((500, 24), (1000, 18), (1600, 16), (10**9, 13)) if many <= most)
        self._fill(frame, [line for line in lines if line], size)

    def chart(
        self,
        title: str,
        names: Sequence[str],
        series: Mapping[str, Sequence[float]],
        *,
        most: float | None = None,
        note: str = "",
    ) -> None:
        """Add a slide with a bar chart whose numbers can be opened; `most`: where its scale of 1 ends."""
        from pptx.chart import data
        from pptx.enum.chart import XL_CHART_TYPE

        slide = self._slide(title)
        make: Any = data.CategoryChartData
        numbers = make(number_format="0.0" if most else "0")
        # The first stands at the top: a bar chart draws from below.
        numbers.categories = [_printable(name) for name in reversed(names)]
        for name, values in series.items():
            numbers.add_series(_printable(name), list(reversed(values)))
        room = (_EDGE, _TOP, _WIDE - 2 * _EDGE, _HIGH - _TOP - 1.2)
        framed = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *map(self.inches, room), numbers)
        told = "; ".join(
            f"{name}: {', '.join(f'{each} {value}' for each, value in zip(names, values, strict=True))}"
            for name, values in series.items()
        )
        framed._element.nvGraphicFramePr.cNvPr.set("descr", _printable(told))
        self._dress(framed.chart, len(series), most)
        if note:
            place = (_EDGE, _HIGH - 1.1, _WIDE - 2 * _EDGE, 0.8)
            frame = slide.shapes.add_textbox(*map(self.inches, place)).text_frame
            frame.word_wrap = True
            self._fill(frame, [note], 13, MUTED)

    def bytes(self) -> bytes:
        """Return the file, without a clock."""
        file = io.BytesIO()
        self.made.save(file)
        return without_clock(file.getvalue())

    def _slide(self, title: str) -> Any:
        from pptx.enum.text import MSO_ANCHOR

        slide = self.made.slides.add_slide(self.made.slide_layouts[_TITLE_ONLY])
        head = slide.shapes.title
        head.left, head.top = self.inches(_EDGE), self.inches(0.45)
        head.width, head.height = self.inches(_WIDE - 2 * _EDGE), self.inches(1.15)
        head.text_frame.word_wrap = True
        head.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        self._fill(head.text_frame, [title], 30 if len(title) <= 55 else 24, TEAL, is_bold=True)
        return slide

    def _fill(
        self, frame: Any, lines: Sequence[str], size: int, colour: str = "12262A", *, is_bold: bool = False
    ) -> None:
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Pt

        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.alignment, paragraph.space_after = PP_ALIGN.LEFT, Pt(8)
            run = paragraph.add_run()
            run.text = _printable(line)
            run.font.size, run.font.bold = Pt(size), is_bold
            run.font.color.rgb = _colour(colour)

    def _dress(self, chart: Any, many: int, most: float | None) -> None:
        from pptx.enum.chart import XL_LEGEND_POSITION
        from pptx.util import Pt

        chart.font.size, chart.has_title, chart.has_legend = Pt(13), False, many > 1
        if many > 1:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        axis = chart.value_axis
        axis.has_major_gridlines, axis.visible = False, False
        axis.minimum_scale, axis.maximum_scale = (1, most) if most else (0, None)
        plot = chart.plots[0]
        plot.gap_width, plot.has_data_labels = 60, True
        plot.data_labels.font.size, plot.data_labels.show_value = Pt(13), True
        for series, colour in zip(plot.series, (TEAL, WARM), strict=False):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _colour(colour)


def _colour(hexadecimal: str) -> Any:
    from pptx.dml.color import RGBColor

    colour: Any = RGBColor
    return colour.from_string(hexadecimal)


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)
