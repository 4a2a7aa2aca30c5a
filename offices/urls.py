"""Addresses of this app."""

from django.urls import URLPattern, path

from .views import account, audit_trail, notices, second_factor, security, sign_in, single_sign_on

urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in.SignInView.as_view(), name="sign_in"),
    path("sign-out/", sign_in.SignOutView.as_view(), name="sign_out"),
    path("sign-in/sso/", single_sign_on.sso, name="sso"),
    path("sign-in/sso/back/", single_sign_on.sso_callback, name="sso_callback"),
    path("sign-in/kept/", sign_in.kept_form, name="kept_form"),
    path("account/", account.profile, name="profile"),
    path("account/password/", account.password_change, name="password_change"),
    path("account/sessions/", account.own_sessions, name="sessions"),
    path("account/sessions/end/", account.session_end, name="session_end"),
    path("account/second-factor/", second_factor.second_factor_page, name="second_factor"),
    path("account/second-factor/check/", second_factor.second_factor_check, name="second_factor_check"),
    path("account/second-factor/codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("account/second-factor/remove/", second_factor.second_factor_remove, name="second_factor_remove"),
    path("password/", account.AskForPasswordView.as_view(), name="password_reset"),
    path("password/sent/", account.password_reset_sent, name="password_reset_sent"),
    path(
        "password/<str:uidb64>/<str:token>/",
        account.ChooseNewPasswordView.as_view(),
        name="password_reset_confirm",
    ),
    path("trail/", audit_trail.audit_trail, name="audit_trail"),
    path("trail/export.csv", audit_trail.audit_export, name="audit_export"),
    path("security/", security.security, name="security"),
    path("security/person/<int:pk>/", security.security_act, name="security_act"),
    path("security/address/", security.address_release, name="address_release"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/preferences/", notices.notice_preferences, name="notice_preferences"),
    path("notices/<int:pk>/", notices.notice_open, name="notice_open"),
    path("unsubscribe/<str:token>/", notices.unsubscribe, name="unsubscribe"),
]
