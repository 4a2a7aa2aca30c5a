"""What an action in the trail is called. An action without words of its own shows its name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS = {
    "sign_in": _("signed in"),
    "sign_in.failed": _("failed to sign in"),
    "sign_in.locked": _("was locked out after wrong passwords"),
    "sign_in.single_sign_on": _("signed in by single sign-on"),
    "sign_in.single_sign_on_failed": _("single sign-on was refused"),
    "sign_out": _("signed out"),
    "session.ended": _("ended a sign-in"),
    "password.changed": _("changed the password"),
    "password.reset": _("chose a new password by letter"),
    "factor.set_up": _("set up a second factor"),
    "factor.passed": _("gave the second factor"),
    "factor.failed": _("gave a wrong second factor"),
    "factor.new_codes": _("made new recovery codes"),
    "factor.removed": _("removed the second factor"),
    "account.own_change": _("changed their own account"),
    "account.created": _("made an account"),
    "account.changed": _("changed an account"),
    "account.removed": _("removed an account"),
    "account.password_set": _("gave somebody a first password"),
    "account.unlocked": _("let a locked account in"),
    "account.address_released": _("let a locked address in"),
    "account.signed_out": _("ended somebody's sign-ins"),
    "account.factor_reset": _("reset somebody's second factor"),
    "role.given": _("gave a role"),
    "role.removed": _("took a role away"),
    "set_up.changed": _("changed the set-up"),
    "people.invited": _("invited people"),
    "roster.applied": _("brought in a roster"),
    "audit.exported": _("exported the trail"),
    "audit.pruned": _("old lines of the trail were let go"),
    "report.viewed": _("looked at a report"),
    "report.download": _("downloaded a file of a report"),
    "version.received": _("brought in a version"),
    "version.downloaded": _("downloaded a version"),
    "version.reviewed_copy": _("downloaded the reviewed copy"),
    "upload.secrecy_mark": _("a file with a secrecy mark was refused"),
    "report.draft": _("began a report, or took it back"),
    "report.submitted": _("handed a report in"),
    "report.returned": _("sent a report back"),
    "report.recommended": _("recommended a report"),
    "report.accepted": _("accepted a report"),
    "report.published": _("recorded a report as published"),
    "report.exempt": _("exempted an office"),
    "report.not_started": _("set a report back to its beginning"),
    "report.extended": _("gave an office more time"),
    "report.extension_withdrawn": _("took an office's extension back"),
    "report.reminded": _("reminded an office"),
    "report.rechecked": _("had a report checked again"),
    "reports.assigned": _("gave reports to reviewers"),
    "reports.sampled": _("drew a sample of reports"),
    "finding.added": _("added a finding"),
    "finding.dismissed": _("dismissed a finding"),
    "finding.confirmed": _("confirmed a finding"),
    "finding.explained": _("explained a finding"),
    "comment.added": _("made a comment"),
    "review.finished": _("finished a review"),
    "review.reopened": _("opened a review again"),
    "decision.accept": _("decided to accept"),
    "decision.return": _("decided to send back"),
    "decision.recommend": _("decided to recommend"),
    "decision.taken_back": _("took a decision back"),
    "decision.cancelled": _("a decision could not be carried out"),
    "export.asked": _("asked for a list"),
    "export.downloaded": _("downloaded a list"),
    "list.columns_chosen": _("chose the columns of a list"),
    "year.opened": _("opened a year"),
    "year.closed": _("closed a year"),
    "year.reopened": _("opened a year again"),
    "year.changed": _("changed the dates of a year"),
    "rubric.changed": _("changed a rubric"),
    "api_token.made": _("made an API token"),
    "api_token.revoked": _("revoked an API token"),
    "check.retried": _("had failed checks run again"),
    "export.retried": _("had failed files made again"),
    "intake.brought": _("brought in files"),
    "standard.applied": _("applied a standard"),
    "standard.draft_discarded": _("discarded a draft of the standard"),
    "standard.dry_run": _("tried a standard on the archive"),
    "template.removed": _("removed a document template"),
    "template.uploaded": _("uploaded a document template"),
}


# What stands beside an action. A name without words of its own is shown as it is.
DETAILS = {
    "by": _("by"),
    "changed": _("changed"),
    "columns": _("columns"),
    "count": _("how many"),
    "day": _("day"),
    "days": _("days"),
    "ended": _("sign-ins ended"),
    "fields": _("fields"),
    "files": _("files"),
    "filter": _("filter"),
    "internal": _("internal"),
    "kind": _("kind"),
    "level": _("level"),
    "lines": _("lines"),
    "new": _("new"),
    "note": _("note"),
    "offices": _("offices"),
    "people": _("people"),
    "query": _("search"),
    "reason": _("reason"),
    "rule": _("rule"),
    "sha256": _("SHA-256"),
    "source": _("came by"),
    "total": _("points"),
    "until": _("until"),
    "version": _("version"),
    "was": _("before"),
    "why": _("why"),
    "year": _("year"),
}
VALUES = {
    "not_started": _("not started"),
    "draft": _("draft"),
    "submitted": _("handed in"),
    "returned": _("sent back"),
    "recommended": _("recommended"),
    "accepted": _("accepted"),
    "published": _("published"),
    "exempt": _("exempt"),
    "upload": _("upload"),
    "form": _("writing in the form"),
    "True": _("yes"),
    "False": _("no"),
}


def words_of(action: str) -> Any:
    """The action in the reader's language."""
    return WORDS.get(action, action)


def details_of(details: dict[str, Any]) -> str:
    """The rest of a line in one row."""
    told = {name: value for name, value in details.items() if value not in ("", None, [])}
    return " · ".join(
        f"{DETAILS.get(name, name)}: {VALUES.get(str(value), value)}" for name, value in told.items()
    )
