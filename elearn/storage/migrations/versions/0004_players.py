"""players"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "player",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("market_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("native_name", sa.JSON(), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("area", sa.String(length=2), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("does", sa.Text(), nullable=False),
        sa.Column("for_you", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fact_ids", sa.JSON(), nullable=False),
        sa.Column("months", sa.JSON(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], name=op.f("fk_player_market_id_market")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_player")),
    )
    with op.batch_alter_table("player") as batch:
        batch.create_index(batch.f("ix_player_market_id"), ["market_id"], unique=False)


def downgrade() -> None:
    """Go down; publishing the folders again brings the players back."""
    op.drop_table("player")
