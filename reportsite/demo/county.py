"""The bureau, its twenty-four offices and the people who work there. All of it is invented."""

from dataclasses import dataclass

from offices.codes import credit_check_character
from offices.models import Bureau, Membership, Office, OfficeKind, Role, User

from ..demo_accounts import PASSWORD

COUNTY = "云溪县"
REGION = "990123"  # 99 is no province
FIRST_NUMBER = {OfficeKind.STREET: 1, OfficeKind.TOWN: 100, OfficeKind.TOWNSHIP: 200}
OFFICES: dict[OfficeKind, tuple[str, ...]] = {
    OfficeKind.STREET: (
        "白鹭街道", "青林街道", "南桥街道", "月湖街道", "石榴街道", "东篱街道", "听涛街道", "望云街道",
    ),
    OfficeKind.TOWN: (
        "白石镇", "沙洲镇", "梨花镇", "古井镇", "清泉镇", "大湾镇",
        "枫林镇", "柳河镇", "双塔镇", "金坪镇", "长滩镇",
    ),
    OfficeKind.TOWNSHIP: ("云顶乡", "竹溪乡", "松岭乡", "桃源乡", "雪峰乡"),
}  # fmt: skip
SUFFIX = {
    OfficeKind.STREET: "办事处",
    OfficeKind.TOWN: "人民政府",
    OfficeKind.TOWNSHIP: "人民政府",
}
# Sign-in name, name, role, number of the office in list order (None: the bureau).
PEOPLE: tuple[tuple[str, str, Role, int | None], ...] = (
    ("jingban1", "陈小云", Role.OFFICER, 0),
    ("jingban1b", "林石", Role.OFFICER, 0),
    ("fuzeren1", "周正", Role.OFFICE_LEAD, 0),
    ("jingban2", "何青", Role.OFFICER, 1),
    ("fuzeren2", "吴岚", Role.OFFICE_LEAD, 1),
    ("jingban3", "沈桥", Role.OFFICER, 2),
    ("shenhe1", "何敏", Role.REVIEWER, None),
    ("shenhe2", "方远", Role.REVIEWER, None),
    ("fuhe", "傅衡", Role.CHIEF_REVIEWER, None),
    ("guanli", "关立", Role.BUREAU_ADMIN, None),
    ("shenji", "申纪", Role.AUDITOR, None),
    ("anquan", "安全", Role.SECURITY_ADMIN, None),
    ("xitong", "席同", Role.SYSTEM_ADMIN, None),
)
CITY = "云州市"  # its bureau reads the lists of the counties below it
NEIGHBOUR, NEIGHBOUR_REGION = "江口县", "990124"
NEIGHBOUR_TOWNS = ("东渡镇", "柳浦镇", "石桥镇", "沙湾镇")
SURNAMES = "赵钱孙李郑王冯褚卫蒋韩杨朱秦许吕张孔曹严华"
GIVEN = ("文博", "晓燕", "建国", "思源", "丽华", "志远", "秋月")
LEADS_GIVEN = ("立新", "海峰", "正平", "玉兰", "国栋", "春生", "敏之", "永康")


@dataclass(frozen=True, slots=True)
class County:
    """What the seasons are built on."""

    bureau: Bureau
    offices: list[Office]
    people: dict[str, User]
    writers: dict[int, User]  # office id → who brings in its report
    leads: dict[int, str]  # office id → the name of its head, who stands for the report


def build_county() -> County:
    """Bureau, offices, accounts; everything anew."""
    bureau = Bureau.objects.create(
        name=f"{COUNTY}司法局",
        county=COUNTY,
        slug="yunxi",
        region_code=f"{REGION}000000",
        phone="0990-5550123",
        email="fazhi@yunxi.example",
    )
    offices = [
        _office(bureau, kind, name, FIRST_NUMBER[kind] + index)
        for kind, names in OFFICES.items()
        for index, name in enumerate(names)
    ]
    people = {username: _person(username, name, role) for username, name, role, _number in PEOPLE}
    for username, _name, role, number in PEOPLE:
        office = offices[number] if number is not None else None
        Membership.objects.create(user=people[username], role=role, bureau=bureau, office=office)
    return County(bureau, offices, people, _writers(bureau, offices, people), _leads(offices))


def _leads(offices: list[Office]) -> dict[int, str]:
    """The heads with an account by their names, the others by invented ones."""
    known = {number: name for _username, name, role, number in PEOPLE if role == Role.OFFICE_LEAD}
    return {
        office.pk: known.get(n) or SURNAMES[-1 - n % len(SURNAMES)] + LEADS_GIVEN[n % len(LEADS_GIVEN)]
        for n, office in enumerate(offices)
    }


def build_city(county: Bureau) -> Bureau:
    """The city's bureau above the county, and a second county below it. Returns the second one's bureau."""
    city = Bureau.objects.create(
        name=f"{CITY}司法局", county=CITY, slug="yunzhou", region_code="990100000000"
    )
    Bureau.objects.filter(pk=county.pk).update(parent=city)
    Membership.objects.create(user=_person("shiji", "钟时"), role=Role.BUREAU_ADMIN, bureau=city)
    neighbour = Bureau.objects.create(
        name=f"{NEIGHBOUR}司法局",
        county=NEIGHBOUR,
        slug="jiangkou",
        region_code=f"{NEIGHBOUR_REGION}000000",
        parent=city,
    )
    for number, name in enumerate(NEIGHBOUR_TOWNS, start=100):
        _office(neighbour, OfficeKind.TOWN, name, number)
    return neighbour


def _office(bureau: Bureau, kind: OfficeKind, short_name: str, number: int) -> Office:
    region = bureau.region_code[:6]
    code = f"{region}{number:03d}000"
    first_17 = f"11{region}{number:03d}".ljust(17, "7")
    return Office.objects.create(
        bureau=bureau,
        name=f"{bureau.county}{short_name}{SUFFIX[kind]}",
        short_name=short_name,
        kind=kind,
        region_code=code,
        credit_code=first_17 + credit_check_character(first_17),
        website="www.yunxi.example",
    )


def _person(username: str, name: str, role: Role | None = None) -> User:
    is_set_up = role == Role.SYSTEM_ADMIN
    return User.objects.create_user(
        username,
        f"{username}@yunxi.example",
        PASSWORD,
        full_name=name,
        is_staff=is_set_up,
        is_superuser=is_set_up,
    )


def _writers(bureau: Bureau, offices: list[Office], people: dict[str, User]) -> dict[int, User]:
    """One officer for each office that has none yet; the password of all is the demonstration's."""
    writers = {offices[n].pk: people[f"jingban{n + 1}"] for n in range(3)}
    hashed = people["jingban1"].password  # one hash for all: hashing 24 times would take ten seconds
    for index, office in enumerate(offices[3:], start=4):
        name = SURNAMES[index % len(SURNAMES)] + GIVEN[index % len(GIVEN)]
        user = User(
            username=f"jingban{index}", email=f"jingban{index}@yunxi.example", full_name=name, password=hashed
        )
        user.save()
        Membership.objects.create(user=user, role=Role.OFFICER, bureau=bureau, office=office)
        writers[office.pk] = user
    return writers
