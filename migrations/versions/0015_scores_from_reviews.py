"""The order by score comes from the reviews themselves

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-25 23:20:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade():
    op.drop_column('applications', 'score')


def downgrade():
    op.add_column('applications', sa.Column('score', sa.Double(), nullable=True))
