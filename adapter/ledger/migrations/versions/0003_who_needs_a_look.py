"""What a pull looks for is found without reading every patient and every resource."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.add_column('seen', sa.Column('flagged', sa.Boolean(), nullable=True))
    op.execute("UPDATE seen SET flagged = false WHERE resource_type <> 'Patient'")
    still = sa.column('flagged').is_not(False)
    op.create_index('seen_flagged', 'seen', ['endpoint', 'resource_type'], sqlite_where=still, postgresql_where=still)
    op.create_index('filed_by_patient', 'filed', ['endpoint', 'patient'])
    op.create_index('resources_by_server_id', 'resources', ['endpoint', 'server_id'])
