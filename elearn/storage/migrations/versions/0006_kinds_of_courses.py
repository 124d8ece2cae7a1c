"""kinds of courses: market, handbook, library"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up; what is there are markets."""
    with op.batch_alter_table("market") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=20), nullable=False, server_default="market"))


def downgrade() -> None:
    """Go down; the handbook and the libraries leave the site, because nothing tells them from markets any more."""
    market = sa.table("market", sa.column("kind", sa.String), sa.column("is_published", sa.Boolean))
    op.get_bind().execute(sa.update(market).where(market.c.kind != "market").values(is_published=False))
    op.drop_column("market", "kind")
