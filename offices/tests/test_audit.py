"""The trail: written with what it tells about, sealed after the commit, whole whoever writes at once."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from offices import audit, audit_chain, audit_guard
from offices.models import AuditCheckpoint, AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def guarded(db):
    """The database as it is in use: triggers in place."""
    audit_guard.install(connection)
    yield
    audit_guard.remove(connection)


def rewrite(line, **fields):
    """What somebody with the database in hand could do."""
    AuditEvent.objects.filter(sequence=line).update(**fields)


def three_lines():
    for number in range(3):
        audit.record("thing.done", number=number)


def test_a_line_is_sealed_when_its_transaction_commits():
    with transaction.atomic():
        line = audit.record("thing.done")
        line.refresh_from_db()
        assert line.sequence is None
    line.refresh_from_db()
    assert line.sequence == 1
    assert line.previous_hash == audit.GENESIS
    assert line.hash == audit.hash_of(line)


def test_in_a_rush_one_sealing_takes_along_what_came_before(settings, monkeypatch):
    settings.AUDIT_SEAL_PAUSE = timedelta(minutes=1)
    monkeypatch.setattr(audit, "_sealed_at", float("-inf"))
    three_lines()
    assert list(AuditEvent.objects.order_by("id").values_list("sequence", flat=True)) == [1, None, None]

    monkeypatch.setattr(audit, "_sealed_at", time.monotonic() - 61)
    audit.record("thing.done")

    assert list(AuditEvent.objects.order_by("id").values_list("sequence", flat=True)) == [1, 2, 3, 4]
    assert audit_chain.walk().broken == ""


def test_what_was_rolled_back_leaves_no_line():
    with transaction.atomic():
        audit.record("thing.done")
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()


def test_lines_follow_one_another():
    three_lines()
    lines = list(AuditEvent.objects.order_by("sequence"))
    assert [line.sequence for line in lines] == [1, 2, 3]
    assert [line.previous_hash for line in lines] == [audit.GENESIS, lines[0].hash, lines[1].hash]
    assert audit_chain.walk().broken == ""


def test_many_writers_at_once_make_one_chain_and_leave_nothing_unsealed(officer):
    def work(writer):
        try:
            for number in range(8):
                with transaction.atomic():
                    audit.record("thing.done", actor=officer, writer=writer, number=number)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[writer]) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chain = audit_chain.walk()
    assert (chain.count, chain.unsealed, chain.broken) == (48, 0, "")


def test_what_a_crash_left_unsealed_is_sealed_later():
    AuditEvent.objects.create(action="thing.done")  # as if the process had died before the seal
    assert audit_chain.walk().unsealed == 1
    assert audit.seal() == 1
    assert audit_chain.walk().unsealed == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"details": {"number": 7}}, "line 2 .* was changed"),
        ({"actor_name": "别人"}, "line 2 .* was changed"),
        ({"address": "10.0.0.9"}, "line 2 .* was changed"),
        ({"previous_hash": "0" * 64}, "line 2 does not follow"),
        ({"sequence": 9}, "line 2 is missing"),
    ],
)
def test_a_changed_line_is_found(fields, words):
    three_lines()
    rewrite(2, **fields)
    with pytest.raises(CommandError, match=words):
        call_command("audit_verify")


def test_a_line_taken_out_and_a_cut_end_are_found(capsys):
    three_lines()
    call_command("audit_verify")
    head = capsys.readouterr().out.split("head ")[1].split(",")[0]
    AuditEvent.objects.filter(sequence=3).delete()
    call_command("audit_verify")  # a cut end leaves a whole chain …
    with pytest.raises(CommandError, match="line 3 was noted"):
        call_command("audit_verify", "--noted", head)  # … unless its head was noted elsewhere
    AuditEvent.objects.filter(sequence=1).delete()
    with pytest.raises(CommandError, match="line 1 is missing"):
        call_command("audit_verify")


def test_a_trail_written_anew_is_found_by_a_noted_head(capsys):
    three_lines()
    call_command("audit_verify")
    head = capsys.readouterr().out.split("head ")[1].split(",")[0]
    AuditEvent.objects.all().delete()
    three_lines()
    call_command("audit_verify")
    with pytest.raises(CommandError, match="is not the one that was noted"):
        call_command("audit_verify", "--noted", head)


def test_the_migrations_lay_the_guard(django_db_setup):
    assert django_db_setup is True


@pytest.mark.usefixtures("guarded")
def test_the_database_refuses_to_change_or_remove_a_line():
    three_lines()
    unsealed = AuditEvent.objects.create(action="thing.done")
    lines = AuditEvent.objects.all()
    for attempt in (
        lambda: lines.filter(sequence=2).update(action="other"),
        lambda: lines.filter(sequence=2).update(hash="1" * 64),
        lambda: lines.filter(sequence=2).delete(),
        lambda: lines.filter(pk=unsealed.pk).update(action="other"),
        lambda: lines.filter(pk=unsealed.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert audit.seal() == 1
    assert audit_chain.walk().count == 4


@pytest.mark.usefixtures("guarded")
def test_pruning_keeps_a_checkpoint_and_the_chain_stays_whole(settings):
    settings.AUDIT_KEEP_DAYS = 180
    now = timezone.now()
    for days in (400, 300, 10):
        AuditEvent.objects.create(action="thing.done", at=now - timedelta(days=days))
    audit.seal()
    assert audit.prune(now) == 2
    assert list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True)) == [
        "thing.done",
        "audit.pruned",
    ]
    assert AuditCheckpoint.objects.get().sequence == 2
    chain = audit_chain.walk()
    assert (chain.count, chain.sequence, chain.broken) == (2, 4, "")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditCheckpoint.objects.update(hash="0" * 64)
    assert audit.prune(now) == 0
