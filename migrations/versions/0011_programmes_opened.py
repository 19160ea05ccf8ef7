"""Programmes that are being prepared: nothing public shows them until they are opened

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-25 18:55:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('programmes', sa.Column('opened', sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade():
    # What was never opened has no applications, and the table no longer knows that it is private.
    drafts = '(SELECT id FROM programmes WHERE NOT opened)'
    for table in ('draws', 'quotas', 'programme_dates', 'programme_partners'):
        op.execute(f'DELETE FROM {table} WHERE programme_id IN {drafts}')
    op.execute('DELETE FROM programmes WHERE NOT opened')
    op.drop_column('programmes', 'opened')
