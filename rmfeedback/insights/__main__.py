"""python -m rmfeedback.insights COMMENTS.csv: the themes of some comments as JSON."""

import csv
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from .redaction import Redactor
from .refusals import FileUnreadable, InsightsRefused, NotInstalled
from .tables import Comment, comments_in_blocks, read_comments, read_rows

if TYPE_CHECKING:
    from .themes import ThemeModel

# From so many rows on, progress is told and the output has no line breaks.
MANY = 5000
_PART = 20_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 done, 1 refused with a sentence on stderr (argparse leaves with 2)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given[:1] == ["redact"]:
            redact(_redact_parser().parse_args(given[1:]))
        else:
            find_themes(_themes_parser().parse_args(given))
    except InsightsRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def find_themes(wanted: Namespace) -> None:
    """Read comments, find their themes, write them as JSON."""
    if wanted.engine == "dask":
        _find_on_a_cluster(wanted)
        return
    comments = read_comments(wanted.comments)
    _say(f"{len(comments)} comments read", len(comments))
    model = _model(wanted)
    model.fit(
        [comment.text for comment in comments],
        questions=[comment.question for comment in comments],
        roles=_roles(comments),
        languages=[comment.language for comment in comments],
    )
    # Nobody reads many rows line by line, and without breaks they are written in a tenth of the time.
    indent = 1 if len(comments) <= MANY else None
    _write(json.dumps(themes_as_json(model, comments), ensure_ascii=False, indent=indent) + "\n", wanted.out)


def _find_on_a_cluster(wanted: Namespace) -> None:
    """The same in parts over Dask: a cluster that is given, or one made of this machine's processors."""
    try:
        client_of: Any = import_module("distributed").Client
    except ImportError as problem:
        raise NotInstalled(
            'The engine dask is not installed. Run: pip install "rmfeedback[scale]", or leave --engine out.'
        ) from problem
    next(
        comments_in_blocks(wanted.comments, 1)
    )  # A file that cannot be read is refused before anything starts.
    from .scaling import find_themes as find_in_parts

    with ExitStack() as stack:
        own = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
        client = stack.enter_context(client_of(**({"address": wanted.cluster} if wanted.cluster else own)))
        out = stack.enter_context(_opened(wanted.out)) if wanted.out else sys.stdout
        passes = iter(("drawing from", "labelling"))

        def blocks() -> Iterator[list[Comment]]:
            doing, n = next(passes), 0
            for block in comments_in_blocks(wanted.comments, _PART):
                n += len(block)
                _say(f"{doing} {n} comments", n)
                yield block

        find_in_parts(blocks, _model(wanted), client, out)


def _model(wanted: Namespace) -> "ThemeModel":
    # Imported here, so that a file that cannot be read is refused before seconds of loading.
    from .themes import ThemeModel

    return ThemeModel(
        n_themes=wanted.themes,
        language=wanted.language,
        vectors=wanted.vectors,
        taxonomy=wanted.taxonomy,
        random_state=wanted.seed,
    )


def _say(progress: str, n: int) -> None:
    """Tell on stderr how far a long run is."""
    if n > MANY:
        print(progress, file=sys.stderr, flush=True)


def themes_as_json(model: "ThemeModel", comments: Sequence[Comment]) -> dict[str, Any]:
    """What a fitted model found, by the ids of the comments it was given."""
    from .telling import theme_as_json
    from .themes import settings_as_json

    return {
        "comments": len(comments),
        "substantive": int(model.substantive_.sum()),
        "themes": [theme_as_json(theme, [comment.id for comment in comments]) for theme in model.themes_],
        "assignments": [
            {
                "id": comment.id,
                "theme": model.themes_[label].key if label >= 0 else None,
                "kind": str(kind),
                "confidence": round(float(confidence), 3),
            }
            for comment, label, kind, confidence in zip(
                comments, model.labels_, model.kinds_, model.confidence_, strict=True
            )
        ],
        "settings": settings_as_json(model),
    }


def redact(wanted: Namespace) -> None:
    """Read comments and write which stretches identify somebody."""
    redactor = Redactor.from_roster(read_rows(wanted.roster)) if wanted.roster else Redactor()
    spans = [
        (comment.id, span.start, span.end, span.type, span.action)
        for comment in read_comments(wanted.comments)
        for span in redactor.find(comment.text)
    ]
    try:
        with Path(wanted.out).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("id", "start", "end", "type", "action"))
            writer.writerows(spans)
    except OSError as problem:
        raise _unwritable(wanted.out, problem) from problem


def _themes_parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m rmfeedback.insights",
        description="Find the themes of comments.",
        epilog="To find what identifies people: redact COMMENTS.csv [--roster ROSTER.csv] --out SPANS.csv",
    )
    parser.add_argument("comments", metavar="COMMENTS.csv", help="UTF-8, with a column `comment`")
    parser.add_argument("--out", metavar="FILE", help="write the JSON here instead of to standard output")
    parser.add_argument("--vectors", choices=("auto", "static", "semantic"), default="auto")
    parser.add_argument(
        "--language", choices=("auto", "en", "de"), default="auto", help="of the themes' names"
    )
    parser.add_argument("--taxonomy", metavar="FILE", help="a TOML file like the shipped taxonomy")
    parser.add_argument("--themes", metavar="N", type=int, help="how many; without it the comments decide")
    parser.add_argument("--seed", metavar="N", type=int, default=0)
    parser.add_argument(
        "--engine", choices=("local", "dask"), default="local", help="dask: for millions of rows"
    )
    parser.add_argument("--cluster", metavar="ADDRESS", help="with --engine dask: of a scheduler that runs")
    return parser


def _redact_parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m rmfeedback.insights redact", description="Find what identifies people in comments."
    )
    parser.add_argument("comments", metavar="COMMENTS.csv", help="UTF-8, with a column `comment`")
    parser.add_argument("--roster", metavar="ROSTER.csv", help="the people whose names to find")
    parser.add_argument("--out", metavar="SPANS.csv", required=True)
    return parser


def _roles(comments: Sequence[Comment]) -> list[str | None] | None:
    roles = [comment.role for comment in comments]
    return roles if any(roles) else None


def _write(text: str, out: str | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    with _opened(out) as file:
        file.write(text)


def _opened(out: str) -> TextIO:
    try:
        return Path(out).open("w", encoding="utf-8")
    except OSError as problem:
        raise _unwritable(out, problem) from problem


def _unwritable(out: str, problem: OSError) -> FileUnreadable:
    return FileUnreadable(f"{out} could not be written: {problem.strerror}.")


if __name__ == "__main__":
    sys.exit(main())
