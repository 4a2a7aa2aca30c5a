"""Many offices for load and faults: ``python -m tests.town --offices 60`` under a site's environment.

Makes a bureau with an open year, an office and a clerk for each report, and reviewers; signs everybody in
and prints one JSON object: who has which report and which session. Signing in through the form would
measure the hashing of passwords, which is slow on purpose.
"""

from __future__ import annotations

import argparse
import json
import sys

import django
from django.conf import settings


def build(offices: int, reviewers: int) -> dict[str, list[dict[str, object]]]:
    """The people, each with ``cookie`` (their session) and, for clerks, ``report``."""
    bureau = Bureau.objects.create(
        name="云溪县司法局", county="云溪县", slug=f"yunxi-{Bureau.objects.count()}"
    )
    Office.objects.bulk_create(
        Office(bureau=bureau, name=f"云溪县第{n}镇人民政府", short_name=f"第{n}镇", kind="town")
        for n in range(offices)
    )
    year = open_year(bureau, 2025)
    clerks = []
    for report in AnnualReport.objects.filter(year=year).select_related("office").order_by("pk"):
        clerk = _person(f"{bureau.slug}-clerk{report.pk}", "经办人")
        give_role(clerk, Role.OFFICER, bureau, report.office)
        clerks.append({"report": report.pk, "cookie": _session(clerk)})
    judges = []
    for n in range(reviewers):
        judge = _person(f"{bureau.slug}-reviewer{n}", "审核人")
        give_role(judge, Role.REVIEWER if n else Role.BUREAU_ADMIN, bureau)
        judges.append({"year": year.pk, "cookie": _session(judge)})
    return {"clerks": clerks, "reviewers": judges}


def _person(username: str, name: str) -> User:
    user = User(username=username, full_name=name, email=f"{username}@example.com")
    user.set_unusable_password()
    user.save()
    return user


def _session(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def main() -> int:
    """Print the people."""
    parser = argparse.ArgumentParser(prog="town", description=__doc__)
    parser.add_argument("--offices", type=int, default=60)
    parser.add_argument("--reviewers", type=int, default=2)
    given = parser.parse_args()
    sys.stdout.write(json.dumps(build(given.offices, given.reviewers)))
    return 0


if __name__ == "__main__":
    django.setup()

from django.test import Client  # noqa: E402 - models come after the set-up, where this is the program

from offices.models import Bureau, Office, Role, User  # noqa: E402
from submissions.models import AnnualReport  # noqa: E402
from tests.cast import give_role, open_year  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
