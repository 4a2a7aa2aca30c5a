"""Who hands in where the bureau asks the office lead to sign off."""

from django.utils.translation import gettext as _

from offices.models import Role, User
from offices.notifications import people_of_office

from .models import AnnualReport


def leads_of(report: AnnualReport) -> list[User]:
    """The people who may sign for the report's office."""
    return people_of_office(report.office_id, Role.OFFICE_LEAD)


def words_for_lead(report: AnnualReport) -> str:
    """Whom the report waits for; whom to call where there is nobody."""
    if not (leads := leads_of(report)):
        return _(
            "Only the office lead may hand it in, and nobody has that account yet. Please call the bureau."
        )
    return _("The office lead (%(names)s) has to hand it in.") % {"names": _names(leads)}


def news_of_lead(report: AnnualReport) -> str:
    """That the lead knows, and what can be done meanwhile."""
    if not (leads := leads_of(report)):
        return words_for_lead(report)
    told = _("%(names)s has been told. You can still look at the result or bring in a newer file.")
    return told % {"names": _names(leads)}


def _names(leads: list[User]) -> str:
    return _(", ").join(str(lead) for lead in leads)
