"""Keep a draft beside the versions of a form

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-25 12:15:00
"""

import sqlalchemy as sa
from alembic import op

JSON = sa.JSON(none_as_null=True)

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'form_drafts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('form_id', sa.Integer(), nullable=False),
        sa.Column('document', JSON, nullable=True),
        sa.Column('earlier', JSON, nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changed_by', sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(['form_id'], ['forms.id'], name=op.f('fk_form_drafts_form_id_forms')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_form_drafts')),
        sa.UniqueConstraint('form_id', name=op.f('uq_form_drafts_form_id')),
    )


def downgrade():
    op.drop_table('form_drafts')
