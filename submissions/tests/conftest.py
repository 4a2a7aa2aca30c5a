"""Reports that were brought in and checked, as the worker leaves them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from offices.models import User
from submissions import check_runs, uploads, workflow
from submissions.models import AnnualReport, ReportVersion
from submissions.workflow import LetterItem

SAMPLES = Path(__file__).parents[1] / "checking" / "tests" / "samples"
YEAR_OF_SAMPLE = 2024


def sample_text(name: str = "baizhi-2024") -> str:
    """A sample report as if 白石镇 had written it about 2025; in the default one nothing must be mended."""
    text = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    for old, new in (
        ("白芷街道", "白石镇"),
        ("2025年", "2026年"),
        ("2024年", "2025年"),
        ("2025〕", "2026〕"),
    ):
        text = text.replace(old, new)
    return text


BringIn = Callable[..., ReportVersion]


@pytest.fixture
def bring_in(officer: User) -> BringIn:
    """``bring_in(report, text)``: the next version, checked in this process."""

    def brought(
        report: AnnualReport,
        text: str | None = None,
        *,
        by: User | None = None,
        name: str = "报告.txt",
        **kwargs,
    ) -> ReportVersion:
        data = (text if text is not None else sample_text()).encode()
        version = uploads.receive(report, uploads.IncomingFile(name, data), by=by or officer, **kwargs)
        for run in version.check_runs.filter(status="queued"):
            check_runs.run(run.pk)
        report.refresh_from_db()
        return ReportVersion.objects.get(pk=version.pk)

    return brought


@pytest.fixture
def checked(report: AnnualReport, bring_in: BringIn) -> AnnualReport:
    """白石镇's report, brought in and checked; nothing must be mended."""
    bring_in(report)
    return AnnualReport.objects.for_pages().get(pk=report.pk)


@pytest.fixture
def handed_in(checked: AnnualReport, officer: User) -> AnnualReport:
    """白石镇's report, handed in."""
    workflow.submit(checked, by=officer, declared_by="周正")
    return checked


@pytest.fixture
def sent_back(handed_in: AnnualReport, reviewer: User) -> AnnualReport:
    """白石镇's report, sent back with two things to do."""
    items = [
        LetterItem("请补充书记履职情况。", quote="街道", evidence=[[10, 20]]),
        LetterItem("请核对培训场次。"),
    ]
    workflow.return_for_revision(handed_in, by=reviewer, letter="请按下列意见修改。", items=items)
    return handed_in


@pytest.fixture
def accepted(handed_in: AnnualReport, chief: User) -> AnnualReport:
    """白石镇's report, accepted."""
    workflow.accept(handed_in, by=chief)
    return handed_in


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    """``as_user(officer)``: the client, signed in."""

    def signed_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
