"""What lies where: the waves that can be read, and HR's desk for one of them."""

from dataclasses import dataclass

from rmfeedback.reports import disclosure, doubts, findings, reviewing, running, steps
from rmfeedback.reports.doubts import Doubt
from rmfeedback.reports.models import Quote, Run, Theme
from rmfeedback.reports.steps import Done
from rmfeedback.surveys import results
from rmfeedback.surveys.marking import MarkedText
from rmfeedback.surveys.models import Wave


@dataclass(frozen=True)
class Shelved:
    """A closed wave, and whether leadership can read it."""

    wave: Wave
    is_released: bool


@dataclass(frozen=True)
class Desk:
    """All that HR needs to review a wave; a wave that is not counted has only itself."""

    wave: Wave
    is_counted: bool
    run: Run | None
    themes: list[Theme]
    sizes: dict[str, int | str]
    is_waiting: bool
    has_text: bool
    is_released: bool
    is_changed: bool
    trail: list[Done]
    doubts: list[Doubt]
    marked: dict[str, MarkedText]

    @property
    def seen(self) -> int:
        """The last step: each form of the page carries it."""
        return self.trail[0].position if self.trail else 0

    @property
    def unnamed(self) -> list[Theme]:
        return [theme for theme in self.themes if not reviewing.is_named(theme)]

    @property
    def quotes(self) -> list[Quote]:
        """The candidates, theme by theme."""
        return [quote for theme in self.themes for quote in theme.quotes]

    @property
    def quote_keys(self) -> list[str]:
        return [quote.id.hex() for quote in self.quotes]

    @property
    def may_release(self) -> bool:
        return self.is_counted and (self.run is not None or not self.has_text)


def waves() -> list[Shelved]:
    """Return the closed waves, the latest first."""
    done = results.waves("done")
    return [Shelved(wave, findings.is_released(wave.key)) for wave in reversed(done)]


def sizes(wave_key: str) -> dict[str, int | str]:
    """Return how many comments each theme of a wave holds: HR sees the same holes as leadership."""
    groups = running.groups_of(results.wave(wave_key))
    return {t.key: disclosure.theme_count(t.counts, groups) for t in running.themes_of(wave_key)}


def desk(wave_key: str) -> Desk:
    """Return HR's desk for a wave.

    Raises: NotFound.
    """
    wave = results.wave(wave_key)
    is_counted = wave.state == "done"
    responses = sum(results.tally(wave_key).values())
    themes = running.themes_of(wave_key)
    return Desk(
        wave=wave,
        is_counted=is_counted,
        run=running.of(wave_key),
        themes=themes,
        sizes=sizes(wave_key),
        is_waiting=running.is_waiting(wave_key),
        has_text=disclosure.may_show_themes(responses, running.groups_of(wave)),
        is_released=findings.is_released(wave_key),
        is_changed=is_counted and findings.is_changed(wave_key),
        trail=steps.trail(wave_key),
        doubts=doubts.open_ones(wave_key),
        marked=doubts.readable(wave_key, [quote.text for theme in themes for quote in theme.quotes]),
    )
