"""From how many people something is shown, by which rules, and to whom: for the page and the paper.

The rules themselves are in the reading room, which lies above; a test compares their numbers with these.
"""

from dataclasses import dataclass

from flask_babel import gettext as _

from rmfeedback import config
from rmfeedback.surveys.wording import FEWEST_COUNTED, number_word

FEWEST_FOR_A_SPREAD = 20
FEWEST_COMMENTS = 3
MOST_WORDS_OF_A_QUOTE = 25


@dataclass(frozen=True)
class Threshold:
    """From how many something is shown, and of what they are counted."""

    what: str
    number: int
    base: str


@dataclass(frozen=True)
class Rule:
    """What is shown, and what has to hold for it; or who reads, and what."""

    what: str
    words: str


def thresholds() -> list[Threshold]:
    """Return the four numbers that matter most."""
    settings = config.current()
    answers = _("answers to that question, or more")
    return [
        Threshold(_("A number"), settings["SMALLEST_GROUP"], answers),
        Threshold(_("The spread of answers"), FEWEST_FOR_A_SPREAD, answers),
        Threshold(_("Any theme or quote"), settings["SMALLEST_TEXT_GROUP"], _("responses in the wave")),
        Threshold(_("A theme"), FEWEST_COMMENTS, _("comments on one question")),
    ]


def rules() -> list[Rule]:
    """Return every rule by which something is shown or held back."""
    return [*_rules_of_waves(), *_rules_of_numbers(), *_rules_of_words()]


def _rules_of_waves() -> list[Rule]:
    return [
        Rule(
            _("A wave is launched"),
            _("with five or more people invited in each role, one address each. Who they are is frozen."),
        ),
        Rule(
            _("Before it closes"),
            _(
                "nothing is shown. In waves with the server key and %(many)d or more people invited, if it "
                "was planned so: once a day roughly how many have answered.",
                many=FEWEST_COUNTED,
            ),
        ),
        Rule(
            _("Under five answers"),
            _(
                "nothing is opened. With the server key the wave goes on once, for seven days. After that, "
                "and with a trustee’s key at once, box and key are destroyed unread."
            ),
        ),
        Rule(
            _("A breakdown"),
            _(
                "beside the roles: at most one, chosen before launch and named on the form. Groups under "
                "%(people)s are merged before anybody answers.",
                people=_people(),
            ),
        ),
        Rule(
            _("A wave is closed early"),
            _("only if two people of the staff agree; everybody is told three days ahead."),
        ),
        Rule(_("Never"), _("a single form, a pair, who has answered, when, or in which order.")),
    ]


def _rules_of_numbers() -> list[Rule]:
    people = _people()
    return [
        Rule(
            _("A number"),
            _(
                "from %(people)s answers to that question. If fewer than %(people)s of one role have "
                "answered, no number of either role is shown.",
                people=people,
            ),
        ),
        Rule(
            _("A mean near the end of its scale"),
            _("only as “1.5 or less” or “4.5 or more”; nothing else is computed from it."),
        ),
        Rule(
            _("The spread of answers"),
            _(
                "from %(many)d answers; neighbouring answers are merged until each bar holds %(people)s.",
                many=FEWEST_FOR_A_SPREAD,
                people=people,
            ),
        ),
        Rule(
            _("The share who agree"),
            _(
                "from %(many)d answers to the nearest 10 %%; before that in a word: few, about half, most.",
                many=FEWEST_FOR_A_SPREAD,
            ),
        ),
    ]


def _rules_of_words() -> list[Rule]:
    people = _people()
    return [
        Rule(
            _("A comment"),
            _(
                "only to HR, without what points to a person. In waves with fewer than %(many)d responses "
                "none is stored. Where fewer than %(people)s of a role wrote in one language, the comments "
                "of both roles are put together.",
                many=config.current()["SMALLEST_TEXT_GROUP"],
                people=people,
            ),
        ),
        Rule(
            _("A theme"),
            _(
                "in waves with %(many)d or more responses, from %(few)d comments on one question. How many "
                "comments it has is told from %(people)s, by role only where %(people)s of each role wrote.",
                many=config.current()["SMALLEST_TEXT_GROUP"],
                few=FEWEST_COMMENTS,
                people=people,
            ),
        ),
        Rule(
            _("A quote"),
            _(
                "only if HR releases it by hand, shortened or reworded: one for each theme, %(most)d words "
                "at most, never from a comment that makes up more than half of its theme.",
                most=MOST_WORDS_OF_A_QUOTE,
            ),
        ),
    ]


def readers() -> list[Rule]:
    """Return who takes part in any way, and what they read."""
    return [
        Rule(
            _("Mentors and leaders"),
            _("answer. Each sees an empty form, and before sending which words will be hidden."),
        ),
        Rule(
            _("Programme team (HR)"),
            _(
                "sees who is invited and that mails went out; after closing comments without names, and the "
                "findings, which it releases. Never who has answered, nor a single form."
            ),
        ),
        Rule(_("Leadership"), _("reads the findings that HR has released, and nothing else.")),
        Rule(
            _("Trustee"),
            _(
                "where a wave has one: confirms the list of those invited, and holds the words that open "
                "the box. Reads no answer and no finding."
            ),
        ),
        Rule(
            _("Administrators"),
            _("manage the accounts of staff, and may agree to an early closing. They read no finding."),
        ),
        Rule(
            _("Whoever runs the server"),
            _("is not meant to read any answer; what could be done all the same is told below."),
        ),
        Rule(
            _("Works council"),
            _("reads this paper and the page /promise, and may have the attacks on the program repeated."),
        ),
    ]


def _people() -> str:
    return number_word(config.current()["SMALLEST_GROUP"])
