"""A participant whose content changed since it was filed is told from one that was imported as it was."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    op.add_column('participants', sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True))
    # of what was imported before, no more is known
    op.execute(
        "UPDATE participants SET changed_at ="
        " (SELECT imported_at FROM sessions WHERE sessions.session_id = participants.session_id)"
    )
