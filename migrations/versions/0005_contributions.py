"""Parts of an application that somebody else fills in, and the links that open them

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-25 13:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'contributions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('party', sa.String(length=20), nullable=False),
        sa.Column('name', sa.String(length=300), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('question', sa.String(length=4000), nullable=True),
        sa.CheckConstraint("party IN ('guardian', 'institution', 'referee')", name=op.f('ck_contributions_party')),
        sa.CheckConstraint("state IN ('invited', 'begun', 'sent')", name=op.f('ck_contributions_state')),
        sa.CheckConstraint("state != 'sent' OR sent_at IS NOT NULL", name=op.f('ck_contributions_sent_at')),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_contributions_application_id_applications'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_contributions')),
    )
    with op.batch_alter_table('contributions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contributions_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contributions_email'), ['email'], unique=False)
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contribution_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_links_contribution_id_contributions'), 'contributions', ['contribution_id'], ['id'], ondelete='CASCADE')
        batch_op.create_check_constraint(batch_op.f('ck_links_contribution'), "(party = 'applicant') = (contribution_id IS NULL)")
        batch_op.create_index(batch_op.f('ix_links_contribution_id'), ['contribution_id'], unique=False)


def downgrade():
    op.execute("DELETE FROM links WHERE contribution_id IS NOT NULL")
    with op.batch_alter_table('links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_links_contribution_id'))
        batch_op.drop_constraint(batch_op.f('ck_links_contribution'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_links_contribution_id_contributions'), type_='foreignkey')
        batch_op.drop_column('contribution_id')
    op.drop_table('contributions')
