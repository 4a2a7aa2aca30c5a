import pytest
from django.core.files.storage import default_storage

from submissions import files
from submissions.models import StoredFile

pytestmark = pytest.mark.django_db


def test_the_same_bytes_are_kept_once():
    first, second = files.keep(b"report"), files.keep(b"report")
    assert first.pk == second.pk
    assert StoredFile.objects.count() == 1


def test_what_is_read_is_what_was_kept():
    stored = files.keep(b"\x00\xff report")
    assert files.read(stored) == b"\x00\xff report"
    assert stored.size == 9


def test_a_changed_file_is_noticed():
    stored = files.keep(b"report")
    with open(default_storage.path(stored.storage_name), "wb") as file:
        file.write(b"forged")
    with pytest.raises(files.DamagedFileError, match="differ"):
        files.read(stored)


def test_a_lost_file_is_noticed_and_can_be_brought_back():
    stored = files.keep(b"report")
    default_storage.delete(stored.storage_name)
    with pytest.raises(files.DamagedFileError, match="missing"):
        files.read(stored)
    assert files.keep(b"report").pk == stored.pk
    assert files.read(stored) == b"report"
