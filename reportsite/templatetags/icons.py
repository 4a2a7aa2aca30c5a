"""``{% lucide "x" size=16 aria_hidden="true" %}``: the library's tag with each drawing kept.

The library copies and writes out the picture's XML every time; a page of the desk has eighty of them.
"""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide as drawn

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=512)
def lucide(name: str, *, size: int = 24, **attributes: str) -> SafeString:
    """An inline SVG."""
    return drawn(name, size=size, **attributes)
