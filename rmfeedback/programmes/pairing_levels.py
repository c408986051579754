"""How high somebody stands, read from a title; so that a mentor can be asked to be the junior of the two."""

import re

# Lowest first.
_LEVELS = (
    r"apprentice|trainee|intern|student|graduate|azubi\w*|auszubildende[rn]?|werkstudent\w*|praktikant\w*|volontär\w*",
    r"junior|assistant|agent|officer|operator|crew|clerk|assistenz|assistentin|sachbearbeit\w*|\w*fachkraft"
    r"|mitarbeiter\w*",
    r"analyst\w*|specialist|designer|developer|engineer|solicitor|controller|consultant|spezialist\w*|\w*referent\w*"
    r"|\w*ingenieur\w*|\w*entwickler\w*|experte|expertin|berater\w*",
    r"senior|supervisor|team ?lead\w*|principal|teamleit\w*|gruppenleit\w*|\w*meister\w*|schichtleit\w*",
    r"manager\w*|head|\w*leitung|\w*leiter|\w*leiterin",
    r"director|vice president|vp|general counsel|partner|\w*bereichsleit\w*|direktor\w*|werkleit\w*",
    r"chief|c[eftiho]o|chro|board|president|executive|vorst[aä]nd\w*|geschäftsführ\w*",
)
_KNOWN = tuple(re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for words in _LEVELS)
# Words that make a title small, whatever else stands in it: an assistant to the board is not of the board.
_SMALL = re.compile(rf"(?<!\w)(?:{_LEVELS[0]}|junior|assistant|assistenz|assistentin)(?!\w)", re.IGNORECASE)
# Words that a longer word ends with also name what is higher: team leaders and heads of divisions.
_HEAD, _OF_A_TEAM = 4, 3


def rank(title: str) -> int | None:
    """Return how high a title stands, 0 (apprentice) to 6 (board); None where no word of it is known.

    >>> [rank(title) for title in ("Apprentice Technician", "Teamleiterin", "Bereichsleitung", "Vorstand")]
    [0, 3, 5, 6]
    >>> rank("Assistant to the board"), rank("Wizard")
    (1, None)
    """
    found = [level for level, words in enumerate(_KNOWN) if words.search(title)]
    if not found:
        return None
    if _SMALL.search(title):
        return found[0]
    is_of_a_team = found[-1] == _HEAD and _OF_A_TEAM in found and "senior" not in title.casefold()
    return _OF_A_TEAM if is_of_a_team else found[-1]
