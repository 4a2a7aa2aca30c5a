"""Asking the worker for a file. :mod:`review.export_runs` makes it."""

from functools import partial

from django.db import transaction

from offices import audit
from offices.models import User
from submissions.models import ReportingYear

from .models import Export, ExportKind
from .tasks import enqueue_export

LISTS = (ExportKind.COMPLIANCE_XLSX, ExportKind.COMPLIANCE_CSV)


def ask_for(
    year: ReportingYear,
    kind: str,
    *,
    by: User,
    query: str = "",
    columns: list[str] | None = None,
    language: str = "zh-hans",
    options: dict[str, str] | None = None,
) -> Export:
    """Write the row and tell the worker once it is there to be seen."""
    export = Export.objects.create(
        year=year,
        kind=kind,
        query=query,
        columns=columns or [],
        options=options or {},
        language=language,
        asked_by=by,
    )
    audit.record("export.asked", actor=by, bureau_id=year.bureau_id, target=export, kind=kind, query=query)
    transaction.on_commit(partial(enqueue_export, export.pk))
    return export


def kind_or_default(name: str) -> str:
    """The kind of list named, the spreadsheet where nothing sensible is."""
    return name if name in LISTS else ExportKind.COMPLIANCE_XLSX
