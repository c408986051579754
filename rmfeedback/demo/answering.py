"""People who take part in the demo: each opens the link of a mail and sends the form over HTTP."""

import csv
import http.client
import random
import re
import urllib.parse
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from rmfeedback.surveys.questionnaire import Item, Questionnaire
from rmfeedback.terms import Role

HERE = Path(__file__).parent
AT_ONCE = 8
_CODE = re.compile(r"^\S*/a#([A-Z2-7]{32})\s*$", re.M)
# How leaders see themselves beside how mentors see them, on the scale people see: what the demo has to find.
VIEWS = {
    "open_challenge": (4.3, 3.2),
    "safe_disagree": (4.2, 3.1),
    "growth_visibility": (4.4, 2.5),
    "tech_confidence": (3.1, 2.9),
    "transfer_action": (3.9, 3.3),
    "incl_organisation": (4.3, 2.8),
    "time_kept": (3.9, 3.4),
}
USUAL = (4.0, 3.8)


@dataclass(frozen=True)
class Mailed:
    """What somebody has in hand: the role the mail speaks to, and the code in its link."""

    role: Role
    code: str


def read_mail(file: Path, roles: Mapping[str, Role]) -> Mailed:
    """Return what a written mail holds, with the role of its addressee."""
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return Mailed(roles[message["To"].addresses[0].addr_spec], _CODE.findall(body.get_content())[0])


def everybody_answers(
    mailed: Iterable[Mailed], asked: Mapping[Role, Questionnaire], port: int, *, silent: int = 1
) -> int:
    """Let all but `silent` people of each role answer, several at once; return how many were kept."""
    comments = _comments()
    chance = random.Random(7)
    sheets = []
    for role in Role:
        people = [one for one in mailed if one.role is role][: -silent or None]
        for number, one in enumerate(people):
            language = ("en", "de")[number % 2]
            sheets.append((one.code, language, _answers(asked[role], language, comments, chance)))
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        return sum(crowd.map(lambda sheet: _send(port, *sheet), sheets))


def _send(port: int, code: str, language: str, answers: Mapping[str, str]) -> bool:
    """Open the form and send it, as a browser without script does."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    opened = _post(line, "/a", {"code": code, "lang": language})
    kept = _post(line, "/a/answers", {"code": code, "lang": language, "anyway": "1", **answers})
    line.close()
    return opened == kept == 200


def _post(line: http.client.HTTPConnection, path: str, fields: Mapping[str, str]) -> int:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "Origin": "null",
    }
    line.request("POST", path, urllib.parse.urlencode(fields), headers)
    reply = line.getresponse()
    reply.read()
    return reply.status


def _answers(
    asked: Questionnaire,
    language: str,
    comments: dict[tuple[str, str, str], list[str]],
    chance: random.Random,
) -> dict[str, str]:
    given = {}
    for item in asked.items:
        if item.kind == "comment":
            left = comments[asked.role.value, language, item.asks or ""]
            if left:
                given[item.key] = left.pop()
        elif item.kind == "choice":
            given[item.key] = chance.choice(item.options).key
        else:
            given[item.key] = _score(item, asked.role, chance)
    return given


def _score(item: Item, role: Role, chance: random.Random) -> str:
    leader, mentor = VIEWS.get(item.neutral_key, USUAL)
    low, high = item.scale
    meant = leader if role is Role.LEADER else mentor
    if item.reverse:
        meant = low + high - meant
    at = low + (meant - 1) / 4 * (high - low)
    return str(min(high, max(low, round(chance.gauss(at, 0.9 * (high - low) / 4)))))


def _comments() -> dict[tuple[str, str, str], list[str]]:
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    with (HERE / "comments.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["role"], row["language"], row["question"]].append(row["comment"])
    return found
