"""What templates and programs leave behind: placeholders, instructions, field marks.

Source: 《党政机关公文处理工作条例》 (2012), article 19: a document is complete and exact. The
forms were seen in reports and in bought samples (domain notes, section 3).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..results import Finding
from .context import CheckContext
from .phrases import phrase_findings


def check_template_residue(context: CheckContext) -> Iterator[Finding]:
    """Findings of ``template.residue``."""
    yield from phrase_findings(context, "template.residue")
