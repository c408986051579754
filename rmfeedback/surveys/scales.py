"""The kinds of items, and the words of their scales in both languages."""

from dataclasses import dataclass

FIVE_POINT_KINDS = ("agree5", "frequency5")
SCALED_KINDS = (*FIVE_POINT_KINDS, "recommend11")
KINDS = (*SCALED_KINDS, "choice", "comment")
# For staff.
KIND_WORDS = {
    "agree5": "agree, 1 to 5",
    "frequency5": "how often, 1 to 5",
    "recommend11": "0 to 10",
    "choice": "choice",
    "comment": "open",
}


@dataclass(frozen=True)
class Text:
    """The same words in both languages."""

    en: str
    de: str

    def in_(self, language: str) -> str:
        """Return the German words for "de", the English ones for any other language."""
        return self.de if language == "de" else self.en


# What a form sends for an item left unjudged; stored as missing, never as the middle of the scale.
NOT_JUDGED = "na"
CANNOT_JUDGE = Text("I cannot judge this", "Kann ich nicht beurteilen")
# Low to high: every point of the five-point scales, both ends of the long one.
SCALE_LABELS = {
    "agree5": (
        Text("Strongly disagree", "Stimme gar nicht zu"),
        Text("Disagree", "Stimme eher nicht zu"),
        Text("Neither agree nor disagree", "Teils, teils"),
        Text("Agree", "Stimme eher zu"),
        Text("Strongly agree", "Stimme voll zu"),
    ),
    "frequency5": (
        Text("Never", "Nie"),
        Text("Rarely", "Selten"),
        Text("Sometimes", "Manchmal"),
        Text("Often", "Oft"),
        Text("Almost always", "Fast immer"),
    ),
    "recommend11": (
        Text("Not at all likely", "Sehr unwahrscheinlich"),
        Text("Extremely likely", "Sehr wahrscheinlich"),
    ),
}
