"""Rate limits in Redis. With Redis down they are kept in each process: never a 500, never fully open."""

import ipaddress

from flask import Flask, request
from flask_limiter import Limiter

from directory.core.settings import Settings, limiter_redis


def client_network() -> str:
    """The visitor's address: IPv4, or the /64 of IPv6, because one household has a whole /64."""
    text = request.remote_addr or "0.0.0.0"  # noqa: S104 (a label for "unknown", nothing is bound)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


limiter = Limiter(client_network)


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=limiter_redis(settings.redis_url),
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        # Of two requests that find Redis dead at once, one switches to the memory and the other would be a 500.
        RATELIMIT_SWALLOW_ERRORS=True,
        RATELIMIT_HEADERS_ENABLED=False,
        RATELIMIT_KEY_PREFIX="coalition",
    )
    limiter.init_app(app)
