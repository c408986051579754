"""What each part of the recipe is worth: the same measurement with one part taken away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import numpy as np
import public
from data import PUBLIC, Own, draws, rand, read
from own import group
from sklearn.metrics import f1_score

from rmfeedback.insights import discovery, grouping, likeness, meaning
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
    with no_means():
        print(f"  {'without the mean of each language':43} {told(own)}")
    for name, fewest in (("with discovery", 5), ("without discovery", 10**6)):
        results = []
        with changed(grouping, FEWEST_DISCOVERED=fewest):
            for hidden, asked, known in own.kept_apart(14, 3):
                rows = [own.rows[i] for i in asked]
                groups, _ = group(rows, known, "semantic")
                unknown = np.array([own.theme_of(row) in hidden for row in rows])
                true, found = np.array([row["theme"] for row in rows]), np.array(groups)
                results.append([rand(true, found), *(rand(true[c], found[c]) for c in (~unknown, unknown))])
        print(f"  {name:43} three themes kept apart: all, known, unknown", np.mean(results, axis=0).round(3))
    without_guidance(folder)


def without_guidance(folder: Path) -> None:
    """What the parts are worth where the guide is silent: draws of 150 from the public sets, ARI of each."""
    print("\nAblation on public sets, n 150:", ", ".join(PUBLIC))
    sets = [list(draws(read(folder / name), 150, 4)) for name in PUBLIC]
    graphs = discovery._NEIGHBOURS[1:2], discovery._RESOLUTIONS[1:2]
    for name, sight, module, changes in (
        ("the whole recipe", "semantic", discovery, {}),
        (
            "one graph instead of the votes of twelve",
            "semantic",
            discovery,
            dict(zip(GRAPHS, graphs, strict=True)),
        ),
        ("without the mean of these comments", "semantic", likeness, {"_FEWEST_OF_A_LANGUAGE": 10**9}),
        ("word table", "static", discovery, {}),
        ("word table without latent semantic analysis", "static", likeness, {"_FEWEST_FOR_LATENT": 10**9}),
    ):
        with changed(module, **changes):
            ari = [
                public.measured(lambda rows, sight=sight: public.ours(rows, sight), own)[1] for own in sets
            ]
        print(f"  {name:43} {' / '.join(f'{one:.3f}' for one in ari)}", flush=True)


GRAPHS = ("_NEIGHBOURS", "_RESOLUTIONS")


@contextmanager
def changed(module: ModuleType, **values: object) -> Iterator[None]:
    """Some constants of a module changed for a while."""
    before = {name: getattr(module, name) for name in values}
    vars(module).update(values)
    try:
        yield
    finally:
        vars(module).update(before)


@contextmanager
def no_means() -> Iterator[None]:
    """Vectors as the encoder gives them, with what is common to each language."""
    known = meaning._examples

    def without(sight: meaning.Sight) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        vectors, means = known(sight)
        return vectors, {language: 0 * mean for language, mean in means.items()}

    with changed(meaning, _examples=without):
        yield


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
