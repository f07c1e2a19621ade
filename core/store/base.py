"""What every table has: names of constraints, columns that are texts and integers, id, version, scope."""

from __future__ import annotations

from sqlalchemy import MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text()}  # noqa: RUF012 - SQLAlchemy reads it as declared


class Record(Base):
    """What every business table has."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-3)
    version: Mapped[int] = mapped_column(default=1, sort_order=-2)
    scope: Mapped[str] = mapped_column(default="", sort_order=-1)
