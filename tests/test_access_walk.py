"""Every address × every role × own and other office and bureau, taken from the URL configuration itself.

A new address without a rule in ``reportsite/access.py`` fails; so does one that lets somebody in whom its
rule keeps out, lets nobody in at all, or shows a stranger anything of this bureau.
"""

import itertools
import re
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from offices.models import Bureau, Membership, Notification, Office, Role, User
from reportsite.access import RULES, Rule, Scope, addresses, rule_of
from review.api_tokens import make_token
from review.models import (
    Comment,
    Criterion,
    Decision,
    DryRun,
    Export,
    IntakeBatch,
    Phrase,
    Review,
    Rubric,
    SavedView,
)
from review.standard_editing import content_to_edit
from submissions import check_runs, uploads, workflow
from submissions.models import AnnualReport, Attachment, Finding, ReturnItem, ReturnLetter
from tests.cast import give_role, open_year, person

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(600)]
TEXT = """云溪县白石镇人民政府2025年度法治政府建设情况报告
县委、县政府：
现将2025年度法治政府建设情况报告如下：
一、主要举措和成效
全年开展专题学习12次，培训干部320人次。办理行政执法案件31件。
二、存在的不足和原因
一是部分村干部法治意识不强，原因是培训针对性不够。
三、党政主要负责人履行推进法治建设第一责任人职责情况
镇党委书记主持召开专题会议3次，研究解决重大问题5个。
四、下一年度主要安排
加强村干部法治培训，每季度一次，由司法所负责。
云溪县白石镇人民政府
2026年1月15日
"""
OWN_WORDS = re.compile("白石镇|云溪县|陈小云")
# Pages that are about everybody's published reports, or the site's own showcase.
SHOWS_ANYTHING = {"gallery", "gallery_desk", "public_index", "sitemap", "sign_in", "public_bureau"}
SAFE_REFUSALS = (401, 403, 404, 405)


@dataclass
class World:
    """One bureau with one report in full, another bureau, and everybody; objects are built once."""

    people: dict[str, User | AnonymousUser] = field(default_factory=dict)
    held: dict[str, list[Membership]] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    arguments: dict[str, object] = field(default_factory=dict)
    special: dict[str, dict[str, object]] = field(default_factory=dict)
    bureau: Bureau | None = None
    office: Office | None = None
    owners: dict[str, User] = field(default_factory=dict)


def everybody(world: World, bureau, office, neighbour, other, other_office) -> None:
    """Each role here, next door, and in the other bureau."""
    cast = {"neighbour": (Role.OFFICER, bureau, neighbour)}
    for role in Role:
        is_office = role in (Role.OFFICER, Role.OFFICE_LEAD)
        cast[role.value] = (role, bureau, office if is_office else None)
        cast[f"foreign {role.value}"] = (role, other, other_office if is_office else None)
    for name, (role, where, of_office) in cast.items():
        is_staff = role in (Role.SYSTEM_ADMIN, Role.BUREAU_ADMIN)
        user = person(name.replace(" ", "_"), f"人员{len(world.people)}", is_staff=is_staff)
        world.people[name] = give_role(user, role, where, of_office)
    rater = give_role(person("rater", "石评"), Role.OFFICER, bureau, office)
    world.people["rater"] = give_role(rater, Role.REVIEWER, bureau)
    world.people["nobody's"] = person("roleless", "无职")
    for name, user in world.people.items():
        world.held[name] = list(user.memberships.all())
        world.clients[name] = Client()
        world.clients[name].force_login(user)
    world.people["anonymous"], world.clients["anonymous"] = AnonymousUser(), Client()


def one_report(world: World, year, office) -> AnnualReport:
    """Handed in, checked, with everything that can hang on a report."""
    report = AnnualReport.objects.get(year=year, office=office)
    officer, reviewer = world.people["officer"], world.people["reviewer"]
    version = uploads.receive(report, uploads.IncomingFile("报告.txt", TEXT.encode()), by=officer)
    check_runs.run(version.check_runs.get().pk)
    AnnualReport.objects.filter(pk=report.pk).update(must_count=0)
    report.refresh_from_db()
    receipt = workflow.submit(report, by=officer, declared_by="周正")
    report = AnnualReport.objects.get(pk=report.pk)
    letter = ReturnLetter.objects.create(report=report, version=version, body="请补充。", sent_by=reviewer)
    item = ReturnItem.objects.create(letter=letter, position=1, text="请补充。")
    rubric = Rubric.objects.filter(year=year).first() or Rubric.objects.create(year=year, version=1)
    criterion = rubric.criteria.first() or Criterion.objects.create(rubric=rubric, title="内容", points=10)
    review = Review.objects.create(report=report, version=version, rubric=rubric, reviewer=reviewer)
    comment = Comment.objects.create(report=report, version=version, body="好", by=reviewer)
    attachment = Attachment.objects.create(version=version, file=version.file, original_name="附件.txt")
    finding = Finding.objects.filter(run__version=version).first()
    decision = Decision.objects.create(
        report=report, version=version, kind="accept", decided_by=reviewer, goes_out_at=timezone.now()
    )
    assert review.pk
    world.arguments = {
        "pk": report.pk,
        "number": 1,
        "year_pk": year.pk,
        "bureau_pk": year.bureau_id,
        "finding_pk": finding.pk if finding else 0,
        "target": "comment",
        "item_pk": item.pk,
        "criterion_pk": criterion.pk,
        "comment_pk": comment.pk,
        "attachment_pk": attachment.pk,
        "slug": year.bureau.slug,
        "name": "curve",
        "kind": "circular",
        "key": "achievements",
        "report_id": report.pk,
        "year_id": year.pk,
        "token": "made-up",
        "uidb64": "MQ",
    }
    number = getattr(receipt, "number", None) or report.receipts.first().number
    world.special = {
        "receipt": {"number": number},
        "letter_docx": {"pk": letter.pk},
        "decision_take_back": {"pk": decision.pk},
        "public_office": {"pk": office.pk},
    }
    return report


