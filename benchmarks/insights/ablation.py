"""What each part of the recipe is worth: the same measurement with one part taken away."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from data import Own, rand
from own import group
from sklearn.metrics import f1_score

from rmfeedback.insights import grouping
from rmfeedback.insights.guiding import TextClassifier
from rmfeedback.insights.kinds import KindClassifier, leanings_of, weights_of
from rmfeedback.insights.taxonomy import Example


class Plain(TextClassifier):
    """Near neighbours count for no more than their cosine."""

    @staticmethod
    def _closeness(cosines: np.ndarray) -> np.ndarray:
        return cosines


class Wordless(TextClassifier):
    """Meaning counts for nothing: stems, letters and the question alone."""

    @staticmethod
    def _closeness(cosines: np.ndarray) -> np.ndarray:
        return 0 * cosines


class KindWordless(KindClassifier):
    _closeness = staticmethod(Wordless._closeness)


def main(folder: Path) -> None:
    own = Own.read(folder)
    print("\nAblation: ARI of the likeliest label EN / DE, kinds accuracy and macro F1 of both")
    whole: dict[str, object] = {}
    variants: dict[str, dict[str, object]] = {
        "the whole recipe": whole,
        "without the question asked": {"asks": False},
        "without the sentence encoder (word table)": {"settings": {"sight": "static"}},
        "without meaning altogether": {"models": (Wordless, KindWordless)},
        "without stems and letters": {"settings": {"words": 1e-9}},
        "without letters": {"settings": {"letters": 0.0}},
        "without squared closeness": {"models": (Plain, KindClassifier)},
        "without the taxonomy's phrases": {"keeps": lambda example: example.question is not None},
        "without labelled comments": {"keeps": lambda example: example.question is None},
        "phrases as heavy as comments": {"weighs": False},
    }
    for name, changes in variants.items():
        print(f"  {name:43} {told(own, **changes)}")
    for name, fewest in (("with discovery", 5), ("without discovery", 10**6)):
        grouping.FEWEST_DISCOVERED = fewest
        results = []
        for hidden, asked, known in own.kept_apart(14, 3):
            rows = [own.rows[i] for i in asked]
            groups, _ = group(rows, known, "semantic")
            unknown = np.array([own.theme_of(row) in hidden for row in rows])
            true, found = np.array([row["theme"] for row in rows]), np.array(groups)
            results.append([rand(true, found), *(rand(true[c], found[c]) for c in (~unknown, unknown))])
        print(f"  {name:43} three themes kept apart: all, known, unknown", np.mean(results, axis=0).round(3))
    grouping.FEWEST_DISCOVERED = 5


def told(
    own: Own,
    *,
    asks: bool = True,
    weighs: bool = True,
    settings: dict[str, object] | None = None,
    models: tuple[type[TextClassifier], type[TextClassifier]] = (TextClassifier, KindClassifier),
    keeps: Callable[[Example], bool] = lambda example: True,
) -> str:
    """The figures of one variant in five folds."""
    themes, kinds = {}, {}
    for asked, known in own.folds():
        known = [example for example in known if keeps(example)]
        rows = [own.rows[i] for i in asked]
        for model, what, answers in zip(models, ("theme", "kind"), (themes, kinds), strict=True):
            learned = model(**(settings or {})).fit(
                [example.text for example in known],
                [getattr(example, what) for example in known],
                languages=[example.language for example in known],
                leanings=leanings_of(known) if asks else None,
                weights=weights_of(known) if weighs else None,
            )
            said = learned.predict(
                [row["comment"] for row in rows],
                questions=[row["question"] for row in rows] if asks else None,
                languages=[row["lang"] for row in rows],
            )
            answers |= dict(zip(asked, said.tolist(), strict=True))
    full = [i for i, row in enumerate(own.rows) if row["theme"] != "none"]
    parts = {lang: [i for i in full if own.rows[i]["lang"] == lang] for lang in ("en", "de")}
    ari = [rand([own.rows[i]["theme"] for i in part], [themes[i] for i in part]) for part in parts.values()]
    true, said = [own.rows[i]["kind"] for i in full], [kinds[i] for i in full]
    macro = f1_score(true, said, average="macro", labels=sorted(set(true)))
    return f"{ari[0]:.3f} / {ari[1]:.3f}; {np.mean(np.array(true) == np.array(said)):.3f} / {macro:.3f}"
