"""How good themes and kinds of our own comments are, where no comment is judged by what learned it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from data import Own, Row, corpus_of, rand
from sklearn.metrics import f1_score

from rmfeedback.insights.cleaning import says_something
from rmfeedback.insights.guiding import TextClassifier
from rmfeedback.insights.kinds import KindClassifier, leanings_of, weights_of
from rmfeedback.insights.measures import agreement, draw
from rmfeedback.insights.placing import Grouper
from rmfeedback.insights.reading import read
from rmfeedback.insights.taxonomy import Example


def main(folder: Path) -> None:
    own = Own.read(folder)
    for sight in ("semantic", "static"):
        print(f"\nOwn comments, {sight} vectors; adjusted Rand index of themes, and kinds")
        everything = list(range(len(own.rows)))
        figures("phrases only, no question", own, [(everything, own.phrases)], sight, asks=False)
        figures("phrases only", own, [(everything, own.phrases)], sight)
        figures("labelled and phrases, 5 folds", own, list(own.folds()), sight)
        for n_themes in (3, 5):
            apart(own, n_themes, sight)
        calibration(own, sight)
    learning(own)


def learn(
    model: TextClassifier, known: list[Example], what: str, weight: float = 3.0, n_last: int = 0
) -> TextClassifier:
    """Teach a classifier; the last examples may be a programme's own and weigh more."""
    weights = weights_of(known)
    weights[len(known) - n_last :] = weight
    return model.fit(
        [example.text for example in known],
        [getattr(example, what) for example in known],
        languages=[example.language for example in known],
        leanings=leanings_of(known),
        weights=weights,
    )


def group(
    rows: list[Row], known: list[Example], sight: str, *, asks: bool = True
) -> tuple[list[int], Grouper]:
    """The group of each row by a model that has learned what is known."""
    guide = learn(TextClassifier(sight=sight), known, "theme")
    corpus = corpus_of(rows, asks=asks)
    grouper = Grouper(guide).fit(corpus, read(corpus, guide, guide))
    return corpus.spread(grouper.groups_, -1).tolist(), grouper


def figures(
    title: str, own: Own, parts: list[tuple[list[int], list[Example]]], sight: str, asks: bool = True
) -> None:
    """Print how good themes and kinds are over all parts."""
    themes, likeliest, kinds = ({} for _ in range(3))
    ratios, stability = [], []
    for asked, known in parts:
        rows = [own.rows[i] for i in asked]
        groups, grouper = group(rows, known, sight, asks=asks)
        corpus = [row["comment"] for row in rows]
        context = {
            "questions": [row["question"] if asks else None for row in rows],
            "languages": [r["lang"] for r in rows],
        }
        told = learn(KindClassifier(sight=sight), known, "kind").predict(corpus, **context)
        first = grouper.guide.predict(corpus, **context)
        themes |= dict(zip(asked, groups, strict=True))
        likeliest |= dict(zip(asked, first, strict=True))
        kinds |= {
            i: kind if says_something(own.rows[i]["comment"]) else "other"
            for i, kind in zip(asked, told, strict=True)
        }
        sizes = Counter(row["theme"] for row in rows if row["theme"] != "none")
        ratios.append(len(set(groups) - {-1}) / sum(size >= 3 for size in sizes.values()))
        stability.append(agreement(draw(len(grouper.seen_), grouper.regroup)))
    print(f"  {title}")
    _print_by_language_and_style(own, themes, likeliest, kinds)
    _print_whole(own, themes, float(np.mean(ratios)), float(np.mean(stability)))


def _print_by_language_and_style(
    own: Own, themes: dict[int, int], likeliest: dict[int, str], kinds: dict[int, str]
) -> None:
    full = [i for i, row in enumerate(own.rows) if row["theme"] != "none"]
    for name, chosen in {
        **{lang: [i for i in full if own.rows[i]["lang"] == lang] for lang in ("en", "de")},
        "both": full,
        **{style: [i for i in full if own.styles[i] == style] for style in ("plain", "idiomatic")},
    }.items():
        true = [own.rows[i]["kind"] for i in chosen]
        said = [kinds[i] for i in chosen]
        right = np.mean([one == other for one, other in zip(true, said, strict=True)])
        macro = f1_score(true, said, average="macro", labels=sorted(set(true)))
        print(
            f"    {name:9} themes {_rand_of(own, chosen, themes):.3f},"
            f" likeliest label {_rand_of(own, chosen, likeliest):.3f};"
            f" kinds {right:.3f} / {macro:.3f}"
        )


