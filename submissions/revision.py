"""Whether a revised report was revised: by what it says, not by its name or its bytes.

A file that was only renamed or saved anew has other bytes and the same text. It is
refused like the file itself, unless other files come with it, or the office has
explained every item of the letter instead of changing anything.
"""

from django.utils.translation import gettext_lazy as _

from .models import AnnualReport, ReportVersion, ReturnItem

SAME_TEXT = _(
    "The text is the same, word for word, as in the version sent back. Bring in the revised report; "
    "if nothing has to be changed, explain that at every item of the letter."
)
WITHOUT_CHANGE = {ReturnItem.Answer.EXPLAINED, ReturnItem.Answer.NOT_APPLICABLE}


def reads_as_sent_back(report: AnnualReport) -> bool:
    """Whether the current version of a returned report says nothing the one sent back did not say."""
    before, now = report.submitted_version, report.current_version
    if before is None or now is None or before.pk == now.pk:
        return False
    if not now.text_sha256 or now.text_sha256 != before.text_sha256:
        return False
    return _attached(before) == _attached(now) and not _is_all_explained(report)


def _attached(version: ReportVersion) -> list[tuple[str, int]]:
    return sorted(version.attachments.values_list("kind", "file_id"))


def _is_all_explained(report: AnnualReport) -> bool:
    letter = report.letters.first()
    answers = set(letter.items.values_list("answer", flat=True)) if letter else set()
    return bool(answers) and answers <= WITHOUT_CHANGE
