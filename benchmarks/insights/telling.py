"""How themes are told: their names, their quotes, and what became of them from wave to wave."""

from collections import Counter
from pathlib import Path

import numpy as np
from data import Own
from own import learn

from rmfeedback.insights import Taxonomy, ThemeModel, follow
from rmfeedback.insights.guiding import TextClassifier
from rmfeedback.insights.likeness import Likeness
from rmfeedback.insights.meaning import meanings
from rmfeedback.insights.naming import name_themes, terms_of
from rmfeedback.insights.quotes import choose_quotes
from rmfeedback.insights.vectors import Text


def main(folder: Path) -> None:
    own = Own.read(folder)
    names(own)
    quotes(own)
    waves(own)


def groups_of(own: Own) -> dict[str, list[int]]:
    gold = sorted({row["theme"] for row in own.rows} - {"none"})
    return {theme: [i for i, row in enumerate(own.rows) if row["theme"] == theme] for theme in gold}


def names(own: Own) -> None:
    """For each gold theme: is its gold name the nearest of all to ours, and to c-TF-IDF's first words?"""
    labels: dict[int, str] = {}
    for asked, known in own.folds():
        rows = [own.rows[i] for i in asked]
        context = {
            "questions": [row["question"] for row in rows],
            "languages": [row["lang"] for row in rows],
        }
        guide = learn(TextClassifier(), known, "theme")
        told = guide.predict([row["comment"] for row in rows], **context)
        labels |= dict(zip(asked, told.tolist(), strict=True))
    groups = groups_of(own)
    texts = [[(own.rows[i]["comment"], own.rows[i]["lang"]) for i in group] for group in groups.values()]
    every = [text for own_texts in texts for text in own_texts]
    likeness = Likeness().fit(every, meanings(every, "semantic"))

    def closeness(place: int, terms: list[Text]) -> np.ndarray:
        middle = likeness.transform(texts[place], meanings(texts[place], "semantic")).mean(axis=0)
        return likeness.transform(terms, meanings(terms, "semantic")) @ (middle / np.linalg.norm(middle))

    usual = [Counter(labels[i] for i in group).most_common(1)[0] for group in groups.values()]
    known = [
        label if 2 * count >= len(group) else None
        for (label, count), group in zip(usual, groups.values(), strict=True)
    ]
    terms = terms_of(texts, closeness=closeness, language="en")
    gold = [(theme.replace("_", " "), "en") for theme in groups]
    for title, given in {
        "our names": name_themes(known, terms, Taxonomy.load(), "en"),
        "our names, nothing known of any theme": name_themes(
            [None] * len(gold), terms, Taxonomy.load(), "en"
        ),
        "first three words of c-TF-IDF": [", ".join(own_terms[:3]) for own_terms in terms_of(texts)],
    }.items():
        near = meanings([(name or "-", "en") for name in given], "semantic") @ meanings(gold, "semantic").T
        ranks = (near > np.diag(near)[:, None]).sum(axis=1) + 1
        first, rank = np.mean(ranks == 1), np.mean(1 / ranks)
        print(f"names: {title}: right one nearest {first:.2f}, mean reciprocal rank {rank:.2f}")


def quotes(own: Own) -> None:
    """How near the comments of a theme are to the nearest of its three quotes, ours and drawn by lot."""
    ours, by_lot = [], []
    chance = np.random.default_rng(0)
    for group in groups_of(own).values():
        texts = [(own.rows[i]["comment"], own.rows[i]["lang"]) for i in group]
        meaning = meanings(texts, "semantic")
        vectors = Likeness().fit(texts, meaning).transform(texts, meaning)
        chosen = choose_quotes([text for text, _ in texts], vectors)
        ours.append((vectors @ vectors[chosen].T).max(axis=1).mean())
        lots = [chance.choice(len(group), min(3, len(group)), replace=False) for _ in range(50)]
        by_lot.append(np.mean([(vectors @ vectors[lot].T).max(axis=1).mean() for lot in lots]))
    better = np.mean(np.array(ours) > np.array(by_lot))
    mine, lots_ = np.mean(ours), np.mean(by_lot)
    print(f"quotes: coverage {mine:.3f}, by lot {lots_:.3f}; better in {better:.0%} of themes")


def waves(own: Own, n_runs: int = 40) -> None:
    """Two waves of the same comments, drawn by lot: is every theme steady?"""
    rows = [row for row in own.rows if row["theme"] != "none"]
    steady = 0
    for seed in range(n_runs):
        order = np.random.default_rng(seed).permutation(len(rows))
        halves = [[rows[i] for i in order[start::2]] for start in (0, 1)]
        models = [
            ThemeModel(vectors="static").fit(
                [row["comment"] for row in half],
                questions=[row["question"] for row in half],
                languages=[row["lang"] for row in half],
            )
            for half in halves
        ]
        steady += all(followed.change == "steady" for followed in follow(*models))
    print(f"waves: the same comments drawn anew are steady in {steady / n_runs:.1%} of {n_runs} runs")
