"""Slips of the pen: known ones from a list anyone can extend (``typos.toml``), then misspelt words.

Source: 《国家通用语言文字法》; 《党政机关公文处理工作条例》 (2012), article 19.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..results import Finding
from .context import CheckContext
from .misspelt import misspelt_words
from .phrases import phrase_findings


def check_typos(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``wording.typo``, one a passage."""
    listed = list(phrase_findings(context, "wording.typo"))
    yield from listed
    taken = [span for finding in listed for span in finding.evidence]
    for finding in misspelt_words(context):
        if not any(finding.evidence[0].overlaps(span) for span in taken):
            yield finding
