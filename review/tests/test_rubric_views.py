import io

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from review import rubrics, scoring
from review.models import Phrase, Rubric
from submissions import files
from tests.cast import open_year

pytestmark = pytest.mark.django_db


def editor_data(rubric, **changes):
    """What the editor posts back, unchanged but for ``changes`` of points by title."""
    data = {"comment_below_percent": 60, "grades": "90 优秀\n0 较差", "save": "1"}
    criteria = list(rubric.criteria.all())
    data |= {"lines-TOTAL_FORMS": len(criteria), "lines-INITIAL_FORMS": len(criteria)}
    for n, item in enumerate(criteria):
        data |= {
            f"lines-{n}-was": item.pk,
            f"lines-{n}-part": item.part,
            f"lines-{n}-title": item.title,
            f"lines-{n}-points": changes.get(item.title, item.points),
            f"lines-{n}-levels": "1 有\n0 无",
            f"lines-{n}-suggestion": item.suggestion,
            f"lines-{n}-bound_to": "section.achievements" if item.suggestion == "requirement" else "",
            f"lines-{n}-position": n,
        }
    return data


@pytest.mark.parametrize(
    ("who", "reads", "edits"),
    [
        ("administrator", 200, 200),
        ("chief", 200, 200),
        ("reviewer", 200, 403),
        ("stranger", 404, 403),
        ("officer", 403, 403),
    ],
)
def test_who_reads_and_who_changes_the_rubric(client, year, who, reads, edits, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("rubric", args=[year.pk])).status_code == reads
    assert client.get(reverse("rubric_edit", args=[year.pk])).status_code == edits


def test_anonymous_is_asked_to_sign_in(client, year):
    assert client.get(reverse("rubric_edit", args=[year.pk])).status_code == 302


def test_the_sum_must_be_100_or_said_otherwise(client, year, administrator):
    client.force_login(administrator)
    rubric = rubrics.current_rubric(year)
    url = reverse("rubric_edit", args=[year.pk])
    data = editor_data(rubric, 按时报送=9)
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "101" in refused.content.decode()
    assert client.post(url, {**data, "anyway": "on"}).status_code == 302
    assert rubrics.total_points(rubrics.current_rubric(year)) == 101


def test_saving_keeps_what_the_editor_does_not_show(client, year, administrator):
    client.force_login(administrator)
    rubric = rubrics.current_rubric(year)
    client.post(reverse("rubric_edit", args=[year.pk]), editor_data(rubric))
    saved = rubrics.current_rubric(year)
    assert saved.grades == [[90.0, "优秀"], [0.0, "较差"]]
    assert saved.criteria.get(title="文字差错").suggestion_params["each"] == 0.5
    assert saved.criteria.get(title="主要举措和成效").levels == [[1.0, "有"], [0.0, "无"]]


def test_a_level_that_is_no_number_is_refused_by_its_line(client, year, administrator):
    client.force_login(administrator)
    data = editor_data(rubrics.current_rubric(year)) | {"lines-0-levels": "很好 8"}
    page = client.post(reverse("rubric_edit", args=[year.pk]), data)
    assert page.status_code == 422
    assert "很好 8" in page.content.decode()


@pytest.fixture
def under_way(handed_in, reviewer):
    """A review with all eight points for 按时报送, not in yet, and a remark where points are to come."""
    review = scoring.begin_review(handed_in, reviewer)
    first, second = review.rubric.criteria.all()[:2]
    review = scoring.save_score(review, first, points=8, revision=0)
    return scoring.save_score(review, second, comment="待公开后再给分", revision=1)


