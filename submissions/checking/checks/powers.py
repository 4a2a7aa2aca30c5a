"""Powers a street or township does not have: making law, setting licences or penalties, judging.

Source: 《立法法》 articles 80 to 93, 《行政许可法》 articles 14 to 17, 《行政处罚法》 articles 10 to 16.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..results import Finding
from .context import CheckContext
from .phrases import phrase_findings


def check_powers(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``wording.beyond_powers``."""
    yield from phrase_findings(context, "wording.beyond_powers")
