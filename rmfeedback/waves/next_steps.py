"""What is to be done next in a cohort: one step now, then what follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rmfeedback.waves.overview import CohortShown, WaveShown

# What stands in the way of a launch is told so long before its day.
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Step:
    """One thing to do, or to wait for; `name` is what templates and commands know it by.

    `is_by_itself`: nobody needs to do anything. `sentence`: the reason, where something stands in the way; of
    a release, who asks for it.
    """

    name: str
    wave: WaveShown | None = None
    day: date | None = None
    is_by_itself: bool = False
    sentence: str = ""


def of_cohort(shown: CohortShown) -> list[Step]:
    """Return the steps in the order of their urgency; the first is what to do now.

    One that somebody has to do goes before one that happens by itself.
    """
    found = [*_before(shown), *(step for wave in shown.waves for step in _of_wave(wave))]
    order = ("close", "words", "mend", "people", "pairs", "plan", "launch", "release", "report", "remind")
    return sorted(
        found, key=lambda step: (step.is_by_itself, step.day or shown.today, order.index(step.name))
    )


def in_words(step: Step) -> str:
    """Return a step as a sentence, for the command line."""
    name = step.wave.name.lower() if step.wave else ""
    on = f"on {step.day.day} {step.day:%B}" if step.day else ""
    by_itself = f"The {name} is {{}} by itself {on}."
    return {
        "people": "Load people: a wave needs five in each role.",
        "pairs": "Propose pairs.",
        "plan": "Plan the waves.",
        "mend": f"The {name} cannot be launched {on}: {step.sentence}",
        "launch": by_itself.format("launched") if step.is_by_itself else f"Launch the {name} {on}.",
        "remind": f"Everybody is reminded of the {name} by itself {on}."
        if step.is_by_itself
        else f"Remind everybody of the {name}.",
        "close": by_itself.format("closed") if step.is_by_itself else f"Close the {name} {on}.",
        "words": f"Close the {name} {on}: it needs the trustee's words.",
        "release": f"{step.sentence} asks to release the findings of the {name}: another of HR has to agree."
        if step.sentence
        else f"Review and release the findings of the {name}.",
        "report": f"Tell everybody what came of the {name}: it was promised {on.replace('on', 'by', 1)}.",
    }[step.name]


def _before(shown: CohortShown) -> Iterator[Step]:
    if min(shown.invited.values()) < shown.fewest:
        yield Step("people")
    elif not shown.pairs and not any(wave.wave.state != "planned" for wave in shown.waves):
        yield Step("pairs")
    if not shown.waves and not shown.is_deleted:
        yield Step("plan")


def _of_wave(shown: WaveShown) -> Iterator[Step]:
    wave, schedule = shown.wave, shown.schedule
    if wave.state == "planned":
        is_by_itself = bool(schedule and schedule.launches_itself)
        near = wave.opens_on <= shown.today + AHEAD
        if near and shown.obstacle:
            yield Step("mend", shown, wave.opens_on, sentence=str(shown.obstacle))
        else:
            yield Step("launch", shown, wave.opens_on, is_by_itself)
    elif wave.state == "open" or shown.is_interrupted:
        if not shown.may_close and not shown.is_interrupted:
            yield from _reminding(shown)
        yield _closing(shown)
    elif wave.state == "done" and not shown.is_released:
        yield Step("release", shown, sentence=shown.release_asked_by)
    elif wave.state == "done" and shown.report.is_due:
        yield Step("report", shown, shown.report.by)


def _reminding(shown: WaveShown) -> Iterator[Step]:
    if shown.reminders_to_come:
        yield Step("remind", shown, shown.reminders_to_come[0], is_by_itself=True)
    elif shown.schedule is None and not any(mailing.kind == "remind" for mailing in shown.mailings):
        yield Step("remind", shown)


def _closing(shown: WaveShown) -> Step:
    if shown.waits_for_words:
        return Step("words", shown, shown.wave.box_opens_on)
    is_by_itself = bool(shown.schedule and shown.schedule.closes_itself) and not shown.is_overdue
    return Step("close", shown, shown.wave.box_opens_on, is_by_itself)
