"""Whoever opens a notebook finds out by help() what a public name takes, gives and refuses."""

import inspect
from dataclasses import fields, is_dataclass

import pytest

from rmfeedback import insights

CALLED = ["KindClassifier", "Redactor", "ThemeModel", "follow", "topic_similarity"]
TOLD = ["Comment", "Example", "Followed", "Span", "Taxonomy", "Theme"]


def sections(said):
    """The lines of each numpydoc section of a docstring, by its title."""
    lines = inspect.cleandoc(said or "").splitlines()
    titles = [place for place, line in enumerate(lines) if place and line and set(line) == {"-"}]
    ends = [*(place - 1 for place in titles[1:]), len(lines)]
    return {lines[start - 1]: lines[start + 1 : end] for start, end in zip(titles, ends, strict=True)}


def described(lines):
    """The names that a section describes: those that stand at the margin, before a colon."""
    heads = [line for line in lines if line and not line.startswith(" ")]
    return {name.strip() for head in heads for name in head.split(":")[0].split(",")}


def methods(cls):
    return [method for name, method in inspect.getmembers(cls, inspect.isroutine) if name in vars(cls)]


def test_every_public_name_is_one_of_these():
    rest = {"ColumnMissing", "InsightsRefused", "NoComments", "known_topics"}

    assert set(insights.__all__) == {*CALLED, *TOLD, *rest}
    assert all(getattr(insights, name).__doc__ for name in insights.__all__)


@pytest.mark.parametrize("name", CALLED)
def test_what_is_called_describes_all_it_takes_and_shows_an_example(name):
    called = getattr(insights, name)
    taken = set(inspect.signature(called).parameters) - {"self"}

    assert described(sections(called.__doc__)["Parameters"]) == taken
    assert ">>> " in called.__doc__


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told_describes_every_field(name):
    told = getattr(insights, name)

    assert is_dataclass(told)
    assert described(sections(told.__doc__)["Attributes"]) == {field.name for field in fields(told)}


@pytest.mark.parametrize(
    "method",
    [
        method
        for name in CALLED
        if inspect.isclass(getattr(insights, name))
        for cls in getattr(insights, name).__mro__
        if cls.__module__.startswith("rmfeedback")
        for method in methods(cls)
        if not method.__name__.startswith("_")
    ],
    ids=lambda method: method.__qualname__,
)
def test_every_method_says_what_it_does(method):
    assert method.__doc__
    taken = [name for name in inspect.signature(method).parameters if name not in ("self", "cls", "y")]
    assert all(name in method.__doc__ for name in taken if method.__name__ in ("fit", "predict", "find"))


@pytest.mark.parametrize("name", ["KindClassifier", "ThemeModel", "follow"])
def test_methods_name_their_sources(name):
    assert sections(getattr(insights, name).__doc__)["References"]
