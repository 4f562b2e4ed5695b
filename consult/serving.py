"""`consult serve`: the site behind granian."""

from __future__ import annotations

import os
from pathlib import Path

import click

from consult.command import data_option


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=4, show_default=True, help="Threads for each process.")
@data_option
def command(host: str, port: int, workers: int, threads: int, data: Path | None) -> None:
    """Serve the site in production (behind nginx or another proxy that speaks HTTPS)."""
    from consult import schema
    from consult.app import create_app
    from consult.config import check_production, load_settings
    from consult.extensions import db

    settings = load_settings(data)
    check_production(settings)
    with create_app(settings).app_context():
        schema.require_head(db.engine)
        db.engine.dispose()
    run(host, port, workers, threads, settings.data)


def run(host: str, port: int, workers: int, threads: int, data: Path) -> None:
    """Serve until a signal ends it; the workers read the data folder from the environment."""
    from granian import Granian
    from granian.constants import Interfaces

    os.environ["CONSULT_DATA"] = str(data)
    Granian(
        "consult.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_access=False,
        websockets=False,
    ).serve()
