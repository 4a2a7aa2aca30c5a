"""Who may open which page: one rule for every address of the site.

This is the declaration, not the lock. The locks are in the views (``permissions.py`` of each app);
``tests/test_access_walk.py`` walks every address as every role and fails where the two differ, or where
an address has no rule. ``manage.py permissions`` prints this as docs/permissions.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.urls import URLPattern, URLResolver

from offices.models import Role

OFFICE = frozenset({Role.OFFICER, Role.OFFICE_LEAD})
REVIEW = frozenset({Role.REVIEWER, Role.CHIEF_REVIEWER})
ADMIN = frozenset({Role.BUREAU_ADMIN})
BUREAU = REVIEW | ADMIN
LISTS = BUREAU | {Role.AUDITOR}
CHIEFS = ADMIN | {Role.CHIEF_REVIEWER}
JOBS = ADMIN | {Role.SYSTEM_ADMIN}
TRAIL = frozenset({Role.AUDITOR, Role.SECURITY_ADMIN})
SECURITY = frozenset({Role.SECURITY_ADMIN})


class Scope(StrEnum):
    """What a rule is bound to."""

    OPEN = "everybody, without signing in"
    SIGNED_IN = "everybody signed in"
    ANYWHERE = "the role in any bureau; the page shows that bureau's"
    PLACE = "the role in the bureau or office the page is about"
    JUDGED = "as before, but never for an office of one's own"
    OWNER = "the person it belongs to"
    PROGRAM = "programs with a token of a bureau; people's sessions count for nothing"
    STAFF = "accounts marked as staff; each sees what their role manages"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who gets in. ``roles`` count for the scopes that name a role."""

    scope: Scope
    roles: frozenset[str] = frozenset()


EVERYBODY, SIGNED_IN, OWNER = Rule(Scope.OPEN), Rule(Scope.SIGNED_IN), Rule(Scope.OWNER)
OFFICE_REPORT = Rule(Scope.PLACE, OFFICE)
READABLE_REPORT = Rule(Scope.PLACE, OFFICE | BUREAU)
ON_DESK, SCORED = Rule(Scope.JUDGED, BUREAU), Rule(Scope.JUDGED, REVIEW)


def _all(rule: Rule, names: str) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


RULES: dict[str, Rule] = {
    **_all(
        EVERYBODY,
        "favicon health ready metrics set_language sign_in admin_sign_in admin_password sso "
        "sso_callback password_reset password_reset_sent password_reset_confirm unsubscribe "
        "receipt_verify public_index public_bureau public_feed public_office public_report "
        "public_file sitemap what_is_checked gallery gallery_desk",
    ),
    **_all(
        SIGNED_IN,
        "home office_home sign_out kept_form profile password_change sessions session_end second_factor "
        "second_factor_check recovery_codes second_factor_remove notices notices_read notice_preferences",
    ),
    "api-1:openapi-json": EVERYBODY,  # says what can be asked for; holds no data
    **_all(OWNER, "notice_open queue_view_delete"),
    # An office's own report.
    **_all(
        OFFICE_REPORT,
        "report_home report_upload report_write draft_save template_download report_result report_progress "
        "check_again answer_finding findings_xlsx findings_docx answer_item report_submit report_withdraw "
        "report_receipt report_versions report_publication publication_retract",
    ),
    **_all(READABLE_REPORT, "version_compare version_download attachment_download receipt letter_docx"),
    # The bureau.
    **_all(Rule(Scope.ANYWHERE, BUREAU), "report_queue queue_bulk queue_view_save dismissals rubric_latest"),
    **_all(Rule(Scope.ANYWHERE, REVIEW), "desk_next phrases"),
    **_all(Rule(Scope.PLACE, REVIEW), "phrase_edit phrase_remove"),
    **_all(Rule(Scope.PLACE, BUREAU), "rubric"),
    **_all(Rule(Scope.PLACE, CHIEFS), "rubric_edit rubric_copy"),
    **_all(
        ON_DESK,
        "review_desk desk_page_image desk_original desk_reviewed queue_preview",
    ),
    **_all(
        SCORED,
        "decision_take_back decision_new desk_previous desk_skip desk_score desk_note desk_finish "
        "desk_reopen desk_draft comment_new comment_change finding_new finding_respond",
    ),
    **_all(Rule(Scope.ANYWHERE, LISTS), "overview compliance_latest exports"),
    **_all(
        Rule(Scope.PLACE, LISTS), "overview_year overview_chart compliance_list export_new export_download"
    ),
    **_all(
        Rule(Scope.PLACE, ADMIN), "remind intake_batch season_open season_year season_switch season_office"
    ),
    **_all(
        Rule(Scope.PLACE, ADMIN),
        "list_columns document_templates template_file template_drop standard_year standard_limits "
        "standard_try dry_run_ask standard_apply standard_discard standard_file standard_bring "
        "standard_entry standard_words word_new word_change word_switch dry_run api_token_revoke",
    ),
    **_all(Rule(Scope.ANYWHERE, CHIEFS), "documents_latest"),
    **_all(Rule(Scope.PLACE, CHIEFS), "documents document_make circular"),
    **_all(
        Rule(Scope.ANYWHERE, ADMIN),
        "standard_rules api_tokens intake season roster roster_template roster_upload roster_apply "
        "roster_invite roster_invitations",
    ),
    **_all(Rule(Scope.ANYWHERE, JOBS), "jobs job_retry"),
    # Watching over it.
    **_all(Rule(Scope.ANYWHERE, TRAIL), "audit_trail audit_export"),
    **_all(Rule(Scope.ANYWHERE, SECURITY), "security address_release"),
    **_all(Rule(Scope.PLACE, SECURITY), "security_act"),
}
SET_UP, BY_TOKEN = Rule(Scope.STAFF), Rule(Scope.PROGRAM)


def addresses(resolver: URLResolver, before: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of every address below ``resolver``; one without a name is called by its route."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or route}", route
        else:
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, route, inside)


def rule_of(name: str) -> Rule | None:
    """The rule of an address; all of Django's set-up has one, and all of the interface for programs."""
    if name in RULES:
        return RULES[name]
    inside = {"admin:": SET_UP, "api-1:": BY_TOKEN}
    return next((rule for namespace, rule in inside.items() if name.startswith(namespace)), None)
