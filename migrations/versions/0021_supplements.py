"""What applicants are asked for after acceptance

Revision ID: 0021
Revises: 0020
Create Date: 2026-11-26 02:20:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'supplements',
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('overdue_told_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'sent', 'closed')", name=op.f('ck_supplements_state')),
        sa.CheckConstraint("state != 'sent' OR sent_at IS NOT NULL", name=op.f('ck_supplements_sent_at')),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_supplements_application_id_applications'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('application_id', name=op.f('pk_supplements')),
    )
    op.create_index(
        'ix_supplements_owed',
        'supplements',
        ['due_at', 'application_id'],
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.add_column('decision_batches', sa.Column('until', sa.Date(), nullable=True))
    op.add_column('programmes', sa.Column('more_within_days', sa.Integer(), nullable=True))


def downgrade():
    op.drop_column('programmes', 'more_within_days')
    op.drop_column('decision_batches', 'until')
    op.drop_index('ix_supplements_owed', table_name='supplements')
    op.drop_table('supplements')
