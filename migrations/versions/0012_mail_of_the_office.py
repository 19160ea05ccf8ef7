"""Mail of the office: its own words for notices, mails to many, lanes of delivery

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-25 19:00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'mail_texts',
        sa.Column('programme_id', sa.Integer(), nullable=False),
        sa.Column('notice', sa.String(length=60), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('subject', sa.String(length=250), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_mail_texts_programme_id_programmes'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('programme_id', 'notice', 'language', name=op.f('pk_mail_texts')),
    )
    op.create_table(
        'mailings',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('texts', sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), 'postgresql'), nullable=False),
        sa.Column('missing', sa.String(length=10), nullable=False),
        sa.Column('send_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('queued_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("missing IN ('leave_out', 'english')", name=op.f('ck_mailings_missing')),
        sa.ForeignKeyConstraint(['made_by_id'], ['staff_members.id'], name=op.f('fk_mailings_made_by_id_staff_members')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mailings')),
    )
    released = sa.text('released_at IS NOT NULL AND queued_at IS NULL')
    op.create_index(op.f('ix_mailings_made_by_id'), 'mailings', ['made_by_id'], unique=False)
    op.create_index('ix_mailings_released', 'mailings', ['send_at'], unique=False, sqlite_where=released, postgresql_where=released)
    op.create_table(
        'mailing_recipients',
        sa.Column('mailing_id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('why_not', sa.String(length=12), nullable=True),
        sa.Column('queued_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('message_id', sa.Integer(), nullable=True),
        sa.CheckConstraint("why_not IS NULL OR why_not IN ('withdrawn', 'no_address', 'unproved', 'language')", name=op.f('ck_mailing_recipients_why_not')),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_mailing_recipients_application_id_applications'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['mailing_id'], ['mailings.id'], name=op.f('fk_mailing_recipients_mailing_id_mailings'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_mailing_recipients_message_id_messages'), ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('mailing_id', 'application_id', name=op.f('pk_mailing_recipients')),
    )
    pending = sa.text('queued_at IS NULL AND why_not IS NULL')
    op.create_index(op.f('ix_mailing_recipients_application_id'), 'mailing_recipients', ['application_id'], unique=False)
    op.create_index(op.f('ix_mailing_recipients_message_id'), 'mailing_recipients', ['message_id'], unique=False)
    op.create_index('ix_mailing_recipients_pending', 'mailing_recipients', ['mailing_id', 'application_id'], unique=False, sqlite_where=pending, postgresql_where=pending)
    queued = sa.text("state = 'queued'")
    returned = sa.text('returned_at IS NOT NULL')
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lane', sa.SmallInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('returned_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('return_reason', sa.String(length=500), nullable=True))
        batch_op.create_index(op.f('ix_messages_message_id'), ['message_id'], unique=False)
        batch_op.create_index('ix_messages_returned', ['id'], unique=False, sqlite_where=returned, postgresql_where=returned)
        batch_op.drop_index('ix_messages_due')
        batch_op.create_index('ix_messages_due', ['lane', 'next_at', 'id'], unique=False, sqlite_where=queued, postgresql_where=queued)


def downgrade():
    op.drop_table('mailing_recipients')
    op.drop_table('mailings')
    queued = sa.text("state = 'queued'")
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index('ix_messages_due')
        batch_op.create_index('ix_messages_due', ['next_at', 'id'], unique=False, sqlite_where=queued, postgresql_where=queued)
        batch_op.drop_index('ix_messages_returned')
        batch_op.drop_index(op.f('ix_messages_message_id'))
        batch_op.drop_column('return_reason')
        batch_op.drop_column('returned_at')
        batch_op.drop_column('lane')
    op.drop_table('mail_texts')
