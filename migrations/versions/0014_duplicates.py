"""Which applications are not of the same person

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-25 19:20:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'different_people',
        sa.Column('first_id', sa.Integer(), nullable=False),
        sa.Column('second_id', sa.Integer(), nullable=False),
        sa.Column('marked_by_id', sa.Integer(), nullable=False),
        sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('first_id < second_id', name=op.f('ck_different_people_order')),
        sa.ForeignKeyConstraint(['first_id'], ['applications.id'], name=op.f('fk_different_people_first_id_applications'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['second_id'], ['applications.id'], name=op.f('fk_different_people_second_id_applications'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['marked_by_id'], ['staff_members.id'], name=op.f('fk_different_people_marked_by_id_staff_members')),
        sa.PrimaryKeyConstraint('first_id', 'second_id', name=op.f('pk_different_people')),
    )
    op.create_index(op.f('ix_different_people_second_id'), 'different_people', ['second_id'])


def downgrade():
    op.drop_table('different_people')
