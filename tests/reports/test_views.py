"""The doors of the reading room, and what stands behind them."""

import re
from datetime import date

import pytest

from rmfeedback.db import writing
from rmfeedback.reports import findings, quoting, reviewing, running
from rmfeedback.reports.models import Action
from tests import factories
from tests.reports.conftest import VOICE, WAVE, a_counted_wave, a_theme

PAGES = ("", "/themes/decisions", "/gaps", "/actions")
REWORDED = "Plans arrive finished."


@pytest.fixture
def lin(client):
    return factories.signed_in(client, "lin")


def text_of(client, path, status=200, **options):
    reply = client.get(path, **options)
    assert reply.status_code == status, reply.get_data(as_text=True)
    return reply.get_data(as_text=True)


def send(client, path, **fields):
    page = client.get(f"/waves/{WAVE}/review").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    headers = fields.pop("headers", {})
    return client.post(path, data=fields | {"csrf_token": token}, headers=headers)


@pytest.mark.parametrize("who", ["ada", "tom"])
@pytest.mark.parametrize(
    "path", ["/reports", f"/reports/{WAVE}", f"/reports/{WAVE}/gaps", f"/waves/{WAVE}/review"]
)
def test_administrators_and_trustees_are_turned_away(client, who, path):
    factories.signed_in(client, who)

    assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    "path", [f"/waves/{WAVE}/review", f"/reports/{WAVE}/export", f"/reports/{WAVE}/export/csv"]
)
def test_leadership_neither_reviews_nor_exports(lin, a_released_wave, path):
    a_released_wave()

    assert lin.get(path).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_leadership_sees_nothing_that_is_not_released(lin, page):
    a_counted_wave()
    a_theme()

    text = text_of(lin, f"/reports/{WAVE}{page}", 404)

    assert "No themes yet" in text
    assert "Decisions arrive finished" not in text


@pytest.mark.parametrize("page", PAGES)
def test_leadership_sees_no_withheld_quote(lin, a_released_wave, page):
    a_released_wave()

    assert VOICE not in text_of(lin, f"/reports/{WAVE}{page}")


def test_leadership_reads_what_was_released_and_not_what_hr_changed_since(lin, a_released_wave):
    a_released_wave()
    reviewing.describe(WAVE, "decisions", name="Asked too late", kind="strength")

    text = text_of(lin, f"/reports/{WAVE}")

    assert "Decisions arrive finished. Mentors and leaders both say so." in text
    assert "Asked too late" not in text


def test_a_released_quote_stands_on_the_pages_of_its_theme(lin, app):
    a_counted_wave()
    quote = a_theme().quotes[0]
    quoting.release_quote(WAVE, quote.id.hex(), REWORDED)
    findings.release(WAVE)

    for page in PAGES[:2]:
        assert REWORDED in text_of(lin, f"/reports/{WAVE}{page}")


def test_what_is_being_done_stands_beside_its_theme_and_in_the_seven_lines(lin, a_released_wave):
    a_released_wave()
    answers = {
        "In progress, due 15 December": ("in_progress", date(2026, 12, 15)),
        "Late, due 15 January": ("planned", date(2026, 1, 15)),
        "Done": ("done", None),
        "Not now": ("declined", None),
    }
    with writing() as session:
        for place, (state, due) in enumerate(answers.values()):
            row = {"wave_key": WAVE, "key": f"a{place}", "theme_key": "decisions", "position": place}
            session.add(Action(text=f"Do {state}", state=state, due_on=due, reason="It costs.", **row))

    page = text_of(lin, f"/reports/{WAVE}/themes/decisions")

    assert all(says in page and f"Do {state}" in page for says, (state, _) in answers.items())
    assert "One of one theme has an answer" in text_of(lin, f"/reports/{WAVE}")


def test_an_unknown_theme_is_not_found(lin, a_released_wave):
    a_released_wave()

    assert lin.get(f"/reports/{WAVE}/themes/gossip").status_code == 404


def test_the_list_of_reports_shows_leadership_the_released_ones_only(lin):
    a_counted_wave()
    a_theme()
    assert f"/reports/{WAVE}" not in text_of(lin, "/reports")

    findings.release(WAVE)

    assert f"/reports/{WAVE}" in text_of(lin, "/reports")


def test_what_is_released_stands_on_leaderships_start_page(lin, a_released_wave):
    a_released_wave()

    assert f"/reports/{WAVE}" in text_of(lin, "/")


def test_hr_is_led_from_an_empty_report_to_the_review(hal):
    a_counted_wave()

    assert f"/waves/{WAVE}/review" in text_of(hal, f"/reports/{WAVE}")
    assert f"/waves/{WAVE}/review" in text_of(hal, "/reports")


@pytest.mark.parametrize(
    ("state", "says"), [("open", "after the wave closes on 27 November"), ("void", "unread")]
)
def test_the_review_of_a_wave_that_is_not_counted_says_why(hal, state, says):
    a_counted_wave(state=state)

    text = text_of(hal, f"/waves/{WAVE}/review")

    assert says in text
    assert "Release to leadership" not in text


