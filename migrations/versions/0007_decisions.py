"""Decisions that wait: for the other partner, for their release, for the time to undo them

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-25 17:45:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('programmes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('every_partner_approves', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('release_together', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('release_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        'decision_batches',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('act', sa.String(length=20), nullable=False),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('made_by_id', sa.Integer(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['made_by_id'], ['staff_members.id'], name=op.f('fk_decision_batches_made_by_id_staff_members')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_decision_batches')),
    )
    op.create_index(op.f('ix_decision_batches_made_by_id'), 'decision_batches', ['made_by_id'], unique=False)
    op.create_table(
        'decisions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('batch_id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('reason', sa.String(length=40), nullable=True),
        sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('considered', 'waiting', 'done', 'undone', 'refused')", name=op.f('ck_decisions_state')),
        sa.CheckConstraint("(state = 'refused') = (reason IS NOT NULL)", name=op.f('ck_decisions_reason')),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_decisions_application_id_applications'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['batch_id'], ['decision_batches.id'], name=op.f('fk_decisions_batch_id_decision_batches'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_decisions')),
    )
    waits = sa.text("state = 'waiting'")
    op.create_index(op.f('ix_decisions_application_id'), 'decisions', ['application_id'], unique=False)
    op.create_index('ix_decisions_waiting', 'decisions', ['application_id'], unique=True, sqlite_where=waits, postgresql_where=waits)
    op.create_index('ix_decisions_due', 'decisions', ['due_at', 'id'], unique=False, sqlite_where=waits, postgresql_where=waits)
    op.create_index('ix_decisions_batch', 'decisions', ['batch_id', 'state', 'id'], unique=False)
    op.create_table(
        'approvals',
        sa.Column('decision_id', sa.Integer(), nullable=False),
        sa.Column('partner_id', sa.Integer(), nullable=False),
        sa.Column('staff_member_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_approvals_decision_id_decisions'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_approvals_partner_id_partners')),
        sa.ForeignKeyConstraint(['staff_member_id'], ['staff_members.id'], name=op.f('fk_approvals_staff_member_id_staff_members')),
        sa.PrimaryKeyConstraint('decision_id', 'partner_id', name=op.f('pk_approvals')),
    )


def downgrade():
    op.drop_table('approvals')
    op.drop_table('decisions')
    op.drop_table('decision_batches')
    with op.batch_alter_table('programmes', schema=None) as batch_op:
        batch_op.drop_column('release_at')
        batch_op.drop_column('release_together')
        batch_op.drop_column('every_partner_approves')
