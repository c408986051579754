"""How good the insights are: python benchmarks/insights_quality.py DATA, a folder of labelled comments.

Own comments by cross-validation, so that no comment is judged by a model that has learned it; themes kept
from the model; and public sets beside non-negative matrix factorisation that is told how many there are.
Figures are adjusted Rand indices unless said.
"""

import csv
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, f1_score
from sklearn.model_selection import StratifiedKFold

from rmfeedback.insights.cleaning import says_something
from rmfeedback.insights.corpus import Corpus
from rmfeedback.insights.guiding import TextClassifier
from rmfeedback.insights.kinds import KindClassifier, leanings_of, trained_on, weights_of
from rmfeedback.insights.languages import stems
from rmfeedback.insights.measures import agreement, draw
from rmfeedback.insights.placing import Grouper
from rmfeedback.insights.taxonomy import Example, Taxonomy

Row = dict[str, str]
Part = tuple[list[Row], list[Example]]  # rows to tell, and what may be learned for it
PUBLIC = ("public_nhs_en.csv", "public_stackoverflow_en.csv", "public_gnad_de.csv")
KEPT_APART = ("tech_tools", "blind_follow_through", "prog_time")


def main(folder: Path) -> None:
    rows = read(folder / "comments_dev.csv")
    examples = Taxonomy.load().examples()
    phrases = [example for example in examples if example.question is None]
    learned = {example.text: example for example in examples if example.question is not None}
    print_own("phrases only, no question", rows, [(rows, phrases)], asks=False)
    print_own("phrases only", rows, [(rows, phrases)])
    print_own("labelled and phrases, 5 folds", rows, folds(rows, phrases, learned))
    print_unknown(rows, phrases, learned)
    for name in PUBLIC:
        for n in (60, 150, 400):
            print_public(name, n, list(draws(read(folder / name), n)))


@dataclass
class Told:
    """What the models told of each row, by id, and how the runs went."""

    themes: dict[str, str | None] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    stability: list[float] = field(default_factory=list)
    found_to_true: list[float] = field(default_factory=list)

    def add(self, asked: list[Row], known: list[Example], asks: bool) -> None:
        """Group some rows by what is known, and tell their kinds."""
        questions = [row["question"] if asks else None for row in asked]
        languages = [row["lang"] for row in asked]
        texts = [row["comment"] for row in asked]
        corpus = Corpus.read(texts, questions, languages)
        grouper = Grouper(learn(TextClassifier(), known, "theme")).fit(corpus)
        labels = corpus.spread(grouper.groups_, -1)
        kinds = learn(KindClassifier(), known, "kind").predict(
            texts, questions=questions, languages=languages
        )
        for row, label, kind in zip(asked, labels, kinds, strict=True):
            self.themes[row["id"]] = None if label < 0 else str(label)
            self.kinds[row["id"]] = str(kind) if says_something(row["comment"]) else "other"
        sizes = Counter(row["theme"] for row in asked if row["theme"] != "none")
        self.found_to_true.append(len(set(labels) - {-1}) / sum(size >= 3 for size in sizes.values()))
        self.stability.append(agreement(draw(len(grouper.seen_), grouper.regroup)))

    def without_theme(self, rows: list[Row]) -> float:
        return float(np.mean([self.themes[row["id"]] is None for row in rows]))


def print_own(title: str, rows: list[Row], parts: list[Part], asks: bool = True) -> None:
    start, told = time.process_time(), Told()
    for asked, known in parts:
        told.add(asked, known, asks)
    full = [row for row in rows if row["theme"] != "none"]
    empty = [row for row in rows if row["theme"] == "none"]
    print(f"\n{title} ({time.process_time() - start:.1f} CPU s)")
    for language in ("en", "de", ""):
        chosen = [row for row in full if language in ("", row["lang"])]
        print(f"  {language or 'both':5}", own_figures(chosen, told.themes, told.kinds))
    questions = sorted({row["question"] for row in full})
    within = [rand([row for row in full if row["question"] == asked], told.themes) for asked in questions]
    print(
        f"  within one question {np.mean(within):.3f}; no content found {told.without_theme(empty):.2f};"
        f" content without theme {told.without_theme(full):.2f};"
        f" themes found to true {np.mean(told.found_to_true):.2f}; stability {np.mean(told.stability):.2f}"
    )


def own_figures(rows: list[Row], themes: dict[str, str | None], kinds: dict[str, str]) -> str:
    true, told = [row["kind"] for row in rows], [kinds[row["id"]] for row in rows]
    right = np.mean([one == other for one, other in zip(true, told, strict=True)])
    macro = f1_score(true, told, average="macro", labels=sorted(set(true)))
    return f"themes {rand(rows, themes):.3f}; kind accuracy {right:.3f}, macro F1 {macro:.3f}"


