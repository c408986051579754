"""What insights says no to. Each is a ValueError, so that a notebook needs to know nothing of ours."""


class InsightsRefused(ValueError):
    """The parent of every refusal here; its text is a sentence for people."""


class NoComments(InsightsRefused):
    """There is nothing to read."""


class LengthsDiffer(InsightsRefused):
    """Comments and what is told about them are not of one length."""


class ColumnMissing(InsightsRefused):
    """A table lacks a column that is needed."""


class FileUnreadable(InsightsRefused):
    """A file is not there, is not UTF-8, or is not what its name says."""


class SettingUnknown(InsightsRefused):
    """A setting has a value that is not offered."""


class NotInstalled(InsightsRefused):
    """What was asked for is not part of this installation."""
