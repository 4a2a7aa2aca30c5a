"""Whoever is shown a link can open it: every role walks from its first page along everything it is shown."""

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from offices.models import Bureau, Role
from tests.cast import give_role, person
from tests.test_access_walk import ask, world  # noqa: F401 - the fixture of a whole bureau

AT_MOST_EACH = 2  # addresses of one page: the third tells nothing new
WALKERS = [*Role.values, "rater", "above", "nobody's", "anonymous"]
PARTS = {"a": "href", "img": "src", "link": "href", "script": "src"}


class Links(HTMLParser):
    """What a page leads to or loads by GET."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        wanted = [given.get(PARTS.get(tag, "")), given.get("hx-get")]
        if tag == "form" and (given.get("method") or "get").lower() == "get":
            wanted.append(given.get("action"))
        self.found += [address for address in wanted if address]


def page_name(address: str) -> str:
    """The name of the page an address opens; empty for static files and other hosts."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or parts.path.startswith("/static/"):
        return ""
    try:
        return resolve(parts.path).view_name or parts.path
    except Resolver404:
        return parts.path  # a link to nowhere has to be asked for to be seen


def dead_links(client, start: str = "/") -> list[str]:
    """Every link met on the way that does not open, with the page that shows it."""
    dead, visits = [], Counter()
    queue, seen = [("", start)], {start}
    while queue:
        shown_on, address = queue.pop(0)
        answer = ask(client, "get", address)
        if answer.status_code >= 400:
            dead.append(f"{address} ({answer.status_code}), shown on {shown_on}")
        links = [answer.url] if answer.status_code in (301, 302) else []
        if "html" in answer.headers.get("Content-Type", "") and not answer.streaming:
            links += Links(answer.content.decode()).found
        for link in links:
            wanted = link if ":" in link.split("?")[0] else urljoin(address, link).split("#")[0]
            name = page_name(wanted)
            if not name or wanted in seen or visits[name] >= AT_MOST_EACH:
                continue
            visits[name] += 1
            seen.add(wanted)
            queue.append((address, wanted))
    return dead


@pytest.mark.parametrize("who", WALKERS)
def test_every_link_shown_opens(world, client, who):  # noqa: F811 - pytest hands the fixture in by its name
    if who == "above":
        city = Bureau.objects.create(name="云州市司法局", county="云州市", slug="yunzhou")
        Bureau.objects.filter(pk=world.bureau.pk).update(parent=city)
        client.force_login(give_role(person("above", "钟市"), Role.BUREAU_ADMIN, city))
        world.clients["above"] = client
    dead = dead_links(world.clients[who])
    assert not dead, "\n".join(dead)
