"""Exports that the worker prepares

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-25 23:20:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade():
    op.create_table(
        'export_jobs',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('owner_id', sa.Integer(), nullable=False),
        sa.Column('programme_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('labels', sa.Boolean(), nullable=False),
        sa.Column('sensitive', sa.Boolean(), nullable=False),
        sa.Column('keys', DOCUMENT, nullable=False),
        sa.Column('details', DOCUMENT, nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('rows', sa.Integer(), nullable=False),
        sa.Column('rows_done', sa.Integer(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('lease_owner', sa.String(length=120), nullable=True),
        sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('roles', DOCUMENT, nullable=False),
        sa.Column('office', sa.Boolean(), nullable=False),
        sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('why_not', sa.String(length=12), nullable=True),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("why_not IS NULL OR why_not IN ('refused', 'too_large', 'broken')", name=op.f('ck_export_jobs_why_not')),
        sa.ForeignKeyConstraint(['owner_id'], ['staff_members.id'], name=op.f('fk_export_jobs_owner_id_staff_members')),
        sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_export_jobs_programme_id_programmes')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_export_jobs')),
    )
    op.create_index(op.f('ix_export_jobs_owner_id'), 'export_jobs', ['owner_id'])
    op.create_index(op.f('ix_export_jobs_programme_id'), 'export_jobs', ['programme_id'])
    op.create_table(
        'exported_applications',
        sa.Column('job_id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['job_id'], ['export_jobs.id'], name=op.f('fk_exported_applications_job_id_export_jobs'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_exported_applications_application_id_applications'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('job_id', 'application_id', name=op.f('pk_exported_applications')),
    )
    op.create_index(op.f('ix_exported_applications_application_id'), 'exported_applications', ['application_id'])
    op.create_table(
        'export_pieces',
        sa.Column('job_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['job_id'], ['export_jobs.id'], name=op.f('fk_export_pieces_job_id_export_jobs')),
        sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_export_pieces_file_id_stored_files')),
        sa.PrimaryKeyConstraint('job_id', 'number', name=op.f('pk_export_pieces')),
    )
    op.create_index(op.f('ix_export_pieces_file_id'), 'export_pieces', ['file_id'])


def downgrade():
    op.drop_table('export_pieces')
    op.drop_table('exported_applications')
    op.drop_table('export_jobs')
