"""Addresses of this app."""

from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, path

from .views import home, public, publication, result, returned, submission, upload, versions, writing

office: list[URLPattern] = [
    path("office/", home.office_home, name="office_home"),
    path("report/<int:pk>/", home.report_home, name="report_home"),
    path("report/<int:pk>/upload/", upload.report_upload, name="report_upload"),
    path("report/<int:pk>/write/", writing.report_write, name="report_write"),
    path("report/<int:pk>/write/save/", writing.draft_save, name="draft_save"),
    path("report/<int:pk>/template.docx", writing.template_download, name="template_download"),
    path("report/<int:pk>/result/", result.report_result, name="report_result"),
    path("report/<int:pk>/progress/", result.report_progress, name="report_progress"),
    path("report/<int:pk>/check-again/", result.check_again, name="check_again"),
    path("report/<int:pk>/finding/<int:finding_pk>/", result.answer_finding, name="answer_finding"),
    path("report/<int:pk>/findings.xlsx", result.findings_xlsx, name="findings_xlsx"),
    path("report/<int:pk>/findings.docx", result.findings_docx, name="findings_docx"),
    path("report/<int:pk>/item/<int:item_pk>/", returned.answer_item, name="answer_item"),
    path("report/<int:pk>/submit/", submission.report_submit, name="report_submit"),
    path("report/<int:pk>/withdraw/", submission.report_withdraw, name="report_withdraw"),
    path("report/<int:pk>/receipt/", submission.report_receipt, name="report_receipt"),
    path("report/<int:pk>/versions/", versions.report_versions, name="report_versions"),
    path("report/<int:pk>/compare/", versions.version_compare, name="version_compare"),
    path("report/<int:pk>/version/<int:number>/file/", versions.version_download, name="version_download"),
    path(
        "report/<int:pk>/version/<int:number>/attachment/<int:attachment_pk>/",
        versions.attachment_download,
        name="attachment_download",
    ),
    path("report/<int:pk>/publication/", publication.report_publication, name="report_publication"),
    path("report/<int:pk>/publication/correct/", publication.publication_retract, name="publication_retract"),
    path("receipt/<str:number>/", submission.receipt, name="receipt"),
]
open_to_all: list[URLPattern] = [
    path("verify/<str:token>/", submission.receipt_verify, name="receipt_verify"),
    path("published/", public.public_index, name="public_index"),
    path("published/<slug:slug>/", public.public_bureau, name="public_bureau"),
    path("published/<slug:slug>/feed/", public.public_feed, name="public_feed"),
    path("published/<slug:slug>/office/<int:pk>/", public.public_office, name="public_office"),
    path("published/<slug:slug>/report/<int:pk>/", public.public_report, name="public_report"),
    path("published/<slug:slug>/report/<int:pk>/file/", public.public_file, name="public_file"),
    path("sitemap.xml", sitemap, {"sitemaps": {"published": public.PublishedSitemap}}, name="sitemap"),
    path("what-is-checked/", public.what_is_checked, name="what_is_checked"),
]
urlpatterns = office + open_to_all
