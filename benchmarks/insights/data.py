"""Labelled comments to measure on, and the draws and folds they are measured in."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score
from sklearn.model_selection import StratifiedKFold

from rmfeedback.insights.corpus import Corpus
from rmfeedback.insights.taxonomy import Example, Taxonomy

Row = dict[str, str]
PUBLIC = ("public_nhs_en.csv", "public_stackoverflow_en.csv", "public_gnad_de.csv")


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def corpus_of(rows: Sequence[Row], *, asks: bool = True) -> Corpus:
    texts = [row.get("comment", row.get("text", "")) for row in rows]
    questions = [row.get("question") if asks else None for row in rows]
    return Corpus.read(texts, questions, [row["lang"] for row in rows])


def rand(true: Sequence[str], told: Sequence[object]) -> float:
    """Adjusted Rand index; comments without a theme count as one group, which costs."""
    return float(adjusted_rand_score(list(true), [str(label) for label in told]))


def draws(rows: list[Row], n: int, n_draws: int = 10) -> Iterator[list[Row]]:
    """Draws of about n rows from 6, 8 or 10 labels of uneven size."""
    by_label = defaultdict(list)
    for row in rows:
        by_label[row["label"]].append(row)
    for seed in range(n_draws):
        chance = np.random.default_rng(seed)
        labels = chance.permutation(sorted(by_label))[: (6, 8, 10)[seed % 3]]
        shares = chance.dirichlet(np.full(len(labels), 3.0))
        picked = []
        for label, share in zip(labels, shares, strict=True):
            order = chance.permutation(len(by_label[label]))[: max(3, round(share * n))]
            picked.extend(by_label[label][i] for i in order)
        yield picked


@dataclass(frozen=True)
class Own:
    """The project's own labelled comments, and what may be learned of each theme."""

    rows: list[Row]
    styles: list[str]
    phrases: list[Example]
    learned: dict[str, Example]

    @classmethod
    def read(cls, folder: Path) -> "Own":
        examples = Taxonomy.load().examples()
        return cls(
            read(folder / "comments_dev.csv"),
            [row["style"] for row in read(folder / "style_dev.csv")],
            [example for example in examples if example.question is None],
            {example.text: example for example in examples if example.question is not None},
        )

    def theme_of(self, row: Row) -> str:
        """The taxonomy's theme of a comment, or an empty text where it has none."""
        example = self.learned.get(row["comment"])
        return example.theme if example else ""

    def folds(self, n: int = 5, seed: int = 0) -> Iterator[tuple[list[int], list[Example]]]:
        """Each part of the rows, by number, beside the phrases and what may be learned from the others."""
        parts = StratifiedKFold(n, shuffle=True, random_state=seed)
        for kept, asked in parts.split(self.rows, [row["theme"] for row in self.rows]):
            texts = [self.rows[i]["comment"] for i in kept]
            yield asked.tolist(), self.phrases + [self.learned[t] for t in texts if t in self.learned]

    def kept_apart(self, n_sets: int, n_themes: int) -> Iterator[tuple[set[str], list[int], list[Example]]]:
        """Some themes that nothing is known of, their comments and half of the others, and what is known."""
        themes = sorted({example.theme for example in self.learned.values()} - {"other"})
        pool: list[str] = []
        chance = np.random.default_rng(n_themes)
        for seed in range(n_sets):
            hidden: set[str] = set()
            while len(hidden) < n_themes:
                pool = pool or chance.permutation(themes).tolist()
                hidden.add(pool.pop())
            own = [self.theme_of(row) for row in self.rows]
            full = [i for i, row in enumerate(self.rows) if row["theme"] != "none" and own[i]]
            others = [i for i in full if own[i] not in hidden]
            order = np.random.default_rng(seed).permutation(others).tolist()
            half = len(order) // 2
            asked = sorted([i for i in full if own[i] in hidden] + order[:half])
            known = [example for example in self.phrases if example.theme not in hidden]
            yield hidden, asked, known + [self.learned[self.rows[i]["comment"]] for i in order[half:]]
