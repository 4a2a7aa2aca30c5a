import pytest
from django.urls import reverse

from offices.models import Role
from review.compliance import COLUMNS
from review.list_layouts import in_layout_order, layout_of, moved, save_layout, typed_order
from tests.cast import give_role, person

pytestmark = pytest.mark.django_db


def address(year):
    return reverse("list_columns", args=[year.pk])


def test_only_the_bureaus_administrator_chooses(client, year, administrator, reviewer, officer, other_bureau):
    foreign = give_role(person("foreign", "江管"), Role.BUREAU_ADMIN, other_bureau)
    assert client.get(address(year)).status_code == 302
    for user, status in ((officer, 403), (reviewer, 403), (foreign, 404), (administrator, 200)):
        client.force_login(user)
        assert client.get(address(year)).status_code == status
        if status != 200:
            assert client.post(address(year), {"column": ["office"]}).status_code == status
    assert layout_of(year.bureau) == []


def test_numbers_set_the_order_for_everybody_of_the_bureau(client, year, administrator, reviewer):
    client.force_login(administrator)
    posted = {
        "column": ["status", "office", "score"],
        "order-status": "2",
        "order-office": "1",
        "order-score": "3",
    }
    assert client.post(address(year), posted).status_code == 302
    client.force_login(reviewer)
    page = client.get(reverse("compliance_list", args=[year.pk]))
    assert [column.id for column in page.context["columns"]] == ["office", "status", "score"]
    only_some = client.get(reverse("compliance_list", args=[year.pk]), {"column": ["score", "office"]})
    assert [column.id for column in only_some.context["columns"]] == ["office", "score"]


def test_one_place_up_and_back_to_the_usual_order(client, year, administrator):
    client.force_login(administrator)
    client.post(address(year), {"column": ["number", "office"], "up": "office"})
    assert layout_of(year.bureau) == ["office", "number"]
    client.post(address(year), {"shipped": "1"})
    assert layout_of(year.bureau) == []


def test_no_column_at_all_is_refused(client, year, administrator):
    save_layout(year.bureau, ["office"], by=administrator)
    client.force_login(administrator)
    client.post(address(year), {"column": ["nonsense"]})
    assert layout_of(year.bureau) == ["office"]


def test_what_is_typed_is_taken_as_far_as_it_goes():
    assert typed_order({"order-a": "x"}, ["a"]) == []
    shown = ["number", "office", "status"]
    assert typed_order({"order-status": "1", "order-number": " 9 ", "order-office": "many"}, shown) == [
        "status",
        "office",
        "number",
    ]
    assert moved(shown, "number", -1) == shown
    assert moved(shown, "status", -1) == ["number", "status", "office"]
    assert {column.id for column in in_layout_order(["score", "gone"])} == {column.id for column in COLUMNS}
