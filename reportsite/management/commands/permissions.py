"""``manage.py permissions``: docs/permissions.md from the rules; ``--check`` says whether it is fresh."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import get_resolver
from django.utils.translation import override

from offices.models import Role
from reportsite.access import Rule, Scope, addresses, rule_of

TARGET = Path("docs", "permissions.md")
HEAD = """# Who may open which page

Made from `reportsite/access.py` by `manage.py permissions`; `tests/test_access_walk.py` opens every address
as every role and fails where the site does otherwise. ● yes, for their own bureau or office · ○ yes, but
never for an office of one's own · ◦ the person it belongs to · `token` programs with a token of a bureau ·
blank: 401, 403, 404 or the sign-in page.

"""
EVERYONE = (Scope.OPEN, Scope.SIGNED_IN)


def table() -> str:
    """The whole page."""
    with override("en"):
        heads = [str(role.label) for role in Role]
    lines = [
        "| address | nobody signed in | " + " | ".join(heads) + " |",
        "|---|" + ":-:|" * (len(heads) + 1),
    ]
    for name, route in addresses(get_resolver()):
        if name.startswith("admin:") and name != "admin:index":
            continue
        rule = rule_of(name)
        if rule is None:
            raise CommandError(f"{name} (/{route}) has no rule in reportsite/access.py.")
        marks = [_mark(rule, role) for role in Role]
        lines.append(f"| `{name}` | {'●' if rule.scope is Scope.OPEN else ''} | {' | '.join(marks)} |")
    return HEAD + "\n".join(lines) + "\n"


def _mark(rule: Rule, role: str) -> str:
    if rule.scope in EVERYONE:
        return "●"
    if rule.scope is Scope.PROGRAM:
        return "token"
    if rule.scope is Scope.OWNER:
        return "◦"
    if rule.scope is Scope.STAFF:
        return "●" if role in (Role.SYSTEM_ADMIN, Role.BUREAU_ADMIN) else ""
    if role not in rule.roles:
        return ""
    return "○" if rule.scope is Scope.JUDGED else "●"


class Command(BaseCommand):
    help = "Write docs/permissions.md, or check that it is fresh."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / TARGET
        fresh = table()
        if not check:
            path.write_text(fresh, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != fresh:
            raise CommandError(f"{TARGET} is stale: run manage.py permissions.")
