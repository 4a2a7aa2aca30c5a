"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest

from offices.models import Notification
from offices.permissions import Access, access_of


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name and what the signed-in person may do."""
    user = getattr(request, "user", None)
    is_known = user is not None and user.is_authenticated

    def unread_notices() -> int:
        """Called by the header only, so that other templates do not pay for it."""
        return Notification.objects.filter(user=user, read_at=None).count() if is_known else 0

    return {
        "site_name": settings.SITE_NAME,
        "access": access_of(user) if is_known else Access(),
        "languages": settings.LANGUAGES,
        "unread_notices": unread_notices,
    }
