"""Finding reports by any two characters of their text.

Chinese has no blanks between words, so the index holds every pair and every
triple of neighbouring characters, and whole words of Latin letters and digits.
A query of two characters asks for one pair, a longer one for all its triples.
On PostgreSQL a GIN index over ``tsvector``, on SQLite an FTS5 table, answers
(migration ``search``); both follow the rows of :class:`ReportText` by
themselves.
"""

import re
import unicodedata

from django.db import connection
from django.db.models.expressions import RawSQL

from .models import ReportText, ReportVersion

LEAST_CHARACTERS = 2
_RUN = re.compile(r"[㐀-鿿豈-﫿]+|[a-z0-9]+")
_POSTGRESQL = "SELECT * FROM submissions_texts_with(%s)"
_SQLITE = "SELECT rowid FROM submissions_reporttext_fts WHERE submissions_reporttext_fts MATCH %s"


def keep(version: ReportVersion) -> None:
    """Index the version's text; of a report only this version and the one handed in stay indexed."""
    ReportText.objects.update_or_create(version=version, defaults={"grams": grams_of(version.text)})
    ReportText.objects.filter(version__report=version.report_id).exclude(
        version__in=[version.pk, version.report.submitted_version_id or version.pk]
    ).delete()


def versions_with(query: str) -> RawSQL | None:
    """Ids of the indexed versions whose text holds all words of ``query``; None where it
    is too short to search for.
    """
    terms = _terms_of(query)
    if not terms:
        return None
    if connection.vendor == "postgresql":
        return RawSQL(_POSTGRESQL, [" & ".join(terms)])  # noqa: S611 - the terms are letters, digits and Chinese
    return RawSQL(_SQLITE, [" ".join(f'"{term}"' for term in terms)])  # noqa: S611 - as above


def grams_of(text: str) -> str:
    """What the index holds of a text: each pair, triple and word once, with blanks between."""
    grams: dict[str, None] = {}
    for run in _runs(text):
        if run[0].isascii():
            grams[run] = None
            continue
        for length in (2, 3):
            grams.update((run[at : at + length], None) for at in range(len(run) - length + 1))
    return " ".join(grams)


def _terms_of(query: str) -> list[str]:
    terms: list[str] = []
    for run in _runs(query):
        if run[0].isascii() or len(run) in (2, 3):
            terms.append(run)
        elif len(run) > LEAST_CHARACTERS:
            terms += [run[at : at + 3] for at in range(len(run) - 2)]
    return list(dict.fromkeys(terms))


def _runs(text: str) -> list[str]:
    """Runs of Chinese characters or of letters and digits, in one width and case."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).casefold())
