"""What a person reads when a page breaks: whether it is our fault, a busy database or a full disk, and the
number under which the fault stands in the log.

The pages ask nothing of the site - no person, no database - as either may be what is broken.
"""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from offices import origin
from submissions.files import NO_SPACE, DamagedFileError, StoreFullError

logger = logging.getLogger(__name__)
TRY_AGAIN_AFTER = "20"  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for what nobody caught: 503 while the database is away, 507 on a full disk, 410 for a stored
    file that is gone, else 500.
    """
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return error_page("errors/database_away.html", 503)
    if isinstance(error, StoreFullError) or (isinstance(error, OSError) and error.errno in NO_SPACE):
        logger.critical("a disk is full: %s", error)
        return error_page("errors/disk_full.html", 507)
    if isinstance(error, DamagedFileError):
        return error_page("errors/file_gone.html", 410)
    return error_page("500.html", 500)


def error_page(template: str, status: int, **context: object) -> HttpResponse:
    """The page, with the number of the request; temporary ones say when to come back."""
    here = origin.current()
    words = render_to_string(template, {"request_id": here.request_id if here else "", **context})
    response = HttpResponse(words, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status in (503, 507):
        response.headers["Retry-After"] = TRY_AGAIN_AFTER
    return response
