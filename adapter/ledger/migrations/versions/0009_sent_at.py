"""When something was sent that no answer has come to: the endpoint may be at work on it for a while."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    op.add_column('resources', sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True))
