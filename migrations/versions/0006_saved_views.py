"""What the desk sorts and filters by, and the views of it that people save

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-25 17:30:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

PLAIN = sa.String(length=300)
SORTED = PLAIN.with_variant(sa.String(length=300, collation='C'), 'postgresql')
SENT = sa.text("submitted_at IS NOT NULL")
OWED = sa.text("state != 'sent'")
ARRIVALS = {
    'ix_applications_partner_sent': ['partner_id', 'submitted_at', 'id'],
    'ix_applications_language_sent': ['language', 'submitted_at', 'id'],
}
ORDERS = {
    'ix_applications_by_name': ['name_key', 'id'],
    'ix_applications_by_institution': ['institution_key', 'name_key', 'id'],
    'ix_applications_by_programme_and_name': ['programme_id', 'name_key', 'id'],
    'ix_applications_by_programme_and_institution': ['programme_id', 'institution_key', 'name_key', 'id'],
}


def upgrade():
    op.add_column('applications', sa.Column('institution_key', SORTED, nullable=False, server_default=''))
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('applications', 'name_key', type_=SORTED, existing_type=PLAIN, existing_nullable=False)
    for name, columns in ARRIVALS.items():
        op.create_index(name, 'applications', columns, unique=False)
    for name, columns in ORDERS.items():
        op.create_index(name, 'applications', columns, unique=False, sqlite_where=SENT, postgresql_where=SENT)
    op.create_index('ix_contributions_owed', 'contributions', ['party', 'application_id'], unique=False, sqlite_where=OWED, postgresql_where=OWED)
    op.create_table(
        'saved_views',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('owner_id', sa.Integer(), nullable=False),
        sa.Column('programme_id', sa.Integer(), nullable=True),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('pairs', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
        sa.Column('shared', sa.Boolean(), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['owner_id'], ['staff_members.id'], name=op.f('fk_saved_views_owner_id_staff_members'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_saved_views_programme_id_programmes'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views')),
    )
    op.create_index(op.f('ix_saved_views_programme_id'), 'saved_views', ['programme_id'], unique=False)
    op.create_index('uq_saved_views_owner_id_name', 'saved_views', ['owner_id', 'name'], unique=True)


def downgrade():
    op.drop_table('saved_views')
    op.drop_index('ix_contributions_owed', 'contributions')
    for name in (*ORDERS, *ARRIVALS):
        op.drop_index(name, 'applications')
    if op.get_bind().dialect.name == 'postgresql':
        op.alter_column('applications', 'name_key', type_=PLAIN, existing_type=SORTED, existing_nullable=False)
    op.drop_column('applications', 'institution_key')