def test_a_frozen_rubric_says_what_a_change_touches_before_it_becomes_the_next_version(
    client, under_way, administrator
):
    client.force_login(administrator)
    url = reverse("rubric_edit", args=[under_way.report.year_id])
    data = editor_data(under_way.rubric, 按时报送=6, 按时公开=9)
    shown = client.post(url, data)
    changes = {change.title: change for change in shown.context["changes"].items}
    assert changes["按时报送"].what[0] == "8分 → 6分"
    assert changes["按时报送"].effect == "1份未交的评分高于新的满分，将降至满分。"
    assert changes["按时公开"].effect == ""
    assert shown.context["touched"] == {"finished": 0, "open": 1}
    assert Rubric.objects.count() == 1
    other = client.post(url, {**data, "seen": shown.context["seen"], "comment_below_percent": 50})
    assert (other.status_code, Rubric.objects.count()) == (200, 1)  # that was not what had been shown
    assert client.post(url, {**data, "seen": shown.context["seen"]}).status_code == 302
    versions = Rubric.objects.order_by("version")
    assert list(versions.values_list("version", "is_current")) == [(1, False), (2, True)]
    under_way.refresh_from_db()
    assert (under_way.rubric.version, under_way.total) == (2, 6)
    assert under_way.scores.get(points=None).comment == "待公开后再给分"
    page = client.get(reverse("rubric", args=[under_way.report.year_id]), {"version": 1})
    assert "已停用" in page.content.decode()


def test_a_renamed_item_keeps_its_points_and_how_it_is_suggested(client, under_way, administrator):
    client.force_login(administrator)
    url = reverse("rubric_edit", args=[under_way.report.year_id])
    data = editor_data(under_way.rubric) | {"lines-0-title": "如期报送"}
    seen = client.post(url, data).context["seen"]
    client.post(url, {**data, "seen": seen})
    under_way.refresh_from_db()
    item = under_way.scores.get(points=8).criterion
    assert (item.title, item.suggestion_params) == ("如期报送", {"per_working_day": 1})


def test_saving_what_was_not_changed_makes_no_version(client, under_way, administrator):
    client.force_login(administrator)
    url = reverse("rubric_edit", args=[under_way.report.year_id])
    form = client.get(url).context
    data = {"save": "1"} | form["form"].initial | {"grades": form["form"].initial["grades"]}
    for line in form["formset"]:
        data |= {f"{line.prefix}-{name}": value for name, value in line.initial.items() if value is not None}
    data |= {"lines-TOTAL_FORMS": len(form["formset"]), "lines-INITIAL_FORMS": len(form["formset"]) - 3}
    assert client.post(url, data).status_code == 302
    assert Rubric.objects.count() == 1


def test_copying_over_a_frozen_rubric_says_first_what_changes(client, under_way, administrator, bureau):
    last = rubrics.current_rubric(open_year(bureau, 2024))
    last.criteria.filter(title="按时报送").update(points=10)
    client.force_login(administrator)
    url = reverse("rubric_copy", args=[under_way.report.year_id])
    shown = client.post(url)
    assert [change.title for change in shown.context["changes"].items] == ["按时报送"]
    assert Rubric.objects.filter(year=under_way.report.year).count() == 1
    assert client.post(url, {"seen": shown.context["seen"]}).status_code == 302
    assert rubrics.current_rubric(under_way.report.year).criteria.first().points == 10


def test_phrases_are_ones_own_or_of_the_bureau(client, reviewer, chief, stranger):
    client.force_login(reviewer)
    client.post(reverse("phrases"), {"title": "数据", "body": "请补充数据。"})
    client.post(reverse("phrases"), {"title": "原因", "body": "请写明原因。", "is_shared": "on"})
    client.force_login(chief)
    assert {phrase.title for phrase in client.get(reverse("phrases")).context["phrases"]} == {"原因"}
    client.force_login(stranger)
    assert not client.get(reverse("phrases")).context["phrases"]
    shared = Phrase.objects.get(owner=None)
    assert client.post(reverse("phrase_remove", args=[shared.pk])).status_code == 404


def pdf_of_one_page():
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_page_of_a_pdf_is_drawn_once_and_only_for_the_bureau(client, handed_in, reviewer, stranger):
    version = handed_in.submitted_version
    version.file, version.kind = files.keep(pdf_of_one_page()), "pdf"
    version.save()
    url = reverse("desk_page_image", args=[handed_in.pk, 1])
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    client.force_login(reviewer)
    image = client.get(url)
    assert image.content.startswith(b"\x89PNG")
    assert default_storage.exists(f"page-images/{version.file.sha256[:2]}/{version.file.sha256}-1.png")
    assert client.get(reverse("desk_page_image", args=[handed_in.pk, 7])).status_code == 404


