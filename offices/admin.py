"""Set-up in Django's own admin, scoped to the bureau of the person who uses it.

Accounts and roles belong to the system administrator, bureaus and offices to the
bureau administrator as well. Reports, scores and the trail are not edited here:
they have pages that keep their rules.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import Field, Model, Q, QuerySet
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from . import audit
from .models import Bureau, Membership, Office, OfficeChange, Role, User
from .permissions import access_of
from .sign_in_trail import bureau_of

admin.site.unregister(Group)  # roles are memberships; groups would be a second, weaker way
admin.site.unregister((TOTPDevice, StaticDevice))  # a page with the secrets of others; resetting has its own
admin.site.site_header = admin.site.site_title = _("Set-up")
admin.site.index_title = _("Bureaus, offices and people")


class RecordedAdmin(admin.ModelAdmin):
    """Whatever is changed here leaves a line in the trail: which fields, never what was in them."""

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.changed_data or not change:
            names = CHANGED if change else MADE
            tell(request, names.get(type(obj), "set_up.changed"), obj, fields=form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        tell(request, REMOVED.get(type(obj), "set_up.changed"), obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseFormSet, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for obj in formset.new_objects:
            tell(request, MADE.get(type(obj), "set_up.changed"), obj)
        for obj, fields in formset.changed_objects:
            tell(request, CHANGED.get(type(obj), "set_up.changed"), obj, fields=fields)
        for obj in formset.deleted_objects:
            tell(request, REMOVED.get(type(obj), "set_up.changed"), obj)


MADE = {User: "account.created", Membership: "role.given"}
CHANGED = {User: "account.changed", Membership: "role.given"}
REMOVED = {User: "account.removed", Membership: "role.removed"}


def tell(request: HttpRequest, action: str, obj: Model, **details: Any) -> None:
    """A line in the trail of the bureau the row belongs to."""
    bureau_id = obj.pk if isinstance(obj, Bureau) else getattr(obj, "bureau_id", None)
    if isinstance(obj, User):
        bureau_id = bureau_of(obj)
    audit.record(action, actor=request.user, target=obj, bureau_id=bureau_id, **details)


class BureauScopedAdmin(RecordedAdmin):
    """Shows and changes only what belongs to the person's bureaus.

    ``bureau_path`` leads from the model to its bureau; ``managing_roles`` may
    change rows, everybody else does not even see the model.
    """

    bureau_path = "bureau"
    managing_roles: tuple[str, ...] = (Role.SYSTEM_ADMIN,)

    def bureaus_of(self, request: HttpRequest) -> QuerySet[Bureau]:
        """The bureaus the person manages here; all of them for the installation's owner."""
        if request.user.is_superuser:
            return Bureau.objects.all()
        return Bureau.objects.filter(pk__in=access_of(request.user).bureaus_with(*self.managing_roles))

    def _may(self, request: HttpRequest) -> bool:
        return request.user.is_superuser or access_of(request.user).has(*self.managing_roles)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        path = f"{self.bureau_path}__in" if self.bureau_path else "pk__in"
        return rows.filter(**{path: self.bureaus_of(request)}).distinct()

    def formfield_for_foreignkey(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """A choice never offers another bureau's rows."""
        bureaus = self.bureaus_of(request)
        if db_field.related_model is Bureau:
            kwargs["queryset"] = bureaus
        elif db_field.related_model is Office:
            kwargs["queryset"] = Office.objects.filter(bureau__in=bureaus)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class GivePasswordForm(AdminPasswordChangeForm):
    """A password somebody else knows is a first password: it has to be changed at once."""

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = True
        audit.record("account.password_set", target=self.user, bureau_id=bureau_of(self.user))
        return super().save(commit)


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 1
    autocomplete_fields = ["office"]


@admin.register(User)
class PersonAdmin(BureauScopedAdmin, UserAdmin):
    """Accounts. Only the installation's owner may make others staff or owner."""

    bureau_path = "memberships__bureau"
    add_form = AdminUserCreationForm
    change_password_form = GivePasswordForm
    list_display = ["username", "full_name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role"]
    search_fields = ["username", "full_name", "email"]
    ordering = ["username"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("person"), {"fields": ["full_name", "email", "phone", "language", "wants_email"]}),
        (_("access"), {"fields": ["is_active", "must_change_password", "is_staff", "is_superuser"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "full_name", "email", "usable_password", "password1", "password2"]})
    ]
    filter_horizontal = []

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        if not change:
            obj.must_change_password = True
        super().save_model(request, obj, form, change)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[type[admin.TabularInline]]:
        """Nobody gives a role to themselves."""
        is_own = obj is not None and obj.pk == request.user.pk and not request.user.is_superuser
        return [] if is_own else [MembershipInline]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return [] if request.user.is_superuser else ["is_staff", "is_superuser"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Also people without any role yet, so that one just made does not vanish."""
        if request.user.is_superuser:
            return User.objects.all()
        mine = Q(memberships__bureau__in=self.bureaus_of(request)) | Q(memberships__isnull=True)
        return User.objects.filter(mine, is_superuser=False).distinct()

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Not of a person who has a role in another bureau as well: a new password would open that, too.
        Their role here is taken away or changed among the roles.
        """
        if obj is None or request.user.is_superuser:
            return super().has_change_permission(request, obj)
        elsewhere = obj.memberships.exclude(bureau__in=self.bureaus_of(request))
        return super().has_change_permission(request, obj) and not elsewhere.exists()


@admin.register(Bureau)
class BureauAdmin(BureauScopedAdmin):
    bureau_path = ""
    managing_roles = (Role.SYSTEM_ADMIN, Role.BUREAU_ADMIN)
    list_display = ["name", "county", "region_code", "parent", "is_active"]
    search_fields = ["name", "county"]
    prepopulated_fields = {"slug": ["name"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser


class OfficeChangeInline(admin.TabularInline):
    model = OfficeChange
    extra = 0


@admin.register(Office)
class OfficeAdmin(BureauScopedAdmin):
    managing_roles = (Role.SYSTEM_ADMIN, Role.BUREAU_ADMIN)
    list_display = ["short_name", "name", "kind", "region_code", "credit_code", "ended_on"]
    list_filter = ["kind", ("ended_on", admin.EmptyFieldListFilter)]
    search_fields = ["name", "short_name", "region_code", "credit_code"]
    inlines = [OfficeChangeInline]


@admin.register(Membership)
class MembershipAdmin(BureauScopedAdmin):
    list_display = ["user", "role", "office", "bureau"]
    list_filter = ["role"]
    list_select_related = ["user", "office", "bureau"]
    search_fields = ["user__full_name", "user__username", "office__name"]
    autocomplete_fields = ["user", "office"]

    def formfield_for_foreignkey(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "user" and not request.user.is_superuser and field is not None:
            field.queryset = field.queryset.exclude(pk=request.user.pk)  # nobody gives a role to themselves
        return field

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        is_own = obj is not None and obj.user_id == request.user.pk and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_own
