"""What came after what is told by the numbers of runs, since a clock may be wrong."""

from bisect import bisect_left

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    op.add_column('runs', sa.Column('number', sa.Integer(), nullable=True))
    op.add_column('sessions', sa.Column('imported_after', sa.Integer(), nullable=True))
    # of what was imported before, it is not known whether its content had changed
    op.add_column('participants', sa.Column('changed_after', sa.Integer(), nullable=True))
    op.add_column('participants', sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True))
    connection = op.get_bind()
    runs = connection.execute(sa.text("SELECT run_id, started_at FROM runs ORDER BY started_at")).all()
    numbered = [{"run": run.run_id, "number": number} for number, run in enumerate(runs, 1)]
    if numbered:
        connection.execute(sa.text("UPDATE runs SET number = :number WHERE run_id = :run"), numbered)
    moments = [run.started_at for run in runs]
    sessions = connection.execute(sa.text("SELECT session_id, imported_at FROM sessions")).all()
    after = [{"one": one.session_id, "after": bisect_left(moments, one.imported_at)} for one in sessions]
    if after:
        connection.execute(sa.text("UPDATE sessions SET imported_after = :after WHERE session_id = :one"), after)
