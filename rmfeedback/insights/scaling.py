"""The same model over Dask: read in parts what one process would read alone, and give the same labels.

A first pass draws the comments that themes are sought in; as a lot falls by the comment alone, the parts
draw what the whole would. A second pass places every comment. At most a few parts are on their way.
"""

import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TextIO

import numpy as np

from .corpus import Corpus
from .grouping import NO_THEME
from .kinds import Teachers, teachers
from .measures import draw
from .placing import Grouper, digest
from .reading import read
from .tables import Comment
from .taxonomy import OTHER
from .telling import FOREIGN, Context, Theme, Told, foreign_theme, tell, theme_as_json
from .themes import ThemeModel, settings_as_json
from .vectors import Floats

Blocks = Callable[[], Iterable[list[Comment]]]
_ON_THEIR_WAY = 2  # parts for each worker
_FOREIGN = -2


@dataclass(frozen=True, order=True)
class Drawn:
    """A comment that was drawn, and how often it was given; ordered as one process orders copies."""

    text: str
    language: str
    question: str
    place: tuple[int, int]
    id: str = field(compare=False)
    count: int = field(compare=False)


@dataclass
class Tally:
    """What is counted of all comments, by the number of their group."""

    n: int = 0
    substantive: int = 0
    sizes: Counter[int] = field(default_factory=Counter)
    roles: Counter[tuple[int, str]] = field(default_factory=Counter)
    kinds: dict[int, Floats] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        self.n += other.n
        self.substantive += other.substantive
        self.sizes += other.sizes
        self.roles += other.roles
        for group, chances in other.kinds.items():
            self.kinds[group] = self.kinds.get(group, 0.0) + chances

    def by_role(self, group: int) -> dict[str, int]:
        """How many of a group have each role; nothing where no roles were told."""
        roles = {role for _, role in self.roles}
        if roles == {"unknown"}:
            return {}
        return {role: self.roles[group, role] for role in sorted(roles) if self.roles[group, role]}


Labelled = list[tuple[str, int, str, float]]  # id, group, kind, confidence


@dataclass(frozen=True)
class Placer:
    """What a worker needs to label comments; the comments drawn keep the group they were found in."""

    teachers: Teachers
    grouper: Grouper
    drawn: dict[bytes, int]
    seed: int | None

    def label(self, block: list[Comment]) -> tuple[Labelled, Tally]:
        """Label one part."""
        corpus = _corpus(block)
        _, guide, kinds = self.teachers
        reading = read(corpus, guide, kinds)
        groups, sure = self.grouper.place(corpus, reading)
        for place, (text, _) in enumerate(corpus.texts):
            groups[place] = self.drawn.get(digest(text, self.seed), groups[place])
        told = kinds.classes_[reading.kinds.argmax(axis=1)].astype(object)
        by_row = corpus.spread(groups, NO_THEME)
        by_row[list(corpus.foreign)] = _FOREIGN
        rows = zip(
            block, by_row.tolist(), corpus.spread(told, OTHER), corpus.spread(sure, 0.0).tolist(), strict=True
        )
        labelled = [
            (comment.id, group, str(kind), round(sureness, 3)) for comment, group, kind, sureness in rows
        ]
        return labelled, self._tally(block, corpus, by_row.tolist(), groups, reading.kinds)

    def _tally(
        self, block: list[Comment], corpus: Corpus, by_row: list[int], groups: Any, chances: Floats
    ) -> Tally:
        tally = Tally(len(block), int(corpus.counts.sum()) + len(corpus.foreign), Counter(by_row))
        tally.roles.update(
            (group, comment.role or "unknown") for group, comment in zip(by_row, block, strict=True)
        )
        for group in np.unique(groups):
            tally.kinds[int(group)] = chances[groups == group].sum(axis=0)
        return tally


@dataclass(frozen=True)
class ToldOfAll(Told):
    """What themes are told from where the corpus holds only the comments drawn, and all are counted."""

    tally: Tally = field(default_factory=Tally)

    def order(self) -> list[int]:
        sizes = {group: count for group, count in self.tally.sizes.items() if group >= 0}
        return sorted(sizes, key=lambda group: (-sizes[group], group))

    def kind_of(self, group: int) -> str:
        order = np.argsort(-self.tally.kinds[group], kind="stable")
        return next((str(self.kinds[k]) for k in order if self.kinds[k] != OTHER), OTHER)


