"""What costs much to make and comes out the same in every test of a process: made once and remembered.

Each test has an application of its own; without this, compiling its routes and its pages would take longer
than most tests.
"""

from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from werkzeug.routing import Rule


class Pages(BytecodeCache):
    """The compiled templates of all applications, by name and by what stands in them."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code


_pages = Pages()
_engines: dict[str, Engine] = {}
_builders: dict[tuple[object, ...], Any] = {}


def keep_pages(app: Flask) -> None:
    """Let an application take what another one has compiled."""
    app.jinja_env.bytecode_cache = _pages


def keep_statements(engine: Engine) -> None:
    """Let an engine take the statements that another one's dialect has compiled; for SQLite files alone."""
    if engine.dialect.name != "sqlite":
        return
    if "first" not in _engines:
        with engine.connect():  # The dialect asks its first connection what it can do.
            _engines["first"] = engine
    first = _engines["first"]
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


def keep_routes() -> None:
    """Let werkzeug compile each route once: a route becomes a function of nothing but its own words."""
    compile_builder = Rule._compile_builder

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        name = (rule.rule, *rule._trace, append_unknown)
        if name not in _builders:
            _builders[name] = compile_builder(rule, append_unknown)
        return _builders[name]

    Rule._compile_builder = remembered  # type: ignore[method-assign]
