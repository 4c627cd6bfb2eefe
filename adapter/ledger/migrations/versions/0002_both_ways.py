"""Both ways: what was pulled, what both sides changed, who may send, what an endpoint can do."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.add_column('resources', sa.Column('merged', sa.LargeBinary(), nullable=True))
    op.add_column('resources', sa.Column('intended', sa.LargeBinary(), nullable=True))
    op.create_table('cursors',
    sa.Column('endpoint', sa.String(length=200), nullable=False),
    sa.Column('resource_type', sa.String(length=40), nullable=False),
    sa.Column('cursor', sa.String(length=40), nullable=True),
    sa.Column('boundary', sa.LargeBinary(), nullable=False),
    sa.Column('run_id', sa.String(length=36), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('endpoint', 'resource_type')
    )
    op.create_table('seen',
    sa.Column('endpoint', sa.String(length=200), nullable=False),
    sa.Column('resource_type', sa.String(length=40), nullable=False),
    sa.Column('server_id', sa.String(length=64), nullable=False),
    sa.Column('patient', sa.String(length=80), nullable=True),
    sa.Column('version', sa.String(length=64), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('registered', sa.String(length=200), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('endpoint', 'resource_type', 'server_id')
    )
    op.create_index(op.f('ix_seen_patient'), 'seen', ['patient'], unique=False)
    op.create_table('conflicts',
    sa.Column('conflict_id', sa.String(length=36), nullable=False),
    sa.Column('endpoint', sa.String(length=200), nullable=False),
    sa.Column('filing_id', sa.String(length=36), nullable=False),
    sa.Column('system', sa.String(length=200), nullable=False),
    sa.Column('value', sa.String(length=36), nullable=False),
    sa.Column('resource_type', sa.String(length=40), nullable=False),
    sa.Column('server_id', sa.String(length=64), nullable=False),
    sa.Column('version', sa.String(length=64), nullable=True),
    sa.Column('base', sa.LargeBinary(), nullable=False),
    sa.Column('ours', sa.LargeBinary(), nullable=False),
    sa.Column('theirs', sa.LargeBinary(), nullable=False),
    sa.Column('elements', sa.LargeBinary(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('choice', sa.LargeBinary(), nullable=True),
    sa.Column('chosen_by', sa.String(length=200), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('conflict_id')
    )
    op.create_index('conflicts_by_endpoint', 'conflicts', ['endpoint', 'resolved_at'], unique=False)
    op.create_table('decisions',
    sa.Column('endpoint', sa.String(length=200), nullable=False),
    sa.Column('system', sa.String(length=200), nullable=False),
    sa.Column('value', sa.String(length=36), nullable=False),
    sa.Column('element', sa.String(length=200), nullable=False),
    sa.Column('run_id', sa.String(length=36), nullable=False),
    sa.Column('policy', sa.String(length=20), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('endpoint', 'system', 'value', 'element', 'run_id')
    )
    op.create_table('leases',
    sa.Column('endpoint', sa.String(length=200), nullable=False),
    sa.Column('owner', sa.String(length=36), nullable=True),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('endpoint')
    )
    op.create_table('learnt',
    sa.Column('endpoint', sa.String(length=200), nullable=False),
    sa.Column('facts', sa.LargeBinary(), nullable=False),
    sa.Column('learnt_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('endpoint')
    )
