"""Choices written out directly: a list of five hundred offices through Django's widget templates takes
longer than the rest of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class QuickSelect(forms.Select):
    """A drop-down list."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, _on("selected", key == chosen), label) for key, label in _pairs(self.choices)),
        )
        return format_html(
            '<select name="{}" id="{}" class="form-select">{}</select>',
            name,
            (attrs or {}).get("id"),
            options,
        )


class QuickCheckboxes(forms.CheckboxSelectMultiple):
    """Boxes, of which several may be ticked."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        ticked = {str(item) for item in value} if isinstance(value, Sequence) else set()
        return format_html_join(
            "",
            '<label class="form-check"><input class="form-check-input" type="checkbox"'
            ' name="{}" value="{}"{}> <span class="form-check-label">{}</span></label>',
            ((name, key, _on("checked", key in ticked), label) for key, label in _pairs(self.choices)),
        )


def _on(word: str, is_on: bool) -> SafeString | str:
    return SafeString(f" {word}") if is_on else ""


def _pairs(choices: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    return ((str(key), label) for key, label in choices)
