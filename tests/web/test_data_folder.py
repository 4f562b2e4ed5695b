"""What lies on the disk is for the site alone, and leaves it when its author takes it back."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from consult.config import load_settings
from consult.db import tune_engine


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    made = load_settings(environ={"CONSULT_DATA": str(tmp_path / "site" / "data")}).data
    assert made.stat().st_mode & 0o077 == 0


def test_sqlite_is_asked_to_overwrite_what_is_erased(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'site.sqlite3'}")
    # Whatever this build of SQLite does by itself.
    sa.event.listen(
        engine, "connect", lambda raw, _record: raw.execute("PRAGMA secure_delete = OFF")
    )
    tune_engine(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1
    engine.dispose()
