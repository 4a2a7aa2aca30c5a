"""All addresses. Each app brings its own; the front door is here."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from .gallery import desk, gallery
from .health import health, ready
from .metrics import metrics
from .views import favicon, home

handler500 = "reportsite.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("favicon.ico", favicon, name="favicon"),
    path("health/", health, name="health"),
    path("ready/", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("offices.urls")),
    path("", include("submissions.urls")),
    path("", include("review.urls")),
    # One door only: the set-up's own sign-in would know neither second factor nor first password.
    path(
        "admin/login/", RedirectView.as_view(pattern_name="sign_in", query_string=True), name="admin_sign_in"
    ),
    path(
        "admin/password_change/", RedirectView.as_view(pattern_name="password_change"), name="admin_password"
    ),
    path("admin/", admin.site.urls),
]

if settings.SITE_MODE == "local":
    urlpatterns += [
        path("gallery/", gallery, name="gallery"),
        path("gallery/desk/", desk, name="gallery_desk"),
    ]
