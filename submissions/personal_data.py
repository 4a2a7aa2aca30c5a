"""Personal data the check found, masked wherever the text is shown to the public."""

from .models import AnnualReport, Finding, ReportVersion

SHOWN_HEAD, SHOWN_TAIL = 3, 2  # characters left of a masked number, as in 138****34


def personal_findings(report: AnnualReport) -> list[Finding]:
    """The findings about personal data of the check that belongs to the version handed in."""
    run = report.submitted_run_id
    if run is None:
        return []
    return list(Finding.objects.filter(run=run, rule__startswith="personal_data."))


def personal_passages(report: AnnualReport) -> list[str]:
    """Each passage as the office sees it before publishing: masked, so that it is not spread further."""
    version = report.submitted_version
    if version is None:
        return []
    return [mask(version.text[start:end]) for start, end in _spans(report)]


def public_text(report: AnnualReport) -> str:
    """The text of the version handed in, every personal number masked. Its length stays the same."""
    version: ReportVersion | None = report.submitted_version
    text = version.text if version else ""
    for start, end in _spans(report):
        text = text[:start] + mask(text[start:end]) + text[end:]
    return text


def _spans(report: AnnualReport) -> list[tuple[int, int]]:
    return [(start, end) for finding in personal_findings(report) for start, end in finding.evidence]


def mask(number: str) -> str:
    """Stars in the middle; of a short number all but its first character."""
    if len(number) <= SHOWN_HEAD + SHOWN_TAIL:
        return number[:1] + "*" * (len(number) - 1)
    hidden = len(number) - SHOWN_HEAD - SHOWN_TAIL
    return number[:SHOWN_HEAD] + "*" * hidden + number[-SHOWN_TAIL:]
