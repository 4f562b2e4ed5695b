"""The Flask extensions: instances only, bound to an application in `consult.app`."""

from __future__ import annotations

import ipaddress

from flask import Request, request
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy

# What a provider gives to one home: every device of it has billions of addresses of its own.
IPV6_HOME = 64


def device_of(asked: Request) -> str:
    """What tells a device from another without a cookie, roughly: to be digested at once, never kept."""
    return f"{visitor_address()} {asked.user_agent.string}"


def visitor_address() -> str:
    """Whose tries are counted together: an IPv4 address, or the IPv6 network of a home."""
    given = request.remote_addr or ""
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return given
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), IPV6_HOME), strict=False))


db = SQLAlchemy()
babel = Babel()
compress = Compress()
login = LoginManager()
limiter = Limiter(key_func=visitor_address)
