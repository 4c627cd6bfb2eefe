"""Who died or left is told of until a person has seen to it, not for ever."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    op.create_table(
        'settled_patients',
        sa.Column('endpoint', sa.String(200), primary_key=True),
        sa.Column('server_id', sa.String(64), primary_key=True),
        sa.Column('digest', sa.String(64), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('settled_by', sa.String(200), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=False),
    )
