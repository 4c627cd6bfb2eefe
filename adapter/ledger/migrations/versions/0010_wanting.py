"""What an endpoint was seen not to keep is known by resource, and not by the reason that a filing waits for."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    op.create_table(
        'wanting',
        sa.Column('endpoint', sa.String(200), primary_key=True),
        sa.Column('value', sa.String(36), primary_key=True),
        sa.Column('system', sa.String(200), primary_key=True),
        sa.Column('found', sa.Text(), nullable=False),
    )
    # which of them it was, the reason says by type alone
    op.execute(
        """
        INSERT INTO wanting (endpoint, value, system, found)
        SELECT resources.endpoint, resources.value, resources.system,
               'a ' || resources.resource_type || ' that was not kept as it was sent'
        FROM resources JOIN filings
          ON filings.endpoint = resources.endpoint AND filings.filing_id = resources.filing_id
        WHERE filings.state = 'conflict'
          AND resources.server_id IS NOT NULL
          AND (
            filings.reason LIKE 'the endpoint does not keep what it is sent: a ' || resources.resource_type || ' %'
            OR filings.reason LIKE 'the endpoint does not keep what it is sent: % ' || resources.resource_type
               || ' resources after one was sent%'
          )
        """
    )
