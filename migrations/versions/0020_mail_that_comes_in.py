"""Mail that people write to the office

Revision ID: 0020
Revises: 0019
Create Date: 2026-11-26 02:20:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'received_mails',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('message_id', sa.String(length=320), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=True),
        sa.Column('sender', sa.String(length=254), nullable=False),
        sa.Column('sender_name', sa.String(length=120), nullable=False),
        sa.Column('subject', sa.String(length=250), nullable=False),
        sa.Column('automatic', sa.Boolean(), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=False),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('done_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('(done_at IS NULL) = (done_by_id IS NULL)', name=op.f('ck_received_mails_done')),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_received_mails_application_id_applications'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['done_by_id'], ['staff_members.id'], name=op.f('fk_received_mails_done_by_id_staff_members')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_received_mails_file_id_stored_files')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_received_mails')),
        sa.UniqueConstraint('message_id', name=op.f('uq_received_mails_message_id')),
    )
    still_open = sa.text('done_at IS NULL')
    untold = sa.text('told_at IS NULL AND done_at IS NULL AND NOT automatic')
    op.create_index(op.f('ix_received_mails_application_id'), 'received_mails', ['application_id'])
    op.create_index('ix_received_mails_open', 'received_mails', ['application_id', 'id'], sqlite_where=still_open, postgresql_where=still_open)
    op.create_index('ix_received_mails_untold', 'received_mails', ['id'], sqlite_where=untold, postgresql_where=untold)


def downgrade():
    op.drop_table('received_mails')
