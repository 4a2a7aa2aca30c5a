"""The one way a file is refused: a reason id whose words stand in the standard."""

from __future__ import annotations


class UnreadableError(Exception):
    """A file that cannot be read, with the id of the reason and its parameters.

    The ids and their sentences stand in ``standard/data/reading.toml``.
    """

    def __init__(self, reason: str, **params: str | int | float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


class RecognitionNeededError(Exception):
    """The file is a scan of ``pages`` pages and the caller wants to give recognition a time of its own."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages
