"""The same theme over the waves of a cohort: which one it continues, and what became of it.

Which theme continues which is told by the comments, when they are read or their themes change. What became of
it follows from both releases. Only waves with the same open questions are compared.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from rmfeedback.db import db, writing
from rmfeedback.reports import chance, over_waves
from rmfeedback.reports.disclosure import TOO_FEW
from rmfeedback.reports.models import Release, Theme, ThemeComment
from rmfeedback.surveys import asking, results
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import Role

Row = dict[str, Any]


@dataclass(frozen=True)
class Earlier:
    """A released wave of the cohort, and what its release tells of themes."""

    wave: Wave
    asks_alike: bool
    may_compare: bool
    rows: Mapping[str, Row]
    written: int | str


def renew(wave_key: str) -> None:
    """Find anew which theme of the wave before each theme continues: after reading, merging or splitting.

    Raises: NotFound.
    """
    since = _since(earlier(results.wave(wave_key)))
    themes = _themes(wave_key)
    continued = _continued(since, themes) if since and themes else {}
    found = {key: f"{since.wave.key}/{continued.get(key, '')}" for key in themes} if since else {}
    with writing():
        for key, theme in _themes(wave_key).items():
            theme.follows = found.get(key)


def refresh(wave_key: str) -> None:
    """Do so where another wave was released since, or a theme has not been looked at."""
    since = _since(earlier(results.wave(wave_key)))
    if since and not all(_is_followed(theme, since) for theme in _themes(wave_key).values()):
        renew(wave_key)


def keep(wave_key: str, told: Sequence[Row]) -> None:
    """Note with each theme of a wave the trend that is released, in the running transaction."""
    trends = {row["key"]: row["trend"] for row in told}
    for key, theme in _themes(wave_key).items():
        theme.trend = trends.get(key)


def earlier(wave: Wave) -> list[Earlier]:
    """Return the released waves of the cohort that opened before this one."""
    asked, comparable = _open_questions(wave), wave.choices.get("comparable_with") or []
    found = []
    for each in over_waves.earlier(wave):
        told = json.loads(db.session.get_one(Release, each.key).findings)
        its = {row["key"]: row for row in told["themes"]}
        alike = _open_questions(each) == asked
        found.append(Earlier(each, alike, each.key in comparable, its, told["comments"]["written"]))
    return found


def rows(wave: Wave, themes: Sequence[Theme], told: Sequence[Row], written: int | str) -> Row:
    """Return the rows of themes with their trend and their shares over waves, what they are compared with,
    and which themes are no longer told.

    A trend is "too few" where few people joined or left in between, or where a hidden count could turn it.
    """
    waves = earlier(wave)
    since = _since(waves)
    follows = {theme.key: _key_in(since, theme) for theme in themes}
    compared = [row | {"follows": follows[row["key"]]} for row in told]
    if since is None:
        # Nothing came before a cohort's first wave.
        is_first = not results.waves("done", cohort_key=wave.cohort_key)[0].opens_on < wave.opens_on
        compared = [row | {"trend": chance.NEW if is_first else None} for row in compared]
    elif all(_is_followed(theme, since) for theme in themes):
        compared = [row | {"trend": _trend(row, written, follows, since)} for row in compared]
    else:  # Read before the other wave was released; the release looks again.
        compared = [row | {"trend": None} for row in compared]
    gone = _gone(since, follows) if themes else []
    return {
        "themes": [row | {"over_waves": _over_waves(wave, row, waves, since)} for row in compared],
        "themes_since": _named(since.wave) | {"may_compare": since.may_compare} if since else None,
        "themes_gone": gone,
    }


def _since(waves: Sequence[Earlier]) -> Earlier | None:
    return next((each for each in reversed(waves) if each.asks_alike and each.rows), None)


def _key_in(since: Earlier | None, theme: Theme) -> str | None:
    """Return the key of the theme that this one continues, where it may be told."""
    wave_key, _, key = (theme.follows or "").partition("/")
    is_told = since is not None and since.may_compare and wave_key == since.wave.key and key in since.rows
    return key if is_told else None


def _is_followed(theme: Theme, since: Earlier) -> bool:
    return (theme.follows or "").startswith(f"{since.wave.key}/")


def _trend(row: Row, written: int | str, follows: Mapping[str, str | None], since: Earlier) -> str:
    if not since.may_compare:
        return TOO_FEW
    followed = follows[row["key"]]
    if followed is None:
        return chance.NEW
    before = since.rows[followed]
    return chance.trend(
        chance.Told(before["comments"], before["share"], since.written),
        chance.Told(row["comments"], row["share"], written),
        among=sum(key is not None for key in follows.values()),
    )


def _gone(since: Earlier | None, follows: Mapping[str, str | None]) -> list[Row]:
    """Return the themes that none continues; how few comments may still say so is not told."""
    if since is None or not since.may_compare:
        return []
    lost = set(since.rows) - set(follows.values())
    return [{"key": key, "name": row["name"]} for key, row in since.rows.items() if key in lost]


def _over_waves(wave: Wave, row: Row, waves: Sequence[Earlier], since: Earlier | None) -> list[Row]:
    """Return a theme's comments and share in each wave: None where other questions were asked."""
    told = [_named(wave) | {"comments": row["comments"], "share": row["share"]}]
    follows, at = row["follows"], since
    for each in reversed(waves):
        shown: Row = {"comments": None, "share": None}
        if each.asks_alike:
            before = each.rows.get(follows) if at is each and follows else None
            may_tell = before is not None and each.may_compare
            shown = {name: before[name] if before and may_tell else TOO_FEW for name in shown}
            if at is each and before:
                # A chain of releases: each says which theme of the one before its theme continues.
                follows, at = before.get("follows"), _since(waves[: waves.index(each)])
        told.append(_named(each.wave) | shown)
    return told[::-1]


def _named(wave: Wave) -> Row:
    return {"wave": wave.key, "kind": wave.kind, "closed_on": wave.box_opens_on.isoformat()}


def _open_questions(wave: Wave) -> frozenset[str]:
    asked = [asking.asked(wave, Role(role)) for role in wave.questionnaires]
    return frozenset(item.key for each in asked for item in each.items if item.kind == "comment")


def _themes(wave_key: str) -> dict[str, Theme]:
    return {theme.key: theme for theme in db.session.scalars(select(Theme).where(Theme.wave_key == wave_key))}


def _continued(since: Earlier, themes: Mapping[str, Theme]) -> dict[str, str]:
    # Loads NumPy and the word table, which only this needs of all that the web process does.
    from rmfeedback.insights.following import Kept, continued

    before, now = _words_of(since.wave.key), _words_of(next(iter(themes.values())).wave_key)
    return continued(
        [Kept(key, before.get(key, [])) for key in sorted(since.rows)],
        [Kept(key, now.get(key, [])) for key in sorted(themes)],
    )


def _words_of(wave_key: str) -> dict[str, list[str]]:
    """Return the comments that stand in each theme of a wave."""
    places = select(Theme.key, ThemeComment.comment_id).join(ThemeComment, ThemeComment.theme_id == Theme.id)
    texts = results.texts(wave_key)
    found: dict[str, list[str]] = defaultdict(list)
    for key, comment_id in db.session.execute(places.where(Theme.wave_key == wave_key)):
        found[key].append(texts[comment_id])
    return found
