"""packs and their files"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "pack",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("market", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=35), nullable=False),
        sa.Column("target", sa.String(length=35), nullable=False),
        sa.Column("edition", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before_at", sa.DateTime(), nullable=True),
        sa.Column("lease_until_at", sa.DateTime(), nullable=True),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("built_from", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack")),
    )
    with op.batch_alter_table("pack") as batch:
        batch.create_index(batch.f("ix_pack_state"), ["state"], unique=False)
    op.create_table(
        "pack_file",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("pack_id", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("clips", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        sa.Column("built_at", sa.DateTime(), nullable=False),
        sa.Column("is_stored", sa.Boolean(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["pack_id"], ["pack.id"], name=op.f("fk_pack_file_pack_id_pack")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_file")),
    )
    with op.batch_alter_table("pack_file") as batch:
        batch.create_index(batch.f("ix_pack_file_digest"), ["digest"], unique=False)
        batch.create_index(batch.f("ix_pack_file_pack_id"), ["pack_id"], unique=False)


def downgrade() -> None:
    """Go down; packs can be made again."""
    op.drop_table("pack_file")
    op.drop_table("pack")