def _print_whole(own: Own, themes: dict[int, int], ratio: float, stability: float) -> None:
    full = [i for i, row in enumerate(own.rows) if row["theme"] != "none"]
    within = [
        _rand_of(own, [i for i in full if own.rows[i]["question"] == q], themes)
        for q in sorted({own.rows[i]["question"] for i in full})
    ]
    empty = [i for i in range(len(own.rows)) if i not in set(full)]
    found = np.mean([themes[i] == -1 for i in empty])
    lost = np.mean([themes[i] == -1 for i in full])
    print(
        f"    within one question {np.mean(within):.3f}; no content found {found:.2f};"
        f" content without theme {lost:.2f};"
        f" themes found : true {ratio:.2f}; stability {stability:.2f}"
    )


def _rand_of(own: Own, chosen: Sequence[int], values: dict[int, int] | dict[int, str]) -> float:
    return rand([own.rows[i]["theme"] for i in chosen], [values[i] for i in chosen])


def apart(own: Own, n_themes: int, sight: str) -> None:
    """Print how good one run is at themes that are known and at those that nothing tells of."""
    results = []
    for hidden, asked, known in own.kept_apart(14, n_themes):
        rows = [own.rows[i] for i in asked]
        groups, _ = group(rows, known, sight)
        unknown = np.array([own.theme_of(row) in hidden for row in rows])
        true, told = np.array([row["theme"] for row in rows]), np.array(groups)
        parts = [rand(true[chosen], told[chosen]) for chosen in (~unknown, unknown)]
        results.append((rand(true, told), *parts, len(set(groups) - {-1}) / len(set(true))))
    every, known_, unknown_, ratio = np.mean(results, axis=0)
    print(
        f"  {n_themes} themes kept apart: all {every:.3f}, known {known_:.3f}, unknown {unknown_:.3f};"
        f" found : true {ratio:.2f}"
    )


def calibration(own: Own, sight: str) -> None:
    """Print the expected calibration error of kinds in ten bins (Naeini et al. 2015)."""
    sure, right = [], []
    for asked, known in own.folds():
        rows = [own.rows[i] for i in asked if own.rows[i]["theme"] != "none"]
        model = learn(KindClassifier(sight=sight), known, "kind")
        chances = model.predict_proba(
            [r["comment"] for r in rows],
            questions=[r["question"] for r in rows],
            languages=[r["lang"] for r in rows],
        )
        sure.extend(chances.max(axis=1))
        right.extend(model.classes_[chances.argmax(axis=1)] == [r["kind"] for r in rows])
    print(f"  calibration error of kinds {calibration_error(sure, right):.3f}")


def calibration_error(sure: Sequence[float], right: Sequence[bool]) -> float:
    bins = np.clip((np.array(sure) * 10).astype(int), 0, 9)
    parts = [bins == b for b in np.unique(bins)]
    return float(sum(abs(np.mean(np.array(sure)[p]) - np.mean(np.array(right)[p])) * p.mean() for p in parts))


def learning(own: Own) -> None:
    """Print what fifty corrections of a programme change for its other comments."""
    print("\nLearning from people: themes and kinds of the other comments before and after 50 corrections")
    gains = []
    for seed in range(6):
        chance = np.random.default_rng(seed)
        full = [i for i, row in enumerate(own.rows) if own.theme_of(row)]
        order = chance.permutation(full).tolist()
        corrected, asked = order[:50], order[50:]
        rows = [own.rows[i] for i in asked]
        for extra in (0, 50):
            known = own.phrases + [own.learned[own.rows[i]["comment"]] for i in corrected[:extra]]
            texts = [row["comment"] for row in rows]
            context = {
                "questions": [row["question"] for row in rows],
                "languages": [row["lang"] for row in rows],
            }
            theme = learn(TextClassifier(), known, "theme", n_last=extra).predict(texts, **context)
            kind = learn(KindClassifier(), known, "kind", n_last=extra).predict(texts, **context)
            gains.append(
                (rand([r["theme"] for r in rows], theme), np.mean(kind == [r["kind"] for r in rows]))
            )
    before, after = np.mean(gains[::2], axis=0), np.mean(gains[1::2], axis=0)
    print(f"  themes {before[0]:.3f} -> {after[0]:.3f}; kinds {before[1]:.3f} -> {after[1]:.3f}")
