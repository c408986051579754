"""Public sets, ours beside its peers on the same draws: NMI / ARI, themes found, CPU seconds, ratio."""

import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import peers
from data import PUBLIC, Row, draws, rand, read
from sklearn.metrics import normalized_mutual_info_score

from rmfeedback.insights import ThemeModel

Finder = Callable[[Sequence[Row]], Sequence[int]]


def main(folder: Path, wheels: Path | None, n_draws: int = 10) -> None:
    warnings.filterwarnings("ignore")
    encoder = peers.MiniLM(wheels) if wheels else None
    for name in PUBLIC:
        rows = read(folder / name)
        for n in (60, 150, 400):
            table(f"{name}, n {n}", list(draws(rows, n, n_draws)), encoder)
    table("2,000 titles", [read(folder / PUBLIC[1])], encoder)


def table(title: str, sets: list[list[Row]], encoder: "peers.MiniLM | None") -> None:
    """Print each system's means over some sets, and ours divided by the best peer's."""
    figures = {name: measured(find, sets) for name, find in systems(encoder).items()}
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
