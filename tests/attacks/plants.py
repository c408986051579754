"""The leaks that `planting.py` plants: what each changes, and which tests have to find it."""

from dataclasses import dataclass

MODELS, SEALING = "rmfeedback/surveys/models.py", "rmfeedback/surveys/sealing.py"
OPENING, POOLING = "rmfeedback/surveys/opening.py", "rmfeedback/surveys/pooling.py"
BOX, KEYS, DB = "rmfeedback/surveys/ballot_box.py", "rmfeedback/surveys/keys.py", "rmfeedback/db.py"
FIRST_TABLES = "rmfeedback/migrations/responses/versions/0001_first_tables.py"
HEALTH, INVITING = "rmfeedback/staff/health.py", "rmfeedback/programmes/inviting.py"

# A few waves of the simulated attacks are enough for leaks as plain as these.
WAVES = ("tests/attacks/test_waves.py", "-k", "test_nothing_tells", "--waves", "4")
TRACES, FORGING = ("tests/attacks/test_traces.py",), ("tests/attacks/test_forging.py",)


@dataclass(frozen=True)
class Edit:
    """One replacement in one file; `old` stands there exactly once."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Plant:
    """A leak, and where it has to be found."""

    name: str
    tests: tuple[str, ...]
    edits: tuple[Edit, ...]


def _one(name: str, tests: tuple[str, ...], file: str, old: str, new: str) -> Plant:
    return Plant(name, tests, (Edit(file, old, new),))


AT_SUBMIT = "    ballot = ballot or look_up(code, today)\n    proof ="


def _at_submit(name: str, tests: tuple[str, ...], *lines: str) -> Plant:
    """A leak in the function that keeps an answer."""
    return _one(name, tests, BOX, AT_SUBMIT, "".join(f"    {line}\n" for line in lines) + AT_SUBMIT)


PLANTS = (
    Plant(
        "a column created_at",
        ("tests/test_migrations.py",),
        (
            Edit(
                MODELS,
                "    cell: Mapped[str]\n    sealed: Mapped[bytes] = mapped_column(LargeBinary)\n",
                "    cell: Mapped[str]\n    sealed: Mapped[bytes] = mapped_column(LargeBinary)\n"
                "    created_at: Mapped[datetime | None]\n",
            ),
            Edit(MODELS, "from datetime import date,", "from datetime import date, datetime,"),
            Edit(
                FIRST_TABLES,
                '        sa.Column("sealed", sa.LargeBinary(), nullable=False),\n',
                '        sa.Column("sealed", sa.LargeBinary(), nullable=False),\n'
                '        sa.Column("created_at", sa.DateTime(), nullable=True),\n',
            ),
        ),
    ),
    Plant(
        "no shuffle, and ids in order",
        WAVES,
        (
            Edit(OPENING, "    secrets.SystemRandom().shuffle(rows)\n", ""),
            Edit(
                OPENING,
                '    return {"id": random_key(), ',
                '    _turn.append(0)\n    return {"id": len(_turn).to_bytes(16, "big"), ',
            ),
            Edit(OPENING, "def _row(", "_turn: list[int] = []\n\n\ndef _row("),
        ),
    ),
    Plant(
        "comments in order",
        WAVES,
        (
            Edit(OPENING, "for kept in _shuffled(pooled.comments)]", "for kept in pooled.comments]"),
            Edit(OPENING, "by_id(rows)", "rows if model is Comment else by_id(rows)"),
            Edit(
                OPENING,
                'comments = [_row(wave.key, kept) | {"text": kept.value} for kept in redacted]',
                'comments = [_row(wave.key, kept) | {"text": kept.value, "id": n.to_bytes(16, "big")} '
                "for n, kept in enumerate(redacted)]",
            ),
        ),
    ),
    _one(
        "sequential ids",
        WAVES,
        DB,
        "    return secrets.token_bytes(16)\n",
        '    global _turn\n    _turn = globals().get("_turn", 0) + 1\n    return _turn.to_bytes(16, "big")\n',
    ),
    Plant(
        "answers of one person under one id",
        WAVES,
        (
            Edit(
                POOLING,
                "    item_key: str\n    value: str\n",
                '    item_key: str\n    value: str\n    owner: bytes = b""\n',
            ),
            Edit(
                POOLING,
                "        pooled.answers.append(Kept(_cell(response, broken_down), item.key, value))",
                '        owner = id(response).to_bytes(8, "big")\n'
                "        pooled.answers.append(Kept(_cell(response, broken_down), item.key, value, owner))",
            ),
            Edit(OPENING, '{"id": random_key(), ', '{"id": (kept.owner + random_key())[:16], '),
        ),
    ),
    _one("no padding", ("tests/surveys/test_sealing.py",), SEALING, '.ljust(PLAINTEXT_BYTES, b"\\0")', ""),
    _one(
        "WAL mode",
        ("tests/test_db.py", "tests/test_doctor.py"),
        DB,
        '{"journal_mode": "delete", ',
        '{"journal_mode": "wal", ',
    ),
    _one(
        "no secure_delete",
        ("tests/test_db.py", "tests/test_doctor.py"),
        DB,
        '"secure_delete": 1, ',
        '"secure_delete": 0, ',
    ),
    _at_submit("a printed code", TRACES, 'print("kept for", code)'),
    _at_submit(
        "a log line with the digest",
        TRACES,
        "import logging",
        'logging.getLogger("rmfeedback").warning("kept %s", codes.digest(code).hex())',
    ),
    _at_submit(
        "a plaintext draft",
        (*WAVES[:-1], "2"),
        "from rmfeedback import config",
        'with (config.current()["INSTANCE"] / "drafts").open("a") as out:',
        "    out.write(repr(dict(answers)))",
    ),
    Plant(
        "a counter in /metrics",
        ("tests/attacks/test_watching.py",),
        (
            Edit(
                HEALTH,
                '        "# HELP rmfeedback_info The version that runs.\\n"',
                '        f"answers {len(counted)}\\n"\n'
                '        "# HELP rmfeedback_info The version that runs.\\n"',
            ),
            Edit(HEALTH, "_STARTED = time.time()\n", "_STARTED = time.time()\ncounted: list[int] = []\n"),
            Edit(
                BOX,
                AT_SUBMIT,
                "    from rmfeedback.staff.health import counted\n    counted.append(1)\n" + AT_SUBMIT,
            ),
        ),
    ),
    _one(
        "digests kept after closing",
        (*WAVES[:-1], "2"),
        "rmfeedback/surveys/box_tables.py",
        "    of_wave = select(Envelope.id)",
        "    from rmfeedback import config\n"
        '    kept = b"".join(db.session.scalars(select(Link.digest)))\n'
        '    (config.current()["INSTANCE"] / "old").write_bytes(kept)\n'
        "    of_wave = select(Envelope.id)",
    ),
    _one(
        "the key kept",
        ("tests/surveys/test_opening.py",),
        KEYS,
        "    for name in (_PRIVATE, WRAPPED, OFFERED, _PIN, _EPOCH):",
        "    for name in (WRAPPED, OFFERED, _PIN, _EPOCH):",
    ),
    _one(
        "envelope ids kept in the room of people",
        ("tests/waves/test_lifecycle.py",),
        INVITING,
        "where(Invitation.wave_key == wave_key).values(envelope_id=None)",
        "where(Invitation.wave_key == wave_key).values(sent_on=None)",
    ),
    _one(
        "the key read from the table",
        FORGING,
        KEYS,
        "    if found.public != wave.public_key or found.frozen != frozen(wave) "
        "or not _has_its_day(wave, kept):\n"
        "        raise BoxUntrusted()\n    return found\n",
        '    return Pin(wave.public_key or b"", found.frozen)\n',
    ),
    _one(
        "envelopes not bound to their place",
        ("tests/surveys/test_sealing.py",),
        SEALING,
        "    return _INFO + wave_key.encode() + envelope_id + cell.encode()\n",
        "    return _INFO\n",
    ),
    _one(
        "answers without proof",
        FORGING,
        OPENING,
        "    if not is_sound or not proofs.has(envelope.id, mark):",
        "    if not is_sound:",
    ),
    _one(
        "small roles stored as they are",
        ("tests/surveys/test_pooling.py",),
        POOLING,
        "    small = {role for role in questionnaires if roles[role] < smallest_group}\n",
        "    small: set[Role] = set()\n",
    ),
    _one(
        "a later wave's key in a copy of the trustee's",
        ("tests/attacks/test_trustees_key.py",),
        "rmfeedback/surveys/trustee_key.py",
        "    pair, drawn = sealing.make_key_pair(), words.draw(language)\n",
        "    pair, drawn = sealing.make_key_pair(), words.draw(language)\n"
        "    keys.store_private(wave_key, pair.private)\n",
    ),
)
