"""Settings, read once from the environment (``CONSULT_*``) and from the data folder.

The data folder (``CONSULT_DATA`` or ``--data``) holds the SQLite database, the uploads and, unless
the environment gives them, the two secret keys, each in a file that only its owner may read.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
DEFAULT_DATA = "consult-data"
MINIMUM_KEY_LENGTH = 32


class ConfigurationError(Exception):
    """A setting that would make the site unsafe or unable to start, told in one sentence."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator decides. Durations are explicit; paths are absolute."""

    data: Path
    database_url: str
    secret_key: str
    receipt_key: str
    town_name: str
    base_url: str
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    https_only: bool
    mail_url: str
    mail_from: str
    limits_storage: str
    demo: bool
    contact: str
    hosting: str
    # In how many days the town undertakes to read what arrives, and how long an author may appeal.
    moderation_days: int = 3
    appeal_days: int = 60
    # Days an address left to be told is kept: without a confirmation, then after the last news.
    contact_pending_days: int = 7
    contact_days: int = 730
    session_lifetime: timedelta = timedelta(hours=12)
    form_lifetime: timedelta = timedelta(hours=12)
    # The largest accepted request: a questionnaire is a few kilobytes; photographs come later.
    request_bytes: int = 2 * 1024 * 1024

    @property
    def uploads(self) -> Path:
        return self.data / "uploads"


def resource(name: str) -> Path:
    """Folder `name` (templates, translations, migrations), in a checkout or in an installed wheel."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name


def load_settings(data: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; creates the data folder and missing keys.

    Raises ConfigurationError when what is given would be unsafe.
    """
    env = os.environ if environ is None else environ
    folder = (data or Path(env.get("CONSULT_DATA", DEFAULT_DATA))).expanduser().resolve()
    # The database in it holds words that nobody has read yet, and what opens sessions.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    base_url = env.get("CONSULT_BASE_URL", "").rstrip("/")
    demo = _flag(env, "CONSULT_DEMO", default=False)
    hosts = tuple(
        host.strip() for host in env.get("CONSULT_TRUSTED_HOSTS", "").split(",") if host.strip()
    )
    https_only = _flag(env, "CONSULT_HTTPS", default=base_url.startswith("https://"))
    return Settings(
        data=folder,
        database_url=env.get("CONSULT_DATABASE_URL") or f"sqlite:///{folder / 'consult.sqlite3'}",
        secret_key=_key(env, "CONSULT_SECRET_KEY", folder / "secret.key"),
        receipt_key=_key(env, "CONSULT_RECEIPT_KEY", folder / "receipt.key"),
        town_name=env.get("CONSULT_TOWN_NAME", "Armentières"),
        base_url=base_url,
        trusted_hosts=hosts,
        trusted_proxies=_number(env, "CONSULT_TRUSTED_PROXIES", 0),
        https_only=https_only,
        mail_url=env.get("CONSULT_MAIL_URL", ""),
        mail_from=env.get("CONSULT_MAIL_FROM", "consultation@example.org"),
        limits_storage=env.get("CONSULT_LIMITS_STORAGE", "memory://"),
        demo=demo,
        contact=env.get("CONSULT_CONTACT", ""),
        hosting=env.get("CONSULT_HOSTING", ""),
        moderation_days=_days(env, "CONSULT_MODERATION_DAYS", 3),
        appeal_days=_number(env, "CONSULT_APPEAL_DAYS", 60),
        contact_pending_days=_days(env, "CONSULT_CONTACT_PENDING_DAYS", 7, most=30),
        contact_days=_days(env, "CONSULT_CONTACT_DAYS", 730, most=3650),
    )


def check_production(settings: Settings) -> None:
    """Refuse a start that would expose residents. Raises ConfigurationError with what to set."""
    if not settings.trusted_hosts:
        raise ConfigurationError(
            "CONSULT_TRUSTED_HOSTS is empty: give the host names this site answers to, "
            "separated by commas (for example: consultation.example.fr)."
        )
    if not settings.base_url:
        raise ConfigurationError(
            "CONSULT_BASE_URL is empty: give the public address of the site, which is printed in "
            "QR codes and mails (for example: https://consultation.example.fr)."
        )


def _key(env: Mapping[str, str], name: str, file: Path) -> str:
    given = env.get(name)
    if given is not None:
        if len(given) < MINIMUM_KEY_LENGTH:
            raise ConfigurationError(
                f"{name} is shorter than {MINIMUM_KEY_LENGTH} characters: anyone could guess it."
            )
        return given
    if not file.exists():
        _write_private(file, secrets.token_hex(32))
    return file.read_text(encoding="ascii").strip()


def _write_private(file: Path, text: str) -> None:
    """Create `file` for its owner alone; a concurrent first start keeps the first writer's key."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(text)


def _flag(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = env.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ConfigurationError(f"{name}={value!r} is neither yes nor no.")


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit():
        raise ConfigurationError(f"{name}={value!r} is not a whole number.")
    return int(value)


def _days(env: Mapping[str, str], name: str, default: int, *, most: int = 365) -> int:
    days = _number(env, name, default)
    if not 1 <= days <= most:
        raise ConfigurationError(f"{name}={days} is not a number of days between 1 and {most}.")
    return days