def test_every_page_of_a_scanned_picture_file_is_drawn_and_stands_before_its_text(
    client, handed_in, reviewer
):
    out, pages = io.BytesIO(), [Image.new("L", (2400, 3300), shade) for shade in (255, 0)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    version, run = handed_in.submitted_version, handed_in.submitted_run
    version.file, version.kind = files.keep(out.getvalue()), "scan"
    version.save()
    second = run.outline[1]["start"]
    run.places = [[0, 1, 1, 1], [second, 2, 2, 1]]
    run.save()
    client.force_login(reviewer)
    page = client.get(reverse("review_desk", args=[handed_in.pk])).content.decode()
    text = page[page.index('id="paper"') :]
    places = [
        text.index(mark) for mark in ('id="page-1"', "县委、县政府", 'id="page-2"', f'id="at-{second}"')
    ]
    assert places == sorted(places)
    url = reverse("desk_page_image", args=[handed_in.pk, 2])
    drawn = Image.open(io.BytesIO(client.get(url).content))
    assert (drawn.width, drawn.getpixel((5, 5))) == (1000, (0, 0, 0))
    assert client.get(reverse("desk_page_image", args=[handed_in.pk, 3])).status_code == 404


def test_a_word_report_has_no_page_pictures(client, handed_in, reviewer):
    client.force_login(reviewer)
    assert client.get(reverse("desk_page_image", args=[handed_in.pk, 1])).status_code == 404


def test_a_wide_blank_is_a_blank_and_what_is_no_number_is_refused(client, year, administrator):
    client.force_login(administrator)
    url = reverse("rubric_edit", args=[year.pk])
    data = editor_data(rubrics.current_rubric(year))
    for grades in ("NaN 优秀", "Infinity 优秀"):
        assert client.post(url, {**data, "grades": grades}).status_code == 422
    assert client.post(url, {**data, "grades": "90　优秀\n0　较差"}).status_code == 302
    assert rubrics.current_rubric(year).grades == [[90.0, "优秀"], [0.0, "较差"]]


def test_two_items_of_one_part_need_two_names(client, year, administrator):
    client.force_login(administrator)
    data = editor_data(rubrics.current_rubric(year))
    data |= {"lines-1-part": data["lines-0-part"], "lines-1-title": data["lines-0-title"]}
    page = client.post(reverse("rubric_edit", args=[year.pk]), data)
    assert page.status_code == 422
    assert page.context["formset"].errors[1]["title"]


def test_of_two_administrators_the_second_is_told_and_loses_nothing(client, year, administrator, chief):
    client.force_login(chief)
    url = reverse("rubric_edit", args=[year.pk])
    seen = client.get(url).context["rubric"]
    data = editor_data(seen, 按时报送=9) | {"base": seen.pk, "anyway": "on"}
    rubrics.copy_from(seen, year, by=administrator)
    told = client.post(url, data)
    assert told.status_code == 422
    assert "关立" in told.content.decode()
    assert told.context["formset"].forms[0]["points"].value() == "9"
    assert rubrics.total_points(rubrics.current_rubric(year)) == 100
    assert client.post(url, {**data, "base": told.context["rubric"].pk}).status_code == 302
    assert rubrics.total_points(rubrics.current_rubric(year)) == 101


def test_a_comment_before_its_points_survives_a_change_of_the_rubric(
    year, handed_in, reviewer, administrator
):
    review = scoring.begin_review(handed_in, reviewer)
    first, second = review.rubric.criteria.all()[:2]
    scoring.save_score(review, first, revision=0, comment="先写理由")
    scoring.save_score(review, second, revision=1, points=2)
    rubrics.copy_from(review.rubric, year, by=administrator)
    review.refresh_from_db()
    assert review.rubric == rubrics.current_rubric(year)
    assert review.total == 2
    assert review.scores.get(criterion__title=first.title).comment == "先写理由"
