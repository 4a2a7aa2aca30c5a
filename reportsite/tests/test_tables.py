"""Lists of django-tables2 in the house's template: sorting, pages, cards on a phone."""

import django_tables2 as tables
import pytest
from django.test import RequestFactory
from django.utils import translation


class OfficeTable(tables.Table):
    name = tables.Column(verbose_name="Office")
    score = tables.Column(attrs={"td": {"class": "num"}, "th": {"class": "num"}})
    remark = tables.Column(orderable=False)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def render(rows: int, address: str = "/queue/", **options: object) -> str:
    request = RequestFactory().get(address)
    data = [{"name": f"Office {n}", "score": n, "remark": "late"} for n in range(rows)]
    table = OfficeTable(data, **options)
    tables.RequestConfig(request, paginate={"per_page": 2}).configure(table)
    return table.as_html(request)


def test_cells_carry_their_column_for_the_cards_on_a_phone():
    html = render(1)
    assert 'data-label="Office"' in html
    assert 'class="num" data-label="Score"' in html


class PickTable(OfficeTable):
    open = tables.Column(verbose_name="", orderable=False, empty_values=())


def test_a_column_without_a_name_has_no_heading_to_read_out():
    html = PickTable([{"name": "Office", "score": 1, "remark": ""}]).as_html(RequestFactory().get("/"))
    assert html.count("<th ") == 3
    assert html.count("</th>") == 3


def test_the_sorted_column_says_so_and_links_to_the_opposite():
    html = render(3, "/queue/?sort=name&status=returned")
    assert html.count("aria-sort=") == 1
    assert 'aria-sort="ascending"' in html
    assert "sort=-name" in html
    assert "status=returned" in html, "the filter stays while sorting"
    assert 'aria-sort="descending"' in render(3, "/queue/?sort=-name")


def test_a_column_that_cannot_be_sorted_is_no_link():
    assert "sort=remark" not in render(1)


def test_pages_are_counted_and_linked():
    html = render(5, "/queue/?page=2")
    assert "3 to 4 of 5" in html
    assert 'aria-current="page">2</a>' in html
    assert 'rel="prev"' in html
    assert 'rel="next"' in html
    assert 'rel="next"' not in render(2)


def test_an_empty_list_says_what_to_do():
    assert "Take off a filter" in render(0)
    assert "Nobody is late." in render(0, empty_text="Nobody is late.")
