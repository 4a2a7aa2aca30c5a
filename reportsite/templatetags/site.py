"""The tags of :mod:`submissions.signs`, and what the frame of every page needs."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from offices.models import Role
from offices.permissions import Access
from submissions.signs import days_left, due, icon, level_badge, outcome_badge, run_badge, status_badge, when

register = template.Library()
for tag in (days_left, due, level_badge, outcome_badge, run_badge, status_badge, when):
    register.simple_tag(tag)

TAG_LEVELS = {"debug": "info", "info": "info", "success": "met", "warning": "should", "error": "must"}
TAG_ICONS = {"info": "info", "met": "circle-check", "should": "triangle-alert", "must": "octagon-alert"}


@register.filter
def role_words(access: Access) -> str:
    """The roles of a person, each once, in the order of :class:`Role`."""
    held = {role for roles in (*access.offices.values(), *access.bureaus.values()) for role in roles}
    comma = _(", ")
    return comma.join(str(role.label) for role in Role if role in held)


@register.filter
def message_level(message: Any) -> str:
    """The colour of a message of django.contrib.messages."""
    return TAG_LEVELS.get(message.level_tag, "info")


@register.simple_tag
def level_icon(level: str, size: int = 18) -> SafeString:
    """The sign that stands for a colour in messages and callouts."""
    return icon(TAG_ICONS.get(level, "circle-question-mark"), size)


@register.inclusion_tag("_nav_item.html", takes_context=True)
def nav_item(context: template.Context, name: str, label: str, also: str = "") -> dict[str, object]:
    """One entry of a navigation; nothing at all while no such page exists.

    It is the current one on its page, on those below it, and on those below the addresses ``also``.
    """
    try:
        href = reverse(name)
    except NoReverseMatch:
        href = ""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    below = tuple(prefix for prefix in (href, *also.split()) if prefix.count("/") > 1)
    is_here = bool(href) and (path == href or path.startswith(below))
    return {"href": href, "label": label, "is_current": is_here}
