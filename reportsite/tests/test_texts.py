"""What counts as a text to translate, in Python and in templates."""

from pathlib import Path

import pytest

from reportsite.texts import Message, harvest, messages_in_python, messages_in_template


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('_("Sign in")', Message("", "Sign in")),
        ('translation.gettext_lazy("one " "text")', Message("", "one text")),
        ('_("one " + "text")', Message("", "one text")),
        ('ngettext_lazy("%(n)s day", "%(n)s days", "n")', Message("", "%(n)s day", "%(n)s days")),
        ('pgettext("month", "May")', Message("month", "May")),
        ('npgettext("letter", "a page", "pages", n)', Message("letter", "a page", "pages")),
    ],
)
def test_python_calls(source: str, message: Message) -> None:
    assert list(messages_in_python(source)) == [message]


@pytest.mark.parametrize("source", ["_(name)", '_("")', 'other("Sign in")', '_(f"{name} in")'])
def test_what_is_not_a_constant_text_is_passed_over(source: str) -> None:
    assert list(messages_in_python(source)) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{% translate "Sign in" %}', Message("", "Sign in")),
        ("{% trans 'Sign in' as title %}", Message("", "Sign in")),
        ('{% translate "It\'s done" %}', Message("", "It's done")),
        ('{% translate "May" context "month" %}', Message("month", "May")),
        ("{% blocktranslate trimmed %}\n  one\n  text\n{% endblocktranslate %}", Message("", "one text")),
        ("{% blocktranslate %}100% of {{ n }}{% endblocktranslate %}", Message("", "100%% of %(n)s")),
        (
            "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
            Message("", "%(n)s day", "%(n)s days"),
        ),
        ('{{ name|default:_("nobody") }}', Message("", "nobody")),
        ('{% include "x.html" with title=_("A title") %}', Message("", "A title")),
        ('{{ _("Hello") }}', Message("", "Hello")),
    ],
)
def test_template_tags(source: str, message: Message) -> None:
    assert list(messages_in_template(source)) == [message]


def test_several_texts_on_one_line_are_all_found() -> None:
    source = '{% if a %}{% translate "One" %}{% else %}{% translate "Two" %}{% endif %} gettext("not a tag")'

    assert [message.text for message in messages_in_template(source)] == ["One", "Two"]


def test_a_file_that_does_not_parse_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text('_("unfinished', encoding="utf-8")
    (tmp_path / "whole.py").write_text('_("Sign in")', encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text('_("only in a test")', encoding="utf-8")

    found = harvest(tmp_path)

    assert found.places == {Message("", "Sign in"): {"whole.py"}}
    assert list(found.skipped) == ["broken.py"]
