"""Files that go with mails of the office

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-26 02:40:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'mail_files',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('content_type', sa.String(length=120), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_files')),
        sa.UniqueConstraint('sha256', name=op.f('uq_mail_files_sha256')),
    )
    for table, owner, owners in (
        ('message_files', 'message_id', 'messages'),
        ('mailing_files', 'mailing_id', 'mailings'),
    ):
        op.create_table(
            table,
            sa.Column(owner, sa.Integer(), nullable=False),
            sa.Column('file_id', sa.Integer(), nullable=False),
            sa.Column('name', sa.String(length=120), nullable=False),
            sa.ForeignKeyConstraint([owner], [f'{owners}.id'], name=op.f(f'fk_{table}_{owner}_{owners}'), ondelete='CASCADE'),
            sa.ForeignKeyConstraint(['file_id'], ['mail_files.id'], name=op.f(f'fk_{table}_file_id_mail_files')),
            sa.PrimaryKeyConstraint(owner, 'file_id', name=op.f(f'pk_{table}')),
        )
        op.create_index(op.f(f'ix_{table}_file_id'), table, ['file_id'])


def downgrade():
    op.drop_table('mailing_files')
    op.drop_table('message_files')
    op.drop_table('mail_files')
