"""Error pages that help, maintenance, and logs."""

import errno
import json
import logging
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from offices import sessions
from reportsite import maintenance
from reportsite.log_format import configuration
from reportsite.logs import JSONFormatter, LineFormatter
from submissions.files import DamagedFileError
from submissions.views import home

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(officer) -> Client:
    """The officer's browser, which shows error pages instead of raising."""
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    return client


@pytest.mark.parametrize(
    ("error", "status", "word"),
    [
        (OperationalError("server closed the connection"), 503, "数据库"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "存储空间"),
        (DamagedFileError("missing from the file store"), 410, "文件"),
        (ValueError("a slip of ours"), 500, "500"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_an_error_page_says_what_is_wrong_and_its_number(visitor, monkeypatch, error, status, word):
    def break_down(*_, **__):
        raise error

    monkeypatch.setattr(home.permissions, "access_of", break_down, raising=False)
    monkeypatch.setattr("reportsite.views.access_of", break_down)
    answer = visitor.get("/")
    page = answer.content.decode()
    assert answer.status_code == status
    assert word in page
    assert answer["X-Request-ID"] in page
    assert "<h1>" in page


class TestMaintenance:
    @pytest.fixture(autouse=True)
    def opened_again(self):
        yield
        maintenance.end()

    def test_it_is_told_before_and_pages_stay_open(self, visitor):
        call_command("maintenance", "on", "--in=30", "--for=20", "--reason=更新软件。")
        answer = visitor.get(reverse("office_home"))
        assert answer.status_code == 200
        assert "更新软件。" in answer.content.decode()

    def test_while_it_lasts_pages_say_so_and_monitors_still_get_an_answer(self, visitor):
        call_command("maintenance", "on", "--for=20", "--reason=更新软件。")
        answer = visitor.get(reverse("office_home"))
        assert answer.status_code == 503
        assert answer["Retry-After"]
        assert "更新软件。" in answer.content.decode()
        assert visitor.get("/health/").status_code == 200
        call_command("maintenance", "off")
        assert visitor.get(reverse("office_home")).status_code == 200

    def test_words_in_the_environment_close_this_server(self, visitor, settings):
        settings.MAINTENANCE = "机房停电。"
        assert "机房停电。" in visitor.get("/sign-in/").content.decode()

    def test_a_note_that_cannot_be_read_closes_nothing(self, visitor, caplog):
        maintenance.note_path().write_text("{")
        assert visitor.get(reverse("office_home")).status_code == 200
        assert "cannot be read" in caplog.text

    def test_a_time_that_is_none_is_refused(self):
        with pytest.raises(CommandError, match="expected e"):
            call_command("maintenance", "on", "--at=tomorrow")

    def test_it_is_planned_for_a_time(self, capsys):
        tomorrow = timezone.localtime() + timedelta(days=1)
        call_command("maintenance", "on", f"--at={tomorrow:%Y-%m-%dT%H:%M}")
        assert f"{tomorrow:%Y-%m-%d %H:%M}" in capsys.readouterr().out


def record(**extra):
    made = logging.getLogger("test").makeRecord("test", logging.INFO, "f", 1, "told %s", ("it",), None)
    made.__dict__.update(extra)
    return made


def test_a_line_of_json_has_message_level_and_what_came_with_it():
    line = JSONFormatter("%(asctime)s %(message)s").format(record(status=200))
    said = json.loads(line)
    assert (said["message"], said["level"], said["logger"], said["status"]) == (
        "told it",
        "INFO",
        "test",
        200,
    )


def test_every_request_is_told_with_its_number(visitor, caplog):
    with caplog.at_level(logging.INFO, logger="reportsite.access"):
        visitor.get(reverse("office_home"), {"q": "王某"})
    told = next(entry for entry in caplog.records if entry.name == "reportsite.access")
    assert (told.method, told.path, told.status) == ("GET", reverse("office_home"), 200)
    assert "王某" not in told.getMessage()


def test_a_number_from_outside_counts_only_behind_our_own_proxy(client, settings):
    assert client.get("/health/", headers={"X-Request-ID": "a" * 16})["X-Request-ID"] != "a" * 16
    settings.BEHIND_TLS = True
    assert client.get("/health/", headers={"X-Request-ID": "a" * 16})["X-Request-ID"] == "a" * 16
    assert client.get("/health/", headers={"X-Request-ID": "a\tb"})["X-Request-ID"] != "a\tb"


@pytest.mark.parametrize("style", ["line", "json"])
def test_the_configuration_can_be_made(style):
    made = logging.config.dictConfigClass(configuration(style, "INFO"))
    assert isinstance(
        made.configure_formatter(made.config["formatters"][style]), LineFormatter | JSONFormatter
    )


def test_the_data_folder_is_the_runs_own():
    assert str(settings.DATA_DIR) in str(maintenance.note_path())


@pytest.mark.filterwarnings("ignore")
def test_a_database_that_goes_while_the_session_is_kept_is_no_bad_request(visitor):
    """Django would take it for a session somebody ended meanwhile, and answer 400."""

    def gone(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "django_session" in sql:
            raise OperationalError("server closed the connection")
        return execute(sql, params, many, context)

    session = visitor.session
    session[sessions.SEEN] = int(time.time()) - 2 * sessions.FOLLOW_EVERY  # so that this request writes it
    session.save()
    with connection.execute_wrapper(gone):
        answer = visitor.get(reverse("office_home"))
    assert answer.status_code == 503
    assert "数据库" in answer.content.decode()
