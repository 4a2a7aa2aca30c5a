"""What the bureau's side keeps of a file that has to go: archives that hold it, quoted passages, intakes."""

from __future__ import annotations

from django.utils import timezone

from submissions import files, purging
from submissions.models import ReportingYear, ReportVersion, StoredFile

from .models import Comment, Export, ExportKind, ExportStatus, IntakeItem

PURGED = "purged"  # why an archive is not there any more


@purging.also
def forget(stored: StoredFile) -> None:
    """Called in the transaction of the purge. An archive being made is looked at when it is done."""
    versions = ReportVersion.objects.filter(file=stored)
    Comment.objects.filter(version__in=versions).update(quote="", before="", after="")
    IntakeItem.objects.filter(file=stored).update(file=None, is_read=True, problem="secrecy_mark", facts={})
    years = ReportingYear.objects.filter(reports__versions__in=versions)
    held = list(ReportingYear.objects.select_for_update().filter(pk__in=years.values("pk")))
    for export in Export.objects.filter(year__in=held, kind=ExportKind.ARCHIVE, status=ExportStatus.DONE):
        files.purge(export.file)
        Export.objects.filter(pk=export.pk).update(
            status=ExportStatus.FAILED, failure=PURGED, finished_at=timezone.now()
        )
