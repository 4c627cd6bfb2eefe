"""Several workers: who shares an endpoint, and which patients each of them has."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.create_table('workers',
    sa.Column('endpoint', sa.String(length=200), nullable=False),
    sa.Column('owner', sa.String(length=36), nullable=False),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('endpoint', 'owner')
    )
    op.create_table('claims',
    sa.Column('endpoint', sa.String(length=200), nullable=False),
    sa.Column('nhs_number', sa.String(length=10), nullable=False),
    sa.Column('owner', sa.String(length=36), nullable=True),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('done', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('endpoint', 'nhs_number')
    )
