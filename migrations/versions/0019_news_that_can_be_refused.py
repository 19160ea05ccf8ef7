"""News that their recipients can refuse

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-26 02:58:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

BEFORE = "why_not IS NULL OR why_not IN ('withdrawn', 'no_address', 'unproved', 'language')"
AFTER = "why_not IS NULL OR why_not IN ('withdrawn', 'no_address', 'unproved', 'language', 'refused')"


def upgrade():
    op.create_table(
        'news_refusals',
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('refused_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('address', name=op.f('pk_news_refusals')),
    )
    with op.batch_alter_table('mailings') as batch_op:
        batch_op.add_column(sa.Column('news', sa.Boolean(), nullable=False, server_default=sa.false()))
    _swap_reasons(AFTER)
    news = sa.text('news_to IS NOT NULL')
    with op.batch_alter_table('messages') as batch_op:
        batch_op.add_column(sa.Column('news_to', sa.String(length=254), nullable=True))
        batch_op.create_index('ix_messages_news_to', ['news_to'], sqlite_where=news, postgresql_where=news)


def downgrade():
    with op.batch_alter_table('messages') as batch_op:
        batch_op.drop_index('ix_messages_news_to')
        batch_op.drop_column('news_to')
    op.execute("UPDATE mailing_recipients SET why_not = 'language' WHERE why_not = 'refused'")
    _swap_reasons(BEFORE)
    with op.batch_alter_table('mailings') as batch_op:
        batch_op.drop_column('news')
    op.drop_table('news_refusals')


def _swap_reasons(reasons):
    with op.batch_alter_table('mailing_recipients') as batch_op:
        batch_op.drop_constraint(op.f('ck_mailing_recipients_why_not'), type_='check')
        batch_op.create_check_constraint(op.f('ck_mailing_recipients_why_not'), reasons)
