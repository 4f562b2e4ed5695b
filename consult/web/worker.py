"""The service worker's own address: at the root of the site, for it may only stand for what lies below.

What it runs is in `static/js/offline`. Its text holds a print of all of these files, so that a
browser, which compares it at each visit, takes the new ones as soon as they are served.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response

from consult.web.access import Audience, access
from consult.web.headers import SHARED

FOLDER = "js/offline"


@lru_cache(maxsize=8)
def _print_of(files: tuple[tuple[Path, int], ...]) -> str:
    found = hashlib.sha256()
    for path, _changed in files:
        found.update(path.read_bytes())
    return found.hexdigest()[:10]


def configure_worker(app: Flask) -> None:
    folder = Path(str(app.static_folder)) / FOLDER

    def worker() -> Response:
        files = sorted(folder.glob("*.js"))
        mark = _print_of(tuple((path, path.stat().st_mtime_ns) for path in files))
        address = app.jinja_env.globals["asset"](f"{FOLDER}/worker.js")  # type: ignore[operator]
        text = f'// {mark}\nimport "{address}";\n'
        return Response(text, mimetype="text/javascript", headers={"Cache-Control": SHARED})

    app.add_url_rule("/sw.js", "worker", access(Audience.PUBLIC)(worker))
