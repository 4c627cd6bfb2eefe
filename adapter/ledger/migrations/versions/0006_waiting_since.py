"""How long a filing has waited is kept over the runs that look at it again."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.add_column('filings', sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True))
    # of what waited before, no more is known
    op.execute(
        "UPDATE filings SET waiting_since = changed_at WHERE state NOT IN ('filed', 'unchanged', 'dropped')"
    )
