"""Tell staff by mail what does not happen by itself, once per matter and not every minute."""

from collections.abc import Collection, Sequence
from datetime import date

from rmfeedback import config, jobs, mail
from rmfeedback.db import writing
from rmfeedback.errors import NotFound
from rmfeedback.jobs import Task
from rmfeedback.programmes import cohorts, schedules
from rmfeedback.staff import accounts, audit
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave

# The name that mails about the review of findings lie under: closing a wave clears others up.
REVIEWS = "reviews"
# What a notice is about, and its heading.
HEADINGS = {
    "launch": "A wave was not launched by itself",
    "remind": "A reminder did not go out by itself",
    "close": "A wave was not closed by itself",
    "words": "A box waits for the trustee’s words",
}
_DEEDS = {"launch": "launched", "remind": "reminded of", "close": "closed", "words": "opened"}


def tell(wave: Wave, topic: str, sentence: str) -> bool:
    """Queue a mail to those who can do something, unless it said the same before; tell whether it did not.

    HR can always; a trustee is told of what only a trustee can do. The jobs hold numbers of accounts alone.
    """
    roles = {"hr", "trustee"} if wave.keyholder == "trustee" else {"hr"}
    with writing():
        if schedules.is_told(wave.key, topic, sentence):
            return False
        _queue("notice", roles, topic, wave.key)
    return True


def send(task: Task) -> None:
    """Send one notice, in the words that were kept for the page."""
    number, _, topic = task.argument.partition(":")
    schedule = schedules.of(task.about)
    if schedule is None or topic not in schedule.told:
        return
    try:
        account, wave = accounts.get(int(number)), results.wave(task.about)
    except NotFound:
        return
    facts = {
        "heading": f"{HEADINGS[topic]}: {wave.choices['cohort']}, {wave.kind}",
        "said": (
            f"The {wave.kind} wave of “{wave.choices['cohort']}” ({wave.choices['programme']}) was to be "
            f"{_DEEDS[topic]} by itself on {_day(wave, topic):%d %B %Y}. It needs you."
        ),
        # It may name people of the roster, whom a trustee need not know of.
        "sentence": schedule.told[topic] if account.role == "hr" else "",
        "page": f"{'trustee' if account.role == 'trustee' else 'waves'}/{wave.key}",
    }
    _send(task, account.email, wave.key, facts)
    if results.wave(wave.key).state in ("done", "void"):  # Closed meanwhile: its mails are cleared up.
        mail.clear(config.current(), wave.key)


def queue_deletion(programme_key: str, day: date) -> None:
    """Queue a mail to HR that people will be deleted on a day, in the running transaction."""
    _queue("deletion_notice", {"hr"}, day.isoformat(), programme_key)


def send_of_deletion(task: Task) -> None:
    """Tell somebody of HR that the people of a programme will be deleted."""
    number, _, day = task.argument.partition(":")
    try:
        account, programme = accounts.get(int(number)), cohorts.find_programme(task.about)
    except NotFound:
        return
    facts = {
        "heading": f"People of “{programme.name}” will be deleted",
        "said": (
            f"The people, pairs and invitations of “{programme.name}” will be deleted on "
            f"{date.fromisoformat(day):%d %B %Y}, as was decided when its end was set. Findings stay."
        ),
        "sentence": "Until then it can be put off on the programme's page. Nobody has to do anything else.",
        "page": f"programmes/{programme.key}",
    }
    _send(task, account.email, programme.key, facts)


def queue_head(wave: Wave) -> None:
    """Queue a mail to trustees with the head of the audit log, in the running transaction, of their waves.

    It bears the head of this moment. It lies under a name of its own, so that closing does not clear it up.
    """
    if wave.keyholder == "trustee":
        _queue("audit_head", {"trustee"}, f"{wave.key}:{audit.told(audit.head())}", "audit")


def send_of_head(task: Task) -> None:
    """Send a trustee the head of the audit log."""
    number, wave_key, head = task.argument.split(":")
    try:
        account, wave = accounts.get(int(number)), results.wave(wave_key)
    except NotFound:
        return
    facts = {
        "heading": f"Head of the audit log: {head}",
        "said": (
            f"This is the head of the audit log at the launch or the closing of the {wave.kind} wave of "
            f"“{wave.choices['cohort']}”: {head}"
        ),
        "sentence": (
            "Keep this mail. If an administrator compares this head with the log one day and does not "
            "find it there, entries were changed or taken out."
        ),
        "page": f"trustee/{wave.key}",
    }
    _send(task, account.email, "audit", facts)


def queue_ask(wave: Wave, account_ids: Sequence[int], asked_by: int) -> None:
    """Queue a mail to some accounts that somebody asks for a release, in the running transaction."""
    for account_id in account_ids:
        jobs.enqueue("release_asked", f"{account_id}:{wave.key}:{asked_by}", REVIEWS)


def send_of_ask(task: Task) -> None:
    """Ask somebody of HR to look at findings and to agree to their release."""
    number, wave_key, asked_by = task.argument.split(":")
    try:
        account, asker = accounts.get(int(number)), accounts.get(int(asked_by))
        wave = results.wave(wave_key)
    except NotFound:
        return
    facts = {
        "heading": f"A release waits for you: {wave.choices['cohort']}, {wave.kind}",
        "said": (
            f"{asker.email} asks to release the findings of the {wave.kind} wave of "
            f"“{wave.choices['cohort']}”."
        ),
        "sentence": (
            "It takes two people. Look through the themes and quotes, then agree or do not. Nothing is "
            "released until you do; if something is changed meanwhile, it has to be asked for again."
        ),
        "page": f"waves/{wave.key}/release",
    }
    _send(task, account.email, REVIEWS, facts)


def queue_harm(wave: Wave) -> None:
    """Queue a mail to whom the programme agreed on, in the running transaction, once per wave."""


def send_of_harm(task: Task) -> None:
    """Tell whom the programme agreed on that a comment may speak of harm."""


def _queue(kind: str, roles: Collection[str], topic: str, about: str) -> None:
    for account in accounts.everybody():
        if account.is_active and account.role in roles:
            jobs.enqueue(kind, f"{account.id}:{topic}", about)


def _send(task: Task, to: str, about: str, facts: dict[str, str]) -> None:
    settings = config.current()
    base_url = config.need(settings, "BASE_URL").rstrip("/")
    message = mail.compose("notice", to, "en", base_url=base_url, **facts)
    mail.send(message, message_id=task.key, about=about, settings=settings)


def _day(wave: Wave, topic: str) -> date:
    return wave.opens_on if topic == "launch" else wave.box_opens_on
