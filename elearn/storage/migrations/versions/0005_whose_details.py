"""whose details the open places of a wording mean"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up; until the files are published again nothing is filled in."""
    with op.batch_alter_table("concept") as batch:
        batch.add_column(sa.Column("slots", sa.String(length=10), nullable=False, server_default="other"))


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("concept") as batch:
        batch.drop_column("slots")
