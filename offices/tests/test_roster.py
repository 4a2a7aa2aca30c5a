import io

import openpyxl
import pytest

from offices import roster, roster_template
from offices.codes import credit_check_character
from offices.models import Membership, Office, OfficeChange, OfficeKind, Role, User
from offices.roster_files import MAX_ROWS, RosterFileError, read_roster
from tests.cast import give_role, person

pytestmark = pytest.mark.django_db

HEAD = "单位名称,类型,区划代码,统一社会信用代码,原单位名称,并入单位,变更日期,姓名,登录名,角色,邮箱"


def credit_code(number):
    first = f"11990123{number:03d}".ljust(17, "7")
    return first + credit_check_character(first)


def lines(*rows, head=HEAD):
    return read_roster("\n".join([head, *rows]).encode()).lines


def apply(bureau, read, by):
    return roster.apply(bureau, read, roster.plan(bureau, read).digest, by=by)


def test_offices_and_people_are_made_at_once(bureau, administrator):
    code = credit_code(7)
    read = lines(
        f"云溪县柳河镇人民政府,镇,990123107000,{code},,,,王柳,liuhe1,经办人,liuhe1@example.com",
        "云溪县柳河镇人民政府,镇,,,,,,赵河,liuhe2,单位负责人,",
    )
    planned, people = apply(bureau, read, administrator)
    made = Office.objects.get(bureau=bureau)
    assert (planned.count("new"), made.kind, made.short_name) == (1, OfficeKind.TOWN, "柳河镇")
    assert {(m.user.username, m.role) for m in made.memberships.all()} == {
        ("liuhe1", Role.OFFICER),
        ("liuhe2", Role.OFFICE_LEAD),
    }
    assert not any(user.has_usable_password() for user in people)
    assert not roster.plan(bureau, read).changes_anything


def test_a_renamed_office_is_found_by_its_code_and_keeps_its_history(bureau, office, administrator):
    Office.objects.filter(pk=office.pk).update(credit_code=credit_code(1))
    read = lines(f"云溪县白石街道办事处,街道,990123009000,{credit_code(1)},,,2026/1/5,,,,")
    apply(bureau, read, administrator)
    office.refresh_from_db()
    assert (office.name, office.kind) == ("云溪县白石街道办事处", OfficeKind.STREET)
    kept = OfficeChange.objects.get(office=office)
    assert (kept.name, str(kept.changed_on)) == ("云溪县白石镇人民政府", "2026-01-05")


def test_a_former_name_finds_the_office_without_any_code(bureau, office, administrator):
    read = lines("云溪县新白石镇人民政府,镇,,,云溪县白石镇人民政府,,,,,,")
    apply(bureau, read, administrator)
    office.refresh_from_db()
    assert (office.name, office.short_name) == ("云溪县新白石镇人民政府", "新白石镇")
    assert not roster.plan(bureau, read).problems  # the same file again does nothing


def test_a_merged_office_ends_and_says_where_it_went(bureau, office, other_office, administrator):
    read = lines("云溪县白石镇人民政府,镇,,,,云溪县青林街道办事处,2026-02-01,,,,")
    planned, _people = apply(bureau, read, administrator)
    office.refresh_from_db()
    assert planned.count("ended") == 1
    assert (office.merged_into, str(office.ended_on)) == (other_office, "2026-02-01")


def test_an_empty_short_name_says_nothing_of_an_office_that_has_one(bureau, office):
    Office.objects.filter(pk=office.pk).update(short_name="白石")
    planned = roster.plan(bureau, lines("云溪县白石镇人民政府,镇,,,,,,,,,"))
    assert planned.count("same") == 1


def test_offices_the_file_does_not_name_stay(bureau, office, other_office, administrator):
    apply(bureau, lines("云溪县柳河镇人民政府,镇,,,,,,,,,"), administrator)
    assert Office.objects.active().count() == 3


def test_every_mistake_is_told_at_once_and_nothing_is_changed(bureau, office, other_office, administrator):
    Office.objects.filter(pk=office.pk).update(credit_code=credit_code(1))
    bad = lines(
        "云溪县一镇人民政府,镇,12345,119901230017777770,,,,,,,",  # both codes
        ",镇,,,,,,,,,",  # no name
        "云溪县二镇人民政府,什么,,,,,,,,,",  # kind
        f"云溪县青林街道办事处,街道,,{credit_code(1)},,,,,,,",  # the code of another
        "云溪县三镇人民政府,镇,,,,没有的镇,,,,,",  # merged into nothing
        "云溪县四镇人民政府,镇,,,,,某天,王某,,主任,坏邮箱",  # day, sign-in name, role, e-mail
    )
    planned = roster.plan(bureau, bad)
    told = {(problem.number, problem.column) for problem in planned.problems}
    assert {number for number, _column in told} == {2, 3, 4, 5, 6, 7}
    assert len({column for number, column in told if number == 7}) == 4
    assert len({column for number, column in told if number == 2}) == 2
    with pytest.raises(roster.StalePlanError):
        roster.apply(bureau, bad, planned.digest, by=administrator)
    assert Office.objects.count() == 2
    assert not OfficeChange.objects.exists()


