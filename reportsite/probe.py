"""``python -m reportsite.probe``: does the web server next door answer? For container health checks.

Speaks as the reverse proxy does: with the site's host, and over TLS as far as the site can tell.
"""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

ADDRESS = "http://127.0.0.1:8000/health/"


def main() -> int:
    """0 when the health page answers with success; urllib's own error otherwise."""
    host = urlsplit(os.environ.get("SITE_URL", "http://127.0.0.1:8000")).netloc
    request = urllib.request.Request(ADDRESS, headers={"Host": host, "X-Forwarded-Proto": "https"})
    with urllib.request.urlopen(request, timeout=8):  # noqa: S310 - our own loopback address
        return 0


if __name__ == "__main__":
    sys.exit(main())
