"""Alembic migrations of the studio's tables."""
