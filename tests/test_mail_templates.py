"""The three mails say the same as the form, in both languages, with one link and nothing to load."""

import re
from datetime import date
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest

from rmfeedback import mail
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.questionnaire import shipped
from tests.conftest import make_app

CODE = "K7QX2MWD4TZLHB6RPVJ3YNFA5SGCEU2O"
LINK = f"https://feedback.northwind.example/a#{CODE}"
FORMS = ("mentor", "kickoff_leader", "pulse_mentor")
NAMES = ("invitation", "reminder", "renewal")
EVERY_MAIL = pytest.mark.parametrize(
    ("name", "language", "form"),
    [(name, language, form) for name in NAMES for language in ("en", "de") for form in FORMS],
)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """One instance for all: composing a mail stores nothing."""
    app = make_app(tmp_path_factory.mktemp("mails") / "instance")
    with app.app_context():
        yield app


class Links(HTMLParser):
    """The addresses of an HTML part: those one may follow, and those a program loads by itself."""

    def __init__(self, html):
        super().__init__()
        self.followed, self.loaded = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        for key, value in attrs:
            if key in ("src", "srcset", "background", "data", "poster") or (key == "href" and tag == "link"):
                self.loaded.append(value)
            elif key == "href":
                self.followed.append(value)


def a_wave():
    choices = {
        "programme": "Reverse mentoring pilot",
        "language": "en",
        "organisation": "Northwind Airways",
        "contact": "mentoring@northwind.example",
        "invited": {"mentor": 11, "leader": 11},
        "smallest_group": 5,
        "breakdown": None,
    }
    return Wave(
        kind="midpoint",
        keyholder="server",
        is_extended=False,
        choices=choices,
        opens_on=date(2026, 11, 9),
        closes_on=date(2026, 11, 27),
    )


def compose(app, name, language, form="mentor", note=""):
    wave = a_wave()
    message = mail.compose(
        name,
        "ana@example.com",
        language,
        code=CODE,
        base_url="https://feedback.northwind.example",
        wave=wave,
        questionnaire=shipped()[form],
        invited=wave.choices["invited"],
        organisation="Northwind Airways",
        contact="mentoring@northwind.example",
        note=note,
        opens_on=wave.opens_on,
        closes_on=wave.closes_on,
    )
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def parts(message):
    return [message.get_body((kind,)).get_content() for kind in ("plain", "html")]


@EVERY_MAIL
def test_the_link_stands_alone_on_a_line_of_the_text(app, name, language, form):
    text, _ = parts(compose(app, name, language, form))

    assert text.splitlines().count(LINK) == 1
    assert text.count(CODE) == 1


@EVERY_MAIL
def test_no_line_of_the_text_is_wider_than_77_letters(app, name, language, form):
    text, _ = parts(compose(app, name, language, form, note="One word after another. " * 9))

    assert max(len(line) for line in text.splitlines()) < 78


@EVERY_MAIL
def test_no_mail_has_holes_in_it(app, name, language, form):
    text, html = parts(compose(app, name, language, form))

    assert not re.search(r"\n\n\n|%\(|\{\{|\bNone\b|  +\S.*\S  +", text)
    assert not re.search(r"%\(|\{\{|\bNone\b", html)


@EVERY_MAIL
def test_nothing_is_loaded_from_anywhere(app, name, language, form):
    _, html = parts(compose(app, name, language, form))
    links = Links(html)

    assert links.loaded == []
    assert "url(" not in html
    assert set(links.followed) == {
        LINK,
        f"https://feedback.northwind.example/promise?lang={language}",
        "mailto:mentoring@northwind.example",
    }


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_mail_about_a_sheet_opens_no_form(app, language):
    message = compose(app, "sheet", language)
    _, html = parts(message)

    assert CODE not in message.as_string()
    assert f"https://feedback.northwind.example/promise?lang={language}" in Links(html).followed
    assert "/a#" not in "".join(parts(message))
    for part in parts(message):
        assert not re.search(r"%\(|\{\{|\bNone\b", part)
    assert ("folded sheet" if language == "en" else "gefaltetes Blatt") in html


def test_the_promise_stands_in_both_parts_in_the_words_of_the_form(app):
    text, html = parts(compose(app, "invitation", "en"))
    text = " ".join(text.split())

    for part in (text, re.sub(r"<[^>]+>", "", html)):
        assert "Your answers are sealed when you send them and opened together" in part
        assert "on 27 November, in random order. Nothing then says who wrote what." in part
        assert "Numbers are shown only for five or more people," in part
        assert "They promise not to." in part


def test_the_german_mail_is_german_and_says_sie(app):
    message = compose(app, "reminder", "de")
    text = " ".join(parts(message)[0].split())

    assert message["Subject"] == "Bis 27. November: Wie läuft es?"
    assert "an alle Eingeladenen, 11 Mentorinnen und Mentoren und 11 Führungskräfte, zur selben Zeit" in text
    assert "am 27. November zusammen mit allen anderen in zufälliger Reihenfolge geöffnet." in text
    assert "Your answers" not in text


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("invitation", "How is it going? Reverse mentoring pilot, open until 27 November"),
        ("reminder", "Until 27 November: How is it going?"),
        ("renewal", "Your fresh link: How is it going?"),
    ],
)
def test_each_mail_has_its_own_subject(app, name, subject):
    assert compose(app, name, "en")["Subject"] == subject


def test_a_reminder_has_the_same_words_for_everybody_and_the_sentence_of_hr(app):
    text, html = parts(compose(app, "reminder", "en", note="The rota notice <is> coming."))

    assert "If you have answered, there is nothing to do." in " ".join(text.split())
    assert "The rota notice <is> coming." in text
    assert "The rota notice &lt;is&gt; coming." in html