@pytest.fixture
def world(db):
    """Built once for a whole walk; each step of it is taken back."""
    built = World()
    bureau = Bureau.objects.create(name="云溪县司法局", county="云溪县", slug="yunxi")
    other = Bureau.objects.create(name="江口县司法局", county="江口县", slug="jiangkou")
    office, neighbour = (
        Office.objects.create(bureau=bureau, name=f"云溪县{name}人民政府", short_name=name, kind="town")
        for name in ("白石镇", "青林镇")
    )
    far = Office.objects.create(bureau=other, name="江口县东渡镇人民政府", short_name="东渡镇", kind="town")
    everybody(built, bureau, office, neighbour, other, far)
    year = open_year(bureau, 2025)
    open_year(other, 2025)
    built.bureau, built.office = bureau, office
    report = one_report(built, year, office)
    more_things(built, report)
    return built


def more_things(world: World, report: AnnualReport) -> None:
    """What belongs to one person or to the bureau rather than to the report."""
    officer, reviewer = world.people["officer"], world.people["reviewer"]
    notice = Notification.objects.create(user=officer, key="walk", kind="report_accepted", url="/")
    view = SavedView.objects.create(owner=reviewer, bureau=world.bureau, name="我的", query="")
    phrase = Phrase.objects.create(bureau=world.bureau, title="补充", body="请补充。")
    batch = IntakeBatch.objects.create(bureau=world.bureau, brought_by=world.people["bureau_admin"])
    export = Export.objects.create(
        year=report.year,
        kind="compliance_csv",
        status="done",
        file=report.submitted_version.file,
        file_name="一览表.csv",
        asked_by=reviewer,
    )
    run = DryRun.objects.create(
        year=report.year, content=content_to_edit(report.year), asked_by=world.people["bureau_admin"]
    )
    api_token, _text = make_token(world.bureau, "统计", by=world.people["bureau_admin"])
    world.owners = {"notice_open": officer, "queue_view_delete": reviewer}
    world.special |= {
        "notice_open": {"pk": notice.pk},
        "queue_view_delete": {"pk": view.pk},
        "phrase_edit": {"pk": phrase.pk},
        "phrase_remove": {"pk": phrase.pk},
        "intake_batch": {"pk": batch.pk},
        "export_download": {"pk": export.pk},
        "security_act": {"pk": officer.pk},
        "dry_run": {"pk": run.pk},
        "api_token_revoke": {"pk": api_token.pk},
        "standard_entry": {"kind": "duty", "key": "P1"},
        "word_new": {"name": "typos"},
        "word_switch": {"name": "laws"},
        "word_change": {"name": "laws", "key": "民法典"},
    }


NAMED = [(name, route) for name, route in addresses(get_resolver()) if not name.startswith("admin:")]
PARAMETERS = re.compile(r"<(?:\w+:)?(\w+)>")


def address_of(world: World, name: str, route: str) -> str:
    """The address for the report, office and bureau of the world."""
    special = world.special.get(name, {})
    values = {key: special.get(key, world.arguments.get(key)) for key in PARAMETERS.findall(route)}
    assert None not in values.values(), f"the walk knows no value for {name}: {values}"
    return "/" + PARAMETERS.sub(lambda match: str(values[match[1]]), route)


def may(world: World, rule: Rule, name: str, who: str) -> bool:
    """What the rule says about this person and the world's one report, office and bureau."""
    user = world.people[who]
    if rule.scope is Scope.OPEN:
        return True
    if not user.is_authenticated or rule.scope is Scope.PROGRAM:
        return False
    if rule.scope is Scope.SIGNED_IN:
        return True
    if rule.scope is Scope.OWNER:
        return user == world.owners[name]
    held = world.held[who]
    if rule.scope is Scope.ANYWHERE:
        return any(one.role in rule.roles for one in held)
    if rule.scope is Scope.JUDGED and any(one.office_id == world.office.pk for one in held):
        return False
    return any(
        one.role in rule.roles
        and (one.office_id == world.office.pk if one.office_id else one.bureau_id == world.bureau.pk)
        for one in held
    )


