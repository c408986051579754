"""Words a questionnaire may not use: promises that are the application's to make, questions about the person.

Both lists look for sentences that ask or promise, not for single words: “regardless of age” asks nobody's
age. They cannot find every such sentence; whoever publishes reads the form as well.
"""

import re
from collections.abc import Iterable

_GROUPS_EN = (
    "unit|department|division|function|site|location|office|country|region|level|grade|age group|generation"
)
_GROUPS_DE = (
    "abteilung|bereich|einheit|referat|standort|niederlassung|werk|land|region|ebene|altersgruppe|generation"
)
_BELONG_EN = r"(?:work|belong|based|located|employed|sit|assigned|come from)"
_BELONG_DE = r"(?:arbeite|gehör|tätig|beschäftigt|angestellt|sitzen|zugeordnet|angesiedelt|kommen)"

PROMISES = re.compile(
    r"anonym\w*|confidential\w*|vertraulich\w*|untraceable|\bsecret\w*|\bgeheim\w*|rückschl[uü]\w+"
    r"|(?:nobody|no one) (?:will|can|could|is able to) (?:ever )?(?:see|know|learn|find out|tell|trace)"
    r"|niemand (?:kann|wird|erfährt|sieht|weiß)"
    r"|(?:cannot|can't|never) be (?:traced|identified|linked)|nicht (?:zurück|nach)verfolg\w*",
    re.IGNORECASE,
)
ABOUT_THE_PERSON = re.compile(
    r"\bhow old\b|\byour (?:age|gender|sex|birthday|nationality|religion|job title|pay grade|staff number)\b"
    r"|\bmy (?:age|gender|sex|nationality|job title|department|unit|site) is\b"
    r"|\b(?:year|date) of birth\b|\b(?:you|i) (?:were|was) born\b"
    r"|\b(?:are you|i am|i identify as) (?:an? )?(?:man|woman|male|female|non-binary)\b"
    rf"|\b(?:which|what) (?:\w+ )?(?:{_GROUPS_EN})\b[^.?!]*\b{_BELONG_EN}\b"
    rf"|\b(?:which|what) (?:\w+ )?(?:{_GROUPS_EN}) are you in\b|\bwhat is your (?:\w+ )?(?:{_GROUPS_EN})\b"
    r"|\bwhere (?:do you work|are you (?:based|located|employed))\b"
    r"|\bhow (?:long|many years) have you (?:worked|been (?:with|at|here|employed|working))\b"
    r"|\bhow (?:long|many years) have you been in (?:the|this|our|your) (?:company|organi[sz]ation|firm)\b"
    r"|\b(?:years|length) of (?:service|employment)\b|\byour tenure\b"
    r"|\bwie alt\b|\bihr (?:alter|geschlecht|jahrgang|dienstalter)\b"
    r"|\bihre (?:altersgruppe|nationalität|staatsangehörigkeit|religion|personalnummer|stellenbezeichnung)\b"
    r"|\bgeburts(?:jahr|datum|tag)\w*|\b(?:sind sie|wurden sie|ich bin) (?:\w+ )?geboren\b"
    r"|\b(?:sind sie|ich bin) (?:eine? )?(?:mann|frau|männlich|weiblich|divers)\b"
    rf"|\bwelche[mnrs]? (?:\w+ )?(?:{_GROUPS_DE})\b[^.?!]*\b{_BELONG_DE}"
    rf"|\b(?:was ist|wie lautet|nennen sie|wie heißt) ihr(?:en?)? (?:{_GROUPS_DE})\b"
    r"|\bwo (?:arbeiten sie|sind sie (?:beschäftigt|tätig|angestellt))\b"
    r"|\b(?:wie lange|seit wann) arbeiten sie\b"
    r"|\b(?:wie lange|seit wann) sind sie [^.?!]*(?:beschäftigt|angestellt|tätig|unternehmen|betrieb|firma)\b"
    r"|\bbetriebszugehörigkeit\b|\bdienstjahre\b",
    re.IGNORECASE,
)
# What somebody would tick to say who he or she is.
AN_ANSWER_ABOUT_THE_PERSON = re.compile(
    r"(?:fe)?male|m[ae]n|wom[ae]n|non-binary|männlich|weiblich|divers|mann|frau|männer|frauen"
    r"|(?:\w+ ){0,3}\d+ (?:years|jahren?)\b.*",
    re.IGNORECASE,
)


def promise_in(words: str) -> str:
    """Return the first words that promise anonymity or secrecy, or nothing."""
    found = PROMISES.search(words)
    return found[0] if found else ""


def question_about_the_person(text: str, options: Iterable[str] = ()) -> str:
    """Return the first words that ask who somebody is, in the text or a choice's answers, or nothing."""
    found = ABOUT_THE_PERSON.search(text)
    if found:
        return found[0]
    return next((option for option in options if AN_ANSWER_ABOUT_THE_PERSON.fullmatch(option.strip())), "")
