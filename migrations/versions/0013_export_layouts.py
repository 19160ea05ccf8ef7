"""Layouts of exports under a name

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-25 19:20:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade():
    op.create_table(
        'export_layouts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('programme_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('keys', DOCUMENT, nullable=False),
        sa.Column('pairs', DOCUMENT, nullable=False),
        sa.Column('labels', sa.Boolean(), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_export_layouts_programme_id_programmes'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_export_layouts')),
    )
    op.create_index('uq_export_layouts_programme_id_name', 'export_layouts', ['programme_id', 'name'], unique=True)


def downgrade():
    op.drop_table('export_layouts')
