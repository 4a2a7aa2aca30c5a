"""Every check, in the order a reader meets what they look at."""

from __future__ import annotations

from .citations import check_citations
from .context import Check, CheckContext, Expectation
from .expressions import check_expression_variants, check_outdated_expressions
from .figures import check_figures
from .first_responsible import check_first_responsible
from .incomplete import check_incomplete
from .length import check_length
from .measures import check_measures
from .numbering import check_numbering
from .office_name import check_office_name
from .period import check_period
from .personal_data import check_personal_data
from .powers import check_powers
from .programmes import check_programmes
from .punctuation import check_doubled_punctuation, check_mixed_punctuation
from .readability import check_readability
from .secrecy import check_secrecy
from .sections import check_sections
from .shortcomings import check_causes
from .signature import check_signature
from .template import check_template_residue
from .topics import check_topics
from .typos import check_typos

__all__ = ["ALL_CHECKS", "Check", "CheckContext", "Expectation"]

ALL_CHECKS: tuple[Check, ...] = (
    # the file as a whole
    check_secrecy,
    check_readability,
    check_length,
    # what the report must contain
    check_sections,
    check_period,
    check_office_name,
    check_first_responsible,
    check_topics,
    check_causes,
    check_measures,
    # what it says
    check_figures,
    check_citations,
    check_programmes,
    check_powers,
    # how it says it
    check_template_residue,
    check_expression_variants,
    check_outdated_expressions,
    check_typos,
    check_incomplete,
    check_doubled_punctuation,
    check_mixed_punctuation,
    check_numbering,
    check_personal_data,
    # its end
    check_signature,
)
