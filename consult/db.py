"""The declarative base, column types and transactions, alike on SQLite and PostgreSQL."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy import event, orm

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# SQLite waits this long for another writer before it gives up.
BUSY_MILLISECONDS = 15_000

_writing: ContextVar[bool] = ContextVar("consult_writing", default=False)


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An aware UTC instant; SQLite forgets the zone, so it is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


LongText = Annotated[str, "long"]


class Base(orm.DeclarativeBase):
    """Enums are persisted by value (never by member name), as plain strings of at most 32."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012
        datetime: UTCDateTime(),
        str: sa.String(255),
        LongText: sa.Text(),
        enum.Enum: sa.Enum(
            enum.Enum, native_enum=False, length=32, values_callable=_values, validate_strings=True
        ),
        dict[str, Any]: sa.JSON(),
    }


def utcnow() -> datetime:
    return datetime.now(UTC)


class Identified:
    """A surrogate key, never shown to the public."""

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True, sort_order=-10)


class Created:
    created_at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow, sort_order=90)


class OpenBetween:
    """Open from one instant until another; what follows from them is never stored."""

    opens_at: orm.Mapped[datetime]
    closes_at: orm.Mapped[datetime]

    @orm.declared_attr.directive
    def __table_args__(cls) -> tuple[sa.schema.SchemaItem, ...]:  # noqa: N805
        return (
            sa.CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
            sa.Index(None, "closes_at"),
        )

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    @classmethod
    def open_at(cls, now: datetime) -> sa.ColumnElement[bool]:
        """`is_open`, said in SQL."""
        return sa.and_(cls.opens_at <= now, cls.closes_at > now)

    @property
    def last_moment(self) -> datetime:
        """What people are told: closing at midnight on the 4th means writing until the 3rd."""
        return self.closes_at - timedelta(seconds=1)


def tune_engine(engine: sa.Engine) -> None:
    """Make SQLite durable, referential and honest about transactions; other engines are as they are."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: savepoints and BEGIN IMMEDIATE are ours.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "foreign_keys = ON",
            "synchronous = FULL",
            # Words taken back leave the file too, not only the tables: not every build does it.
            "secure_delete = ON",
            f"busy_timeout = {BUSY_MILLISECONDS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A read that turns into a write fails at once when another writer came between, whatever
        # the timeout; a request that may write takes its place in the queue from the start.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@contextmanager
def write_intent() -> Iterator[None]:
    """Transactions begun inside take the write lock at once."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def set_write_intent(value: bool) -> None:
    """The same for a whole request, whose end is a separate callback."""
    _writing.set(value)


@contextmanager
def transaction(session: orm.Session) -> Iterator[orm.Session]:
    """One command's work: committed whole at the end, or not at all."""
    with write_intent():
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
