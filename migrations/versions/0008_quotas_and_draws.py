"""Quotas of partners, institutions and categories, overbooking, orders and groups of waiting lists

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-25 17:40:00
"""

from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=Text()), 'postgresql')
WITHIN = op.f('ck_quotas_taken_within_places')
OVERBOOKING = op.f('ck_quotas_overbooking')
ORDERS = "waiting_order IN ('arrival', 'score', 'rank')"


def upgrade():
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.add_column(sa.Column('quota_keys', JSON, server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('group_key', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('rank', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('score', sa.Double(), nullable=True))
    _belong_to_partners()
    op.add_column('programmes', sa.Column('waiting_order', sa.String(length=20), sa.CheckConstraint(ORDERS, name=op.f('ck_programmes_waiting_order')), server_default='arrival', nullable=False))
    with _quotas_made_anew() as batch_op:
        batch_op.alter_column('key', type_=sa.String(length=120), existing_type=sa.String(length=60))
        batch_op.add_column(sa.Column('overbooking', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('return_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('returned_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(WITHIN, type_='check')
        batch_op.create_check_constraint(WITHIN, 'taken >= 0 AND taken <= places + overbooking')
        batch_op.create_check_constraint(OVERBOOKING, 'overbooking >= 0')
    op.create_table(
        'draws',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('programme_id', sa.Integer(), nullable=False),
        sa.Column('seed', sa.String(length=64), nullable=False),
        sa.Column('committed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('result', JSON, nullable=True),
        sa.CheckConstraint('(drawn_at IS NULL) = (result IS NULL)', name=op.f('ck_draws_result')),
        sa.CheckConstraint('length(seed) = 64', name=op.f('ck_draws_seed')),
        sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_draws_programme_id_programmes')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_draws')),
        sa.UniqueConstraint('programme_id', name=op.f('uq_draws_programme_id')),
    )


def _belong_to_partners():
    """What the partner is was known before; institutions and categories are noted with the first quota."""
    connection = op.get_bind()
    partners = connection.execute(sa.text('SELECT id, key FROM partners')).all()
    applications = sa.table('applications', sa.column('partner_id', sa.Integer()), sa.column('quota_keys', JSON))
    for partner_id, key in partners:
        connection.execute(applications.update().where(applications.c.partner_id == partner_id).values(quota_keys=[f'partner:{key}']))


@contextmanager
def _quotas_made_anew():
    """SQLite makes a table anew to change it; what refers to it must not be there in that moment."""
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    if is_sqlite:
        op.execute('CREATE TEMPORARY TABLE places_kept AS SELECT * FROM places_taken')
        op.execute('DELETE FROM places_taken')
    with op.batch_alter_table('quotas', schema=None) as batch_op:
        yield batch_op
    if is_sqlite:
        op.execute('INSERT INTO places_taken SELECT * FROM places_kept')
        op.execute('DROP TABLE places_kept')


def downgrade():
    op.drop_table('draws')
    op.execute('UPDATE quotas SET places = taken WHERE taken > places')
    op.execute("DELETE FROM places_taken WHERE quota_id IN (SELECT id FROM quotas WHERE key LIKE 'partner:%' OR key LIKE 'institution:%' OR key LIKE 'category:%')")
    op.execute("DELETE FROM quotas WHERE key LIKE 'partner:%' OR key LIKE 'institution:%' OR key LIKE 'category:%'")
    with _quotas_made_anew() as batch_op:
        batch_op.drop_constraint(OVERBOOKING, type_='check')
        batch_op.drop_constraint(WITHIN, type_='check')
        for column in ('returned_at', 'return_at', 'overbooking'):
            batch_op.drop_column(column)
        batch_op.create_check_constraint(WITHIN, 'taken >= 0 AND taken <= places')
    op.drop_column('programmes', 'waiting_order')
    for column in ('score', 'rank', 'group_key', 'quota_keys'):
        op.drop_column('applications', column)
