"""What: years, reports, their versions, what the machine and people did with them."""

from .check_runs import CheckRun, CheckRunStatus, Finding, FindingState, RequirementOutcome
from .drafts import FormDraft
from .history import Receipt, ReturnItem, ReturnLetter, StatusChange
from .reports import AnnualReport, ReportStatus
from .responses import FindingResponse, ResponseKind
from .search import ReportText
from .sketches import ReportSketch, SketchHash
from .versions import Attachment, ReportVersion, StoredFile, VersionSource
from .years import ReportingYear, StandardVersion

__all__ = [
    "AnnualReport",
    "Attachment",
    "CheckRun",
    "CheckRunStatus",
    "Finding",
    "FindingResponse",
    "FindingState",
    "FormDraft",
    "Receipt",
    "ReportSketch",
    "ReportStatus",
    "ReportText",
    "ReportVersion",
    "ReportingYear",
    "RequirementOutcome",
    "ResponseKind",
    "ReturnItem",
    "ReturnLetter",
    "SketchHash",
    "StandardVersion",
    "StatusChange",
    "StoredFile",
    "VersionSource",
]