def test_reading_the_comments_is_a_job_and_the_page_says_what_to_do_without_workers(hal):
    a_counted_wave()

    assert send(hal, f"/waves/{WAVE}/review/read").status_code == 303

    assert running.is_waiting(WAVE)
    text = text_of(hal, f"/waves/{WAVE}/review")
    assert "rmfeedback jobs run" in text
    assert "Release to leadership" not in text


def test_hr_names_a_theme_and_only_its_row_comes_back_to_htmx(hal):
    a_counted_wave()
    a_theme()

    reply = send(
        hal,
        f"/waves/{WAVE}/review/themes/decisions",
        name="Asked too late",
        kind="strength",
        summary="",
        headers={"HX-Request": "true"},
    )

    assert reply.status_code == 200
    text = reply.get_data(as_text=True)
    assert text.strip().startswith('<li id="theme-decisions" class="flow">')
    assert 'value="Asked too late"' in text


def test_hr_names_a_theme_without_script(hal):
    a_counted_wave()
    a_theme()

    reply = send(
        hal, f"/waves/{WAVE}/review/themes/decisions", name="Asked too late", kind="strength", summary=""
    )

    assert reply.status_code == 303
    assert reply.headers["Location"].endswith("#theme-decisions")
    assert "Asked too late" in text_of(hal, f"/waves/{WAVE}/review")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_name_that_says_nothing_comes_back_with_the_reason_and_what_was_typed(hal, headers):
    a_counted_wave()
    a_theme()

    path = f"/waves/{WAVE}/review/themes/decisions"
    reply = send(hal, path, name="Late", kind="strength", summary="Typed sentence.", headers=headers)

    text = reply.get_data(as_text=True)
    assert reply.status_code == 422
    assert "Give this theme a name of two to eight words." in text
    assert 'value="Late"' in text
    assert "Typed sentence." in text


def test_hr_releases_rewords_and_withholds_a_quote(hal):
    a_counted_wave()
    quote = a_theme().quotes[0]
    path = f"/waves/{WAVE}/review/quotes/{quote.id.hex()}"

    assert send(hal, path, wording=REWORDED, **{"as": "reworded"}).status_code == 303
    assert REWORDED in text_of(hal, f"/waves/{WAVE}/review")
    assert send(hal, path, **{"as": "withheld"}).status_code == 303
    assert REWORDED not in text_of(hal, f"/waves/{WAVE}/review")


def test_a_quote_in_the_authors_own_words_comes_back_to_be_mended(hal):
    a_counted_wave()
    quote = a_theme().quotes[0]

    reply = send(hal, f"/waves/{WAVE}/review/quotes/{quote.id.hex()}", wording=VOICE, **{"as": "reworded"})

    assert reply.status_code == 422
    assert "own words" in reply.get_data(as_text=True)


def test_hr_releases_and_then_releases_again(hal):
    a_counted_wave()
    a_theme()

    assert send(hal, f"/waves/{WAVE}/release").headers["Location"].endswith(f"/reports/{WAVE}")
    reviewing.describe(WAVE, "decisions", name="Asked too late", kind="strength")
    assert "Release again" in text_of(hal, f"/waves/{WAVE}/review")
    send(hal, f"/waves/{WAVE}/release")

    text = text_of(hal, f"/reports/{WAVE}")
    assert "this replaces what leadership read before" in text
    assert "Asked too late" in text


@pytest.mark.parametrize(
    ("suffix", "begins"), [("csv", b"\xef\xbb\xbftable"), ("json", b"{"), ("xlsx", b"PK"), ("pdf", b"%PDF-")]
)
def test_hr_downloads_each_file(hal, a_released_wave, suffix, begins):
    a_released_wave()
    assert f"/reports/{WAVE}/export/{suffix}" in text_of(hal, f"/reports/{WAVE}/export")

    reply = hal.get(f"/reports/{WAVE}/export/{suffix}")

    assert reply.data.startswith(begins)
    assert f"findings-{WAVE}.{suffix}" in reply.headers["Content-Disposition"]
    assert "Last-Modified" not in reply.headers


def test_an_unknown_file_format_is_refused(hal, a_released_wave):
    a_released_wave()

    assert "Choose a file that ends in" in text_of(hal, f"/reports/{WAVE}/export/docx", 400)


def test_a_small_wave_shows_everybody_together_and_the_holes(lin):
    a_counted_wave(5, 4)
    findings.release(WAVE)

    text = text_of(lin, f"/reports/{WAVE}")

    assert "Nine answers tell us about the group, and about nothing smaller." in text
    assert "Everybody together" in text
    assert "too few" in text_of(lin, f"/reports/{WAVE}/gaps")


def test_every_chart_says_its_numbers_in_words_and_as_a_table(lin, a_released_wave):
    a_released_wave()

    text = text_of(lin, f"/reports/{WAVE}/gaps")

    assert len(re.findall(r'role="img" aria-label="[^"]+leaders rate themselves', text)) == 8
    assert "The same as a table" in text
    assert "style=" not in text
