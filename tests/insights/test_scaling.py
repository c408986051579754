"""In parts over a cluster as in one process alone."""

import json
from io import StringIO

import pytest

from rmfeedback.insights import ThemeModel, corpus, scaling, themes
from rmfeedback.insights.__main__ import main, themes_as_json
from rmfeedback.insights.tables import Comment

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def client():
    with distributed.Client(
        processes=False, n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0"
    ) as client:
        yield client


@pytest.fixture
def comments(written):
    rows = [*written, *written[:10]]
    return [
        Comment(str(place), row["comment"], row["language"], row["role"], row["question"])
        for place, row in enumerate(rows)
    ] + [Comment(f"fr{n}", f"Les dirigeants devraient venir plus souvent, {n} fois.") for n in range(4)]


@pytest.fixture
def alone(comments, monkeypatch):
    monkeypatch.setattr(themes, "LARGE", 10)
    monkeypatch.setattr(corpus, "MANY", 0)
    model = ThemeModel(vectors="static", sample_size=60).fit(
        [comment.text for comment in comments],
        questions=[comment.question for comment in comments],
        roles=[comment.role for comment in comments],
        languages=[comment.language for comment in comments],
    )
    return themes_as_json(model, comments)


def test_parts_get_the_labels_that_the_whole_gets(client, comments, alone):
    out = StringIO()
    parts = [comments[start : start + 17] for start in range(0, len(comments), 17)]
    scaling.find_themes(lambda: parts, ThemeModel(vectors="static", sample_size=60), client, out)
    told = json.loads(out.getvalue())

    assert told["assignments"] == alone["assignments"]
    assert (told["comments"], told["substantive"]) == (alone["comments"], alone["substantive"])
    counted = ("key", "kind", "size", "share", "by_role", "name")
    assert [[theme[name] for name in counted] for theme in told["themes"]] == [
        [theme[name] for name in counted] for theme in alone["themes"]
    ]


def test_the_command_reads_a_file_in_parts(client, tmp_path, capsys):
    path, out = tmp_path / "comments.csv", tmp_path / "themes.json"
    path.write_text("comment\n" + "We had no time to meet\n" * 30, encoding="utf-8")
    code = main([str(path), "--engine", "dask", "--cluster", client.scheduler.address, "--out", str(out)])

    assert (code, capsys.readouterr().err) == (0, "")
    told = json.loads(out.read_text(encoding="utf-8"))
    assert [row["theme"] for row in told["assignments"]] == ["prog_time"] * 30


def test_a_file_that_cannot_be_read_is_refused_before_a_cluster_starts(tmp_path, capsys):
    assert main([str(tmp_path / "none.csv"), "--engine", "dask"]) == 1
    assert "is not there" in capsys.readouterr().err
