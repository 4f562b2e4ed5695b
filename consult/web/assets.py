"""Static files, addressed by their content so that they can be kept for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, url_for

FRAME_ICONS = frozenset({"logo", "home", "back", "next", "check", "info", "alert"})
YEAR = "public, max-age=31536000, immutable"


@lru_cache(maxsize=256)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def configure_assets(app: Flask) -> None:
    root = Path(str(app.static_folder))

    def asset(name: str) -> str:
        """Address of static file `name`, changing whenever the file does."""
        path = root / name
        return url_for("static", filename=name, v=_digest(path, path.stat().st_mtime_ns))

    def icon_address(name: str) -> str:
        """Of one drawing; those of every page's frame are a file of their own, the lighter one."""
        return f"{asset('frame.svg' if name in FRAME_ICONS else 'icons.svg')}#{name}"

    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["icon_address"] = icon_address

    @app.after_request
    def keep_versioned_files(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in {200, 304}:
            response.headers["Cache-Control"] = YEAR if "v" in request.args else "public, no-cache"
        return response
