"""The tokens of a bureau, and what the API is, in a few words."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from offices.models import Bureau, Role
from offices.permissions import ADMINISTERING, access_of, role_required

from ..api_tokens import make_token, revoke
from ..models import ApiToken
from ..season_forms import DayInput


class MakeTokenForm(forms.Form):
    """What the token is for, and until when."""

    name = forms.CharField(label=gettext_lazy("What for"), max_length=80)
    expires_on = forms.DateField(label=gettext_lazy("Valid until"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, bureaus: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bureau"] = forms.ModelChoiceField(
            queryset=bureaus, label=gettext_lazy("Bureau"), initial=bureaus.first(), empty_label=None
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "bureau", Row(Column("name"), Column("expires_on")), Submit("make", _("Make a token"))
        )

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is past."))
        return day


@role_required(Role.BUREAU_ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def api_tokens(request: HttpRequest) -> HttpResponse:
    """The bureau's tokens. A new one is shown in the answer to its making, and never again."""
    mine = access_of(request.user).bureaus_with(*ADMINISTERING)
    bureaus = Bureau.objects.filter(pk__in=mine)
    if not bureaus:
        raise PermissionDenied
    form = MakeTokenForm(request.POST if request.method == "POST" else None, bureaus=bureaus)
    made = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        _token, made = make_token(
            data["bureau"], data["name"], by=request.user, expires_on=data["expires_on"]
        )
        form = MakeTokenForm(bureaus=bureaus)
    tokens = ApiToken.objects.filter(bureau__in=mine).select_related("bureau", "created_by")
    return render(
        request,
        "review/api_tokens.html",
        {"form": form, "made": made, "tokens": tokens, "address": request.build_absolute_uri("/api/v1/")},
        status=422 if form.errors else 200,
    )


@role_required(Role.BUREAU_ADMIN)
@require_POST
def api_token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a token for good."""
    mine = access_of(request.user).bureaus_with(*ADMINISTERING)
    token = ApiToken.objects.filter(bureau__in=mine, pk=pk).first()
    if token is None:
        raise Http404
    revoke(token, by=request.user)
    messages.success(request, _("The token opens nothing any more."))
    return redirect("api_tokens")
