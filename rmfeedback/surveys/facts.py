"""What is kept, who reads it, what remains: one source for the page /promise and the works council's annex.

Everything here is made from the running settings, the engines in use and the frozen values of the waves, in
the language of the page or paper that asks. Beside it: `showing` (from how many, who reads) and `tables`.
"""

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _

from rmfeedback import config
from rmfeedback.db import is_postgresql
from rmfeedback.errors import N_
from rmfeedback.surveys import results, sealing
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.wording import number_word

SUITES = {sealing.X25519: "X25519", sealing.MLKEM768_X25519: "ML-KEM-768 + X25519"}

FLOW = (
    (
        N_("Launch"),
        N_(
            "Who is invited is frozen. For each person there is one blank sealed envelope; nothing in it "
            "tells whether it was used. What was chosen for the wave cannot be changed any more."
        ),
    ),
    (
        N_("Mail"),
        N_(
            "Everybody gets a personal link. The code in it exists in the mail and in the memory of the "
            "program while it sends; the server keeps a digest that does not give the code away."
        ),
    ),
    (
        N_("Answering"),
        N_(
            "The answers are sealed at once and put into the envelope, in the place of what was there. "
            "Nothing says that or when it was used. No cookie, no session, no address is kept."
        ),
    ),
    (
        N_("Closing"),
        N_(
            "Once, on the day that was told, all envelopes are opened together in memory. Names and "
            "numbers are taken out of the comments. Then each answer is stored by itself, in random "
            "order: nothing joins two answers of one person."
        ),
    ),
    (
        N_("Destroying"),
        N_(
            "Envelopes, links, digests and keys are deleted, and the files are rewritten so that nothing "
            "deleted is left in them."
        ),
    ),
    (
        N_("Reading"),
        N_("HR reviews and releases. Leadership reads only what HR has released, never a single form."),
    ),
)


@dataclass(frozen=True)
class Kept:
    """A kind of data, who can read it, and how long it is kept."""

    what: str
    who: str
    how_long: str


@dataclass(frozen=True)
class Remainder:
    """What somebody could do all the same."""

    who: str
    what: str


def kept() -> list[Kept]:
    """Return what is kept, from a person's name to what is not kept at all."""
    people = number_word(config.current()["SMALLEST_GROUP"])
    with_findings, closing = _("As long as the findings"), _("Deleted when the wave closes")
    return [
        Kept(
            _("Your name and address"),
            _("The programme team, to invite you"),
            _("Until the programme team deletes it; in a database of its own"),
        ),
        Kept(_("Your link"), _("You. The mail carries it, the server keeps a digest"), closing),
        Kept(
            _("Your sealed answers"),
            _("Meant for nobody. The program opens the box once, on the closing day"),
            closing,
        ),
        Kept(
            _("Answers to ticked questions"),
            _("The program alone. People read totals of %(people)s or more", people=people),
            with_findings,
        ),
        Kept(_("Comments, names and numbers taken out"), _("HR"), with_findings),
        Kept(_("Quotes that HR has released"), _("Leadership"), with_findings),
        Kept(_("When you answered, from where, with what"), _("Nobody"), _("Not kept")),
    ]


def flow() -> list[tuple[str, str]]:
    """Return what happens to an answer, step by step."""
    return [(_(step), _(words)) for step, words in FLOW]


def remainders() -> list[Remainder]:
    """Return what the operator, or somebody else, could do all the same."""
    found = [
        (N_("With the server key,"), N_("copy the whole machine while the wave is open and read the box.")),
        (
            N_("With either key,"),
            N_("change the program and watch new answers arrive. Past waves stay closed."),
        ),
        (
            N_("With write access to the database,"),
            N_("delete sealed answers or bring back an earlier version; not read, add, copy or forge one."),
        ),
        (
            N_("See in the network"),
            N_(
                "that your device visited this address. The program writes no address down. With scripts, "
                "every form sent has one length; without, its length shows how much you wrote."
            ),
        ),
        (
            N_("Whoever runs the mail"),
            N_("could send answers in your place before closing, but cannot read yours."),
        ),
        (
            N_("Whoever prints paper sheets"),
            N_("with links for people without mail could do the same. Open the fold yourself."),
        ),
        (
            N_("In a small group,"),
            N_("colleagues who join their answers know what the others said together, never who said it."),
        ),
        (
            N_("Guess from style."),
            N_("How you write cannot be hidden. If only you could have said it, someone may guess."),
        ),
    ]
    if is_postgresql("responses"):
        files = N_("see that, and in which order, forms were sent; never what they say.")
        found.insert(3, (N_("With the database’s own files,"), files))
    return [Remainder(_(who), _(what)) for who, what in found]


def waves() -> list[Wave]:
    """Return the waves whose frozen values are told: those that are open."""
    return results.waves("open")


def planned() -> list[Wave]:
    """Return the waves that are still to be launched; until then all of it may change."""
    return results.waves("planned")


def suite(public_key: bytes | None) -> str:
    """Return the name of the suite that a key seals with; of the newest, where there is no key yet."""
    return SUITES[public_key[0] if public_key else sealing.NEWEST]


def engine(room: str) -> str:
    """Return the name of the database that a room really lies in."""
    return "PostgreSQL" if is_postgresql(room) else "SQLite"


def own_checks() -> tuple[int, int] | None:
    """Return how many of its promises the server found kept when it started, and of how many."""
    found: tuple[int, int] | None = current_app.extensions.get("own_checks")
    return found
