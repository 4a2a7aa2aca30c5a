"""Charts as SVG, made on the server: no script, readable in grey print.

Each stands on the page as an image of its own address, with its numbers in a
table beside it. What must be told apart is told by line style and by words,
never by colour alone.
"""

import sys
from collections.abc import Sequence

import pygal
from django.utils.translation import gettext as _
from lxml import etree
from pygal.graph.graph import Graph
from pygal.style import Style

from .overview import Band, FrequentFinding, Part, Point

# pygal leaves a finder of a bygone protocol among Python's own, for plug-ins we do not use.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]

WIDTH, HEIGHT = 720, 300
BAR_HEIGHT = 34  # pixels a horizontal bar takes
NAME_LENGTH = 30  # characters of a bar's name
STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#56606b",
    foreground_strong="#1c2530",
    foreground_subtle="#d8dcd6",
    # The shapes of the page: names as an office computer has them, in the page's order.
    font_family="PingFang SC, Microsoft YaHei, Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=13,
    value_font_size=13,
    no_data_font_size=15,
    opacity="1",
    transition="0s",
    colors=("#1d4e89", "#7b8794"),
    value_colors=("#ffffff", "#ffffff"),
)


def _settings(height: int = HEIGHT) -> dict[str, object]:
    return {
        "style": STYLE,
        "js": [],  # pygal would load a script for its tooltips from another host
        "width": WIDTH,
        "height": height,
        "explicit_size": True,
        "disable_xml_declaration": True,
        "no_data_text": _("nothing to show yet"),
        "margin": 12,
        "truncate_label": -1,
        "legend_at_bottom": True,
        "legend_box_size": 12,
    }


def _as_svg(chart: Graph) -> bytes:
    """The drawing alone: pygal also writes a script with its settings, which no picture needs."""
    root = chart.render_tree()
    for script in root.findall(".//script"):
        script.getparent().remove(script)
    return etree.tostring(root, encoding="utf-8")


def curve_chart(points: Sequence[Point]) -> bytes:
    """Reports handed in week by week: this year a full line, last year a broken one."""
    chart = pygal.Line(**_settings(), show_dots=True, dots_size=2, x_label_rotation=45, range=_range(points))
    chart.y_labels = _whole_steps(_range(points)[1])
    due = _("%(day)s due")
    chart.x_labels = [due % {"day": f"{p.day:%m-%d}"} if p.is_due else f"{p.day:%m-%d}" for p in points]
    chart.add(_("this year"), [p.this_year for p in points], stroke_style={"width": 3})
    if any(p.last_year is not None for p in points):
        dashes = {"width": 2, "dasharray": "6, 5"}
        chart.add(_("last year"), [p.last_year for p in points], stroke_style=dashes)
    return _as_svg(chart)


def _range(points: Sequence[Point]) -> tuple[int, int]:
    return 0, max((n or 0 for p in points for n in (p.this_year, p.last_year)), default=0) or 1


def findings_chart(findings: Sequence[FrequentFinding]) -> bytes:
    """In how many reports each of the most frequent findings stands."""
    return _bars([(finding.name, finding.offices) for finding in findings], _("reports"))


def scores_chart(bands: Sequence[Band]) -> bytes:
    """How many reports scored how much."""
    chart = pygal.Bar(**_settings(), show_legend=False, print_values=True, print_zeroes=False)
    chart.x_labels = [band.label for band in bands]
    if any(band.count for band in bands):
        chart.y_labels = _whole_steps(max(band.count for band in bands))
        chart.add(_("reports"), [band.count for band in bands], formatter=str)
    return _as_svg(chart)


def _too_narrow(name: str) -> int:
    """Pixels pygal reserves too few for a name: it takes a Chinese character for a Latin one."""
    return round(STYLE.label_font_size * 0.45 * sum(character > "\u2e80" for character in name)) + 12


def _whole_steps(highest: int) -> list[int]:
    """At most six marks for an axis that counts: there is no half report."""
    step = max(1, -(-highest // 5))
    return list(range(0, highest + step, step))


def parts_chart(parts: Sequence[Part]) -> bytes:
    """The average of each part of the rubric, in percent of its points."""
    return _bars([(part.name, part.percent) for part in parts], _("percent of the points"), limit=100)


def _bars(rows: Sequence[tuple[str, int]], title: str, limit: int | None = None) -> bytes:
    """Horizontal bars, the longest first as given, with their numbers on them."""
    height = max(HEIGHT // 2, BAR_HEIGHT * len(rows) + 60)
    chart = pygal.HorizontalBar(
        **_settings(height),
        show_legend=False,
        print_values=True,
        range=(0, limit or max((n for _name, n in rows), default=0) or 1),
    )
    if rows:  # without any, pygal writes that there is nothing, but only where no marks are set
        chart.y_labels = _whole_steps(limit or max(number for _name, number in rows))
        rows = rows[::-1]  # pygal draws the first at the bottom
        chart.x_labels = [name[:NAME_LENGTH] for name, _n in rows]
        chart.margin_left = max(map(_too_narrow, chart.x_labels))
        chart.add(title, [number for _name, number in rows], formatter=str)
    return _as_svg(chart)