def print_unknown(rows: list[Row], phrases: list[Example], learned: dict[str, Example]) -> None:
    """Three themes that neither a phrase nor a label tells of: are they found, and are the others kept?"""
    known = [example for example in [*phrases, *learned.values()] if example.theme not in KEPT_APART]
    themes: dict[str, str | None] = {}
    theirs = {example.text for example in learned.values() if example.theme in KEPT_APART}
    asked = [row for row in rows if row["comment"] in theirs]
    others = [row for row in rows if row["theme"] != "none" and row["comment"] not in theirs]
    chosen = [others[i] for i in np.random.default_rng(0).permutation(len(others))[: len(asked)]]
    mixed = asked + chosen
    held = {row["comment"] for row in chosen}
    corpus = Corpus.read(
        [r["comment"] for r in mixed], [r["question"] for r in mixed], [r["lang"] for r in mixed]
    )
    guide = learn(TextClassifier(), [example for example in known if example.text not in held], "theme")
    for row, label in zip(mixed, corpus.spread(Grouper(guide).fit(corpus).groups_, -1), strict=True):
        themes[row["id"]] = None if label < 0 else str(label)
    print(f"\nthree themes unknown: theirs {rand(asked, themes):.3f}; the others' {rand(chosen, themes):.3f}")


def print_public(name: str, n: int, sets: list[list[Row]]) -> None:
    figures = defaultdict(list)
    for rows in sets:
        texts, true = [row["text"] for row in rows], [row["label"] for row in rows]
        corpus = Corpus.read(texts, None, [row["lang"] for row in rows])
        start = time.process_time()
        labels = corpus.spread(Grouper(shipped_guide()).fit(corpus).groups_, -1)
        figures["CPU s"].append(time.process_time() - start)
        figures["ours"].append(adjusted_rand_score(true, labels))
        figures["NMF told k"].append(adjusted_rand_score(true, nmf(rows, len(set(true)))))
        figures["found to true"].append(len(set(labels) - {-1}) / len(set(true)))
    print(name, n, "; ".join(f"{title} {np.mean(values):.3f}" for title, values in figures.items()))


def nmf(rows: list[Row], n_themes: int) -> Sequence[int]:
    weights = TfidfVectorizer(
        analyzer=lambda row: stems(row["text"], row["lang"]), sublinear_tf=True
    ).fit_transform(rows)
    return list(
        NMF(n_themes, init="nndsvd", max_iter=400, random_state=0).fit_transform(weights).argmax(axis=1)
    )


def shipped_guide() -> TextClassifier:
    return trained_on(None)[1]


def learn(model: TextClassifier, known: list[Example], what: str) -> TextClassifier:
    return model.fit(
        [example.text for example in known],
        [getattr(example, what) for example in known],
        languages=[example.language for example in known],
        leanings=leanings_of(known),
        weights=weights_of(known),
    )


def folds(rows: list[Row], phrases: list[Example], learned: dict[str, Example]) -> list[Part]:
    """Each fifth of the rows, beside the phrases and the labelled rows of the other fifths."""
    parts = StratifiedKFold(5, shuffle=True, random_state=0).split(rows, [row["theme"] for row in rows])
    return [
        (
            [rows[i] for i in asked],
            phrases + [learned[rows[i]["comment"]] for i in kept if rows[i]["comment"] in learned],
        )
        for kept, asked in parts
    ]


def draws(rows: list[Row], n: int) -> Iterator[list[Row]]:
    """Four draws of about n rows from 6, 8 or 10 labels of uneven size."""
    by_label = defaultdict(list)
    for row in rows:
        by_label[row["label"]].append(row)
    for seed, n_labels in enumerate((6, 8, 10, 8)):
        chance = np.random.default_rng(seed)
        labels = chance.permutation(sorted(by_label))[:n_labels]
        shares = chance.dirichlet(np.full(len(labels), 3.0))
        picked = []
        for label, share in zip(labels, shares, strict=True):
            order = chance.permutation(len(by_label[label]))[: max(3, round(share * n))]
            picked.extend(by_label[label][i] for i in order)
        yield picked


def rand(rows: list[Row], themes: dict[str, str | None]) -> float:
    """Adjusted Rand index; comments without a theme count as one group, which costs."""
    return float(
        adjusted_rand_score([row["theme"] for row in rows], [str(themes[row["id"]]) for row in rows])
    )


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where the labelled comments are: python benchmarks/insights_quality.py DATA")
    main(Path(sys.argv[1]))
