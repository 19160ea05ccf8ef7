"""Those who belong together are found by an index.

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-26 02:40:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

GROUPED = sa.text('group_key IS NOT NULL')


def upgrade():
    op.create_index(
        'ix_applications_group', 'applications', ['programme_id', 'group_key'],
        sqlite_where=GROUPED, postgresql_where=GROUPED,
    )


def downgrade():
    op.drop_index('ix_applications_group', 'applications')
