"""The Retrospective with results and pictures

Revision ID: 0022
Revises: 0021
Create Date: 2026-11-26 03:30:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

TEXTS = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')


def upgrade():
    op.add_column('programmes', sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        'retrospectives',
        sa.Column('programme_id', sa.Integer(), nullable=False),
        sa.Column('results', TEXTS, nullable=False),
        sa.Column('participants', sa.Integer(), nullable=True),
        sa.CheckConstraint('participants >= 1', name=op.f('ck_retrospectives_participants')),
        sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_retrospectives_programme_id_programmes')),
        sa.PrimaryKeyConstraint('programme_id', name=op.f('pk_retrospectives')),
    )
    op.create_table(
        'retrospective_pictures',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('programme_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('alt', TEXTS, nullable=False),
        sa.Column('credit', sa.String(length=200), nullable=False),
        sa.Column('small_id', sa.Integer(), nullable=False),
        sa.Column('small_width', sa.Integer(), nullable=False),
        sa.Column('large_id', sa.Integer(), nullable=False),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.CheckConstraint('position >= 1', name=op.f('ck_retrospective_pictures_position')),
        sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_retrospective_pictures_programme_id_programmes')),
        sa.ForeignKeyConstraint(['small_id'], ['stored_files.id'], name=op.f('fk_retrospective_pictures_small_id_stored_files')),
        sa.ForeignKeyConstraint(['large_id'], ['stored_files.id'], name=op.f('fk_retrospective_pictures_large_id_stored_files')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_retrospective_pictures')),
    )
    for column in ('programme_id', 'small_id', 'large_id'):
        op.create_index(op.f(f'ix_retrospective_pictures_{column}'), 'retrospective_pictures', [column])


def downgrade():
    op.drop_table('retrospective_pictures')
    op.drop_table('retrospectives')
    op.drop_column('programmes', 'archived_at')