def ask(client: Client, method: str, address: str):
    """One request in a savepoint that is taken back, so that every person finds the same world."""
    client.raise_request_exception = True
    point = transaction.savepoint()
    cookies = client.cookies.copy()
    try:
        answer = getattr(client, method)(address)
        if answer.streaming:
            answer.read_all = b"".join(answer.streaming_content)
        return answer
    finally:
        client.cookies = cookies
        connection.needs_rollback = False
        transaction.savepoint_rollback(point)


def is_refused(answer) -> bool:
    to_sign_in = answer.status_code == 302 and answer.url.startswith(reverse("sign_in"))
    return to_sign_in or answer.status_code in SAFE_REFUSALS


def test_every_address_has_a_rule():
    assert [name for name, _route in NAMED if rule_of(name) is None] == []


def test_no_rule_is_left_over():
    names = {name for name, _route in NAMED}
    optional = {"sso", "sso_callback"}
    left = {name for name in RULES if name not in names}
    assert left - optional == set()


def test_the_table_in_the_docs_is_fresh():
    call_command("permissions", "--check")


PARTS = 4
PART_NAMES = [f"part {number + 1} of {PARTS}" for number in range(PARTS)]
# A state this report is not in, or an address that was signed for somebody.
NEEDS_MORE = (Scope.OPEN, Scope.SIGNED_IN, Scope.OWNER, Scope.PROGRAM)
# Monitors' pages: /metrics wants a key or this machine, /ready/ looks for a broker for two seconds.
OF_MONITORS = {"metrics", "ready"}


@pytest.mark.parametrize("part", range(PARTS), ids=PART_NAMES)
def test_only_those_get_in_whom_the_rule_names_and_they_do(world, part, settings):
    settings.ROOT_URLCONF = "tests.plain_refusals"
    wrong = []
    for name, route in NAMED[part::PARTS]:
        if name not in OF_MONITORS:
            wrong += walk(world, name, rule_of(name), address_of(world, name, route))
    assert not wrong, "\n".join(wrong)


def walk(world: World, name: str, rule: Rule, address: str) -> list[str]:
    """What is wrong with one address, in words."""
    wrong, seen = [], set()
    for who, method in itertools.product(world.people, ("get", "post")):
        answer = ask(world.clients[who], method, address)
        allowed = may(world, rule, name, who)
        told = f"{name}: {who} {method} {answer.status_code}"
        seen |= {answer.status_code} if allowed else set()
        if not allowed and not is_refused(answer):
            wrong.append(f"{told}, was let in")
        if allowed and method == "get" and answer.status_code == 403:
            wrong.append(f"{told}, was kept out")
        if answer.status_code >= 500:
            wrong.append(f"{told}, failed")
        is_closed = rule.scope is not Scope.OPEN and name not in SHOWS_ANYTHING
        if who.startswith("foreign") and is_closed and OWN_WORDS.search(words_of(answer)):
            wrong.append(f"{told}, read of the other bureau")
    if rule.scope not in NEEDS_MORE and seen <= {403, 404}:
        wrong.append(f"{name}: a rule nobody can use, {seen}")
    return wrong


def test_a_refusal_in_full_tells_a_stranger_nothing(world):
    """The walk itself asks for refusals without their page, which would be drawn three thousand times."""
    for name in ("report_result", "review_desk", "export_download", "phrase_edit"):
        address = address_of(world, name, dict(NAMED)[name])
        for who in ("foreign officer", "foreign reviewer", "foreign bureau_admin", "nobody's", "neighbour"):
            answer = ask(world.clients[who], "get", address)
            assert answer.status_code in (403, 404), (name, who)
            assert "<h1" in answer.content.decode()
            assert not OWN_WORDS.search(answer.content.decode()), (name, who)


def words_of(answer) -> str:
    said = getattr(answer, "read_all", None) if answer.streaming else answer.content
    return (said or b"").decode("utf-8", "replace")


ADMIN_PAGES = ["", "offices/user/", "offices/bureau/", "offices/office/", "offices/membership/"]


def test_the_set_up_opens_for_staff_only(world):
    for page, (who, client) in itertools.product(ADMIN_PAGES, world.clients.items()):
        answer = ask(client, "get", f"/admin/{page}")
        is_staff = getattr(world.people[who], "is_staff", False)
        if not is_staff:
            assert is_refused(answer) or answer.url.startswith("/admin/login/"), (page, who)
        if who.startswith("foreign") and answer.status_code == 200:
            assert not OWN_WORDS.search(answer.content.decode()), (page, who)
