"""What a pull kept is not forgotten before a workbook has it."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table(
        'brought_back',
        sa.Column('number', sa.Integer(), primary_key=True),
        sa.Column('endpoint', sa.String(200), nullable=False, index=True),
        sa.Column('change', sa.LargeBinary(), nullable=False),
    )
