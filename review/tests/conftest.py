"""Reports handed in for review, checked by the real engine."""

import pytest
from django.utils import translation

from offices.models import Office, OfficeKind
from submissions import check_runs, uploads, workflow
from submissions.models import AnnualReport, CheckRun

TEXT = """云溪县白石镇人民政府2025年度法治政府建设情况报告
县委、县政府：
现将2025年度法治政府建设情况报告如下：
一、主要举措和成效
（一）深入学习贯彻习近平法治思想。全年开展专题学习12次，培训干部320人次。
（二）严格规范公正文明执法。办理行政执法案件31件，全部经过法制审核。
（三）化解矛盾纠纷。调解纠纷86件，司法所接待咨询900人次。
二、存在的不足和原因
一是部分村干部法治意识不强，原因是培训针对性不够。二是执法力量不足，原因是编制紧张。
三、党政主要负责人履行推进法治建设第一责任人职责情况
镇党委书记主持召开专题会议3次，听取法治建设工作汇报2次，研究解决重大问题5个。镇长出庭应诉1次，带头学法讲法2场。
四、下一年度主要安排
加强村干部法治培训，每季度一次，由司法所负责。充实执法力量，六月底前完成。
云溪县白石镇人民政府
2026年1月15日
"""


@pytest.fixture
def in_chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def admin_client(client, administrator):
    """A browser of the bureau's administrator; not Django's superuser."""
    client.force_login(administrator)
    return client


def hand_in(report: AnnualReport, officer, text: str = TEXT, name: str = "报告.txt") -> AnnualReport:
    """Upload, check by the engine, submit: the report as the bureau receives it."""
    version = uploads.receive(report, uploads.IncomingFile(name, text.encode()), by=officer)
    check_runs.run(CheckRun.objects.get(version=version).pk)
    report.refresh_from_db()
    AnnualReport.objects.filter(pk=report.pk).update(
        must_count=0
    )  # what must be mended is not the matter here
    report.refresh_from_db()
    workflow.submit(report, by=officer, declared_by="周正")
    return AnnualReport.objects.select_related(
        "year__bureau", "office", "submitted_version", "submitted_run"
    ).get(pk=report.pk)


@pytest.fixture
def handed_in(report, officer):
    """白石镇's report, handed in and checked."""
    return hand_in(report, officer)


@pytest.fixture
def more_reports(year, bureau, neighbour, other_office):
    """Two more reports handed in, of other offices."""
    third = Office.objects.create(
        bureau=bureau, name="云溪县河口乡人民政府", short_name="河口乡", kind=OfficeKind.TOWNSHIP
    )
    AnnualReport.objects.create(year=year, office=third)
    neighbour.memberships.create(role="officer", bureau=bureau, office=third)
    neighbour.__dict__.pop("_access", None)  # read anew with the new role
    reports = AnnualReport.objects.filter(office__in=[other_office, third])
    return [
        hand_in(report, neighbour, TEXT.replace("白石镇", report.office.short_name)) for report in reports
    ]
