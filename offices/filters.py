"""What the trail can be narrowed to; every filter lives in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .audit_words import WORDS
from .models import AuditEvent

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AuditFilter(django_filters.FilterSet):
    """Who, what, to which object, when, from where."""

    who = django_filters.CharFilter(label=_("Person"), method="by_person")
    action = django_filters.ChoiceFilter(label=_("Action"), choices=[], empty_label=_("any"), null_label=None)
    what = django_filters.CharFilter(label=_("Object"), method="by_object")
    address = django_filters.CharFilter(label=_("Network address"), lookup_expr="startswith")
    since = django_filters.DateFilter(label=_("From"), field_name="at__date", lookup_expr="gte", widget=DAY)
    until = django_filters.DateFilter(label=_("To"), field_name="at__date", lookup_expr="lte", widget=DAY)

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["action"].extra["choices"] = sorted(
            ((action, str(words)) for action, words in WORDS.items()), key=lambda pair: pair[1]
        )

    def by_person(self, rows: Any, name: str, value: str) -> Any:
        """The name then, the name now, or what the person signs in with."""
        return rows.filter(
            Q(actor_name__icontains=value)
            | Q(actor__full_name__icontains=value)
            | Q(actor__username__iexact=value)
        )

    def by_object(self, rows: Any, name: str, value: str) -> Any:
        """Its name then, or kind and number as they stand in the trail (``annualreport 12``)."""
        kind, _blank, number = value.partition(" ")
        return rows.filter(Q(object_name__icontains=value) | Q(object_type=kind, object_id=number))