def find_themes(blocks: Blocks, model: ThemeModel, client: Any, out: TextIO) -> None:
    """Find the themes of comments that come in blocks, twice, and write the JSON of the command.

    `client` is a distributed.Client; nothing else of Dask is used.
    """
    drawn = _draw(blocks, model, client)
    sample = Corpus(
        sum(one.count for one in drawn),
        tuple((one.text, one.language) for one in drawn),
        tuple(one.question or None for one in drawn),
        _places(drawn),
    )
    path = str(model.taxonomy) if model.taxonomy else None
    taught = teachers(path, "static", model.examples, in_bulk=True)
    grouper = model.grouper(taught[1], in_bulk=True).fit(sample, read(sample, taught[1], taught[2]))
    groups = {
        digest(one.text, model.random_state): int(group)
        for one, group in zip(drawn, grouper.groups_, strict=True)
    }
    placer = client.scatter(Placer(taught, grouper, groups, model.random_state), broadcast=True)
    out.write('{"assignments": [')
    tally = Tally()
    for labelled, part in _in_order(
        client, blocks(), lambda block: client.submit(Placer.label, placer, block)
    ):
        out.writelines(_assignments(labelled, grouper, is_first=not tally.n))
        tally.add(part)
    themes = _themes(sample, grouper, taught, tally, model)
    out.write(f"],\n{_ending(themes, drawn, tally, model)}\n")


def _draw(blocks: Blocks, model: ThemeModel, client: Any) -> list[Drawn]:
    """The comments whose digests are smallest, each with the number of its copies among all."""
    kept: dict[bytes, Drawn] = {}
    numbered = enumerate(blocks())
    sketches = _in_order(
        client,
        numbered,
        lambda part: client.submit(_sketch, part[0], part[1], model.sample_size, model.random_state),
    )
    for sketch in sketches:
        for key, one in sketch.items():
            other = kept.get(key, one)
            count = one.count + (other.count if key in kept else 0)
            kept[key] = replace(min(one, other), count=count)
        kept = dict(sorted(kept.items())[: model.sample_size])
    return sorted(kept.values())


def _sketch(number: int, block: list[Comment], size: int, seed: int | None) -> dict[bytes, Drawn]:
    corpus = _corpus(block)
    keyed = sorted((digest(text, seed), place) for place, (text, _) in enumerate(corpus.texts))[:size]
    return {
        key: Drawn(
            *corpus.texts[place],
            corpus.questions[place] or "",
            (number, corpus.copies[place][0]),
            block[corpus.copies[place][0]].id,
            len(corpus.copies[place]),
        )
        for key, place in keyed
    }


def _corpus(block: list[Comment]) -> Corpus:
    return Corpus.read(
        [comment.text for comment in block],
        [comment.question for comment in block],
        [comment.language for comment in block],
        near=False,
    )


def _places(drawn: list[Drawn]) -> tuple[tuple[int, ...], ...]:
    ends = np.cumsum([one.count for one in drawn]).tolist()
    return tuple(tuple(range(end - one.count, end)) for end, one in zip(ends, drawn, strict=True))


def _in_order(client: Any, parts: Iterable[Any], submit: Callable[[Any], Any]) -> Iterator[Any]:
    """The results of parts in their order, while only a few parts are on their way."""
    most = _ON_THEIR_WAY * max(1, len(client.scheduler_info()["workers"]))
    waiting: deque[Any] = deque()
    for part in parts:
        waiting.append(submit(part))
        if len(waiting) > most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _themes(
    sample: Corpus, grouper: Grouper, taught: Teachers, tally: Tally, model: ThemeModel
) -> list[Theme]:
    """The themes of the comments drawn, with the counts of all."""
    taxonomy, _, kinds = taught
    drawn = draw(len(grouper.seen_), grouper.regroup)
    empty = np.empty((0, len(kinds.classes_)))
    told = ToldOfAll(sample, grouper, empty, kinds.classes_.tolist(), taxonomy, tally)
    themes = tell(told, drawn, model.smallest_term_group, model.language, Context())
    groups = told.order()
    if tally.sizes[_FOREIGN] >= model.smallest_theme:
        themes.append(foreign_theme(replace(sample, foreign=(0,)), model.language, Context()))
        groups.append(_FOREIGN)
    return [
        replace(
            theme,
            size=tally.sizes[group],
            share=tally.sizes[group] / tally.substantive,
            members=(),
            by_role=tally.by_role(group),
        )
        for theme, group in zip(themes, groups, strict=True)
    ]


def _assignments(labelled: Labelled, grouper: Grouper, is_first: bool) -> Iterator[str]:
    keys = {group: grouper.key_of(group) for group in grouper.centres_} | {_FOREIGN: FOREIGN}
    for place, (id_, group, kind, confidence) in enumerate(labelled):
        row = {"id": id_, "theme": keys.get(group), "kind": kind, "confidence": confidence}
        yield ("\n" if is_first and not place else ",\n") + json.dumps(row, ensure_ascii=False)


def _ending(themes: list[Theme], drawn: list[Drawn], tally: Tally, model: ThemeModel) -> str:
    ids = [one.id for one in drawn for _ in range(one.count)]
    rest = {
        "comments": tally.n,
        "substantive": tally.substantive,
        "themes": [theme_as_json(theme, ids) for theme in themes],
        "settings": settings_as_json(model),
    }
    return json.dumps(rest, ensure_ascii=False)[1:]
