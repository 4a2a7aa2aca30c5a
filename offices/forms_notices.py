"""How a person wants to be told."""

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models import User


class NoticePreferencesForm(forms.ModelForm):
    """E-mail on or off, its address, its language."""

    language = forms.ChoiceField(label=_("language of e-mails"), choices=settings.LANGUAGES)

    helper = FormHelper()
    helper.form_tag = False

    class Meta:
        model = User
        fields = ["wants_email", "email", "language"]
        labels = {"email": _("e-mail")}

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("wants_email") and not cleaned.get("email"):
            self.add_error("email", _("Please give an e-mail address, or switch notices by e-mail off."))
        return cleaned
