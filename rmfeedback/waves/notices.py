"""Tell staff by mail what does not happen by itself, once per matter and not every minute."""

from datetime import date

from rmfeedback import config, jobs, mail
from rmfeedback.db import writing
from rmfeedback.errors import NotFound
from rmfeedback.jobs import Task
from rmfeedback.programmes import schedules
from rmfeedback.staff import accounts
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave

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
        for account in accounts.everybody():
            if account.is_active and account.role in roles:
                jobs.enqueue("notice", f"{account.id}:{topic}", wave.key)
    return True


def send(task: Task) -> None:
    """Send one notice, in the words that were kept for the page."""
    number, _, topic = task.argument.partition(":")
    schedule, settings = schedules.of(task.about), config.current()
    if schedule is None or topic not in schedule.told:
        return
    try:
        account, wave = accounts.get(int(number)), results.wave(task.about)
    except NotFound:
        return
    page = "trustee" if account.role == "trustee" else "waves"
    message = mail.compose(
        "notice",
        account.email,
        "en",
        base_url=config.need(settings, "BASE_URL").rstrip("/"),
        heading=HEADINGS[topic],
        cohort=wave.choices["cohort"],
        programme=wave.choices["programme"],
        deed=_DEEDS[topic],
        kind=wave.kind,
        day=_day(wave, topic),
        sentence=schedule.told[topic] if account.role == "hr" else "",
        page=f"{page}/{wave.key}",
    )
    mail.send(message, message_id=task.key, about=wave.key, settings=settings)
    if results.wave(wave.key).state == "done":  # Closed meanwhile: its mails are cleared up.
        mail.clear(settings, wave.key)


def _day(wave: Wave, topic: str) -> date:
    return wave.opens_on if topic == "launch" else wave.box_opens_on
