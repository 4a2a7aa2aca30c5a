"""What a browser calls itself, in two words a person knows."""

import re

BROWSERS = (
    ("Edg/", "Edge"),
    ("360SE", "360"),
    ("QQBrowser", "QQ"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def name_of(agent: str) -> str:
    """e.g. ``Chrome 126 · Windows``; what is not known is left out."""
    browser = next(((mark, name) for mark, name in BROWSERS if mark in agent), None)
    said = []
    if browser:
        version = re.search(re.escape(browser[0]) + r"/?(\d+)", agent)
        said.append(f"{browser[1]} {version[1]}" if version else browser[1])
    said += [name for mark, name in SYSTEMS if mark in agent][:1]
    return " · ".join(said)
