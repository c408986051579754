"""Ours beside its peers on the same draws of public sets and on our own comments: NMI / ARI, found, time."""

import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import peers
from data import PUBLIC, Own, Row, draws, rand, read
from own import group
from sklearn.metrics import normalized_mutual_info_score

from rmfeedback.insights import ThemeModel

Finder = Callable[[Sequence[Row]], Sequence[int]]


def main(folder: Path, wheels: Path | None, n_draws: int = 10) -> None:
    warnings.filterwarnings("ignore")
    encoder = peers.MiniLM(wheels) if wheels else None
    for name in PUBLIC:
        rows = read(folder / name)
        for n in (60, 150, 400):
            table(f"{name}, n {n}", list(draws(rows, n, n_draws)), systems(encoder))
    table("2,000 titles", [read(folder / PUBLIC[1])], systems(encoder))
    our_own(folder, systems(encoder))


def our_own(folder: Path, finders: dict[str, Finder]) -> None:
    """The same on our own comments, of which ours has learned none: it knows the taxonomy's phrases alone."""
    own = Own.read(folder)
    phrases = {
        "ours": lambda rows: group(rows, own.phrases, "semantic")[0],
        "ours, question untold": lambda rows: group(rows, own.phrases, "semantic", asks=False)[0],
    }
    others = {name: find for name, find in finders.items() if not name.startswith("ours")}
    full = [
        {**row, "text": row["comment"], "label": row["theme"]} for row in own.rows if row["theme"] != "none"
    ]
    for languages in (["en"], ["de"], ["en", "de"]):
        rows = [row for row in full if row["lang"] in languages]
        table(f"own comments, {' and '.join(languages)}", [rows], phrases | others)


def table(title: str, sets: list[list[Row]], finders: dict[str, Finder]) -> None:
    """Print each system's means over some sets, and ours divided by the best peer's."""
    figures = {name: measured(find, sets) for name, find in finders.items()}
    print(f"\n{title}")
    for name, (nmi, ari, found, seconds) in figures.items():
        print(f"  {name:22} {nmi:.3f} / {ari:.3f}; {found:.2f} found : true; {seconds:.1f} CPU s")
    best = max(ari for name, (_, ari, *_) in figures.items() if not name.startswith("ours"))
    print(f"  ours ÷ best peer {figures['ours'][1] / max(best, 1e-3):.2f}", flush=True)


def systems(encoder: "peers.MiniLM | None") -> dict[str, Finder]:
    told: dict[str, Callable[[Sequence[Row], int], Sequence[int]]] = {
        "NMF, told k": peers.nmf,
        "KMeans on TF-IDF, told k": peers.kmeans,
        "LDA, told k": peers.lda,
    }
    if encoder is not None:
        told["KeyNMF, told k"] = lambda rows, k: peers.key_nmf(rows, k, encoder)
    found: dict[str, Finder] = {"ours": ours, "ours, static vectors": lambda rows: ours(rows, "static")}
    for name, find in told.items():
        found[name] = lambda rows, find=find: find(rows, len({row["label"] for row in rows}))
    if encoder is not None:
        found["BERTopic + MiniLM"] = lambda rows: peers.bertopic(rows, encoder)
    return found


def ours(rows: Sequence[Row], vectors: str = "auto") -> Sequence[int]:
    model = ThemeModel(vectors=vectors)
    return model.fit([row["text"] for row in rows], languages=[row["lang"] for row in rows]).labels_.tolist()


def measured(find: Finder, sets: list[list[Row]]) -> tuple[float, ...]:
    figures = defaultdict(list)
    for rows in sets:
        start = time.process_time()
        told, true = find(rows), [row["label"] for row in rows]
        figures["seconds"].append(time.process_time() - start)
        figures["nmi"].append(normalized_mutual_info_score(true, told))
        figures["ari"].append(rand(true, told))
        figures["found"].append(len(set(told) - {-1}) / len(set(true)))
    return tuple(float(np.mean(figures[name])) for name in ("nmi", "ari", "found", "seconds"))
