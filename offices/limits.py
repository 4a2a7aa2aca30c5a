"""How often something may be asked for. Counted in the cache, so that a wrong count costs nobody more
than a minute; wrong passwords are counted in the database (:mod:`offices.lockout`).
"""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` times in ``seconds``; 0 stands for no limit."""

    count: int
    seconds: int


def seconds_to_wait(limit: Limit, what: str, who: str) -> int:
    """Count this time; 0 when it is allowed, else in how many seconds the next one is.

    Without a cache everything is allowed: a site must not close because Redis is away.
    """
    if not limit.count:
        return 0
    now = int(time.time())
    window = now // limit.seconds
    key = f"limit:{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}:{window}"
    try:
        cache.add(key, 0, timeout=limit.seconds + 1)
        count = cache.incr(key)
    except (OSError, RedisError, ValueError) as error:  # ValueError: the key went between the two calls
        logger.warning("rate limits do not count: %s", error)
        return 0
    return 0 if count <= limit.count else (window + 1) * limit.seconds - now