@pytest.mark.parametrize("rows", [
    ("云溪县一镇人民政府,镇,,{code},,,,,,,", "云溪县二镇人民政府,镇,,{code},,,,,,,"),
    ("云溪县一镇人民政府,镇,,,,,,甲,same,,", "云溪县一镇人民政府,镇,,,,,,乙,same,,"),
    ("云溪县一镇人民政府,镇,,,,,,,,,", "云溪县一镇人民政府,乡,,,,,,,,,"),
])  # fmt: skip
def test_rows_that_contradict_each_other_are_told(bureau, rows):
    assert roster.plan(bureau, lines(*(row.format(code=credit_code(3)) for row in rows))).problems


def test_codes_of_another_county_or_kind_only_ask_for_a_look(bureau, administrator):
    planned = roster.plan(bureau, lines("云溪县一镇人民政府,镇,880123201000,,,,,,,,"))
    assert (len(planned.warnings), planned.problems) == (2, [])


def test_accounts_of_others_and_of_the_bureau_are_not_touched(
    bureau, office, reviewer, rater, stranger, administrator
):
    row = "云溪县白石镇人民政府,镇,,,,,,{name},{username},,evil@example.com"
    for user in (reviewer, stranger):
        planned = roster.plan(bureau, lines(row.format(name=user.full_name, username=user.username)))
        if user == stranger:
            assert [problem.column for problem in planned.problems]
    apply(bureau, lines(row.format(name="冒名", username="rater")), administrator)
    rater.refresh_from_db()
    assert (rater.full_name, rater.email) == ("石评", "rater@example.com")


def test_a_plan_shown_before_somebody_else_changed_the_roster_is_stale(bureau, administrator):
    read = lines("云溪县柳河镇人民政府,镇,,,,,,,,,")
    digest = roster.plan(bureau, read).digest
    Office.objects.create(bureau=bureau, name="云溪县柳河镇人民政府", kind=OfficeKind.TOWN)
    with pytest.raises(roster.StalePlanError):
        roster.apply(bureau, read, digest, by=administrator)


def test_another_bureaus_offices_are_never_found(bureau, other_bureau, office):
    planned = roster.plan(other_bureau, lines("云溪县白石镇人民政府,镇,990123100000,,,,,,,,"))
    assert planned.count("new") == 1


def test_queries_do_not_grow_with_the_rows(bureau, django_assert_num_queries):
    few = lines("云溪县一镇人民政府,镇,,,,,,甲,a1,,")
    many = lines(*(f"云溪县{n}镇人民政府,镇,,,,,,甲{n},a{n},," for n in range(30)))
    with django_assert_num_queries(2):
        roster.plan(bureau, few)
    with django_assert_num_queries(2):
        roster.plan(bureau, many)


def test_the_template_is_read_back_and_its_codes_are_text(bureau):
    data = roster_template.template()
    read = read_roster(data)
    assert read.unknown == []
    assert not roster.plan(bureau, read.lines).problems
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet["D2"].number_format == sheet["E2"].number_format == "@"


def test_codes_typed_as_numbers_and_days_as_days_are_read(bureau):
    book = openpyxl.Workbook()
    book.active.append(["云溪县各单位名册"])
    book.active.append(["单位名称", "类型", "区划代码", "备注"])
    book.active.append(["云溪县柳河镇人民政府", "镇", 990123107000, "x"])
    out = io.BytesIO()
    book.save(out)
    read = read_roster(out.getvalue())
    assert (read.lines[0].number, read.lines[0].get("region_code")) == (3, "990123107000")
    assert read.unknown == ["备注"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_tables_are_read_in_both_encodings(encoding):
    text = "单位名称;类型\r\n云溪县柳河镇人民政府;镇\r\n"
    assert read_roster(text.encode(encoding)).lines[0].get("name") == "云溪县柳河镇人民政府"


@pytest.mark.parametrize("data", [
    b"", b"PK\x03\x04 no zip", b"\xff\xfe\x00\x01\x80", b"a,b\n1,2\n", "单位名称,类型\n".encode(),
    ("单位名称,类型\n" + "一,镇\n" * (MAX_ROWS + 1)).encode(),
])  # fmt: skip
def test_what_is_no_roster_is_refused_in_words(data):
    with pytest.raises(RosterFileError) as refused:
        read_roster(data)
    assert str(refused.value)


def test_an_account_without_a_role_here_is_not_taken_over(bureau, administrator):
    person("loose", "散人")
    give_role(
        person("both", "两边"),
        Role.OFFICER,
        bureau,
        Office.objects.create(bureau=bureau, name="甲", kind="town"),
    )
    planned = roster.plan(bureau, lines("云溪县一镇人民政府,镇,,,,,,散人,loose,,"))
    assert [problem.column for problem in planned.problems] == ["登录名"]
    assert User.objects.filter(username="loose", memberships__isnull=True).exists()
    assert Membership.objects.count() == 2
