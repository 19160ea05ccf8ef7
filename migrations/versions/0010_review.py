"""Stages of review, their criteria, who reviews what, scores, conflicts of interest

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-25 17:40:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

TEXTS = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')


def upgrade():
    op.create_table(
        'review_stages',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('programme_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('title', TEXTS, nullable=True),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('per_application', sa.Integer(), nullable=False),
        sa.Column('blind_names', sa.Boolean(), nullable=False),
        sa.Column('blind_scores', sa.Boolean(), nullable=False),
        sa.CheckConstraint('per_application >= 1', name=op.f('ck_review_stages_per_application')),
        sa.CheckConstraint('position >= 1', name=op.f('ck_review_stages_position')),
        sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_review_stages_programme_id_programmes')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_review_stages')),
    )
    op.create_index(op.f('ix_review_stages_programme_id'), 'review_stages', ['programme_id'])
    op.create_table(
        'review_criteria',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('stage_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('title', TEXTS, nullable=False),
        sa.Column('hint', TEXTS, nullable=True),
        sa.Column('weight', sa.Integer(), nullable=False),
        sa.Column('lowest', sa.Integer(), nullable=False),
        sa.Column('highest', sa.Integer(), nullable=False),
        sa.CheckConstraint('weight >= 1', name=op.f('ck_review_criteria_weight')),
        sa.CheckConstraint('lowest >= 0 AND lowest < highest', name=op.f('ck_review_criteria_scale')),
        sa.ForeignKeyConstraint(['stage_id'], ['review_stages.id'], name=op.f('fk_review_criteria_stage_id_review_stages')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_review_criteria')),
    )
    op.create_index(op.f('ix_review_criteria_stage_id'), 'review_criteria', ['stage_id'])
    op.create_table(
        'review_assignments',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('stage_id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('reviewer_id', sa.Integer(), nullable=False),
        sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('comment', sa.String(length=4000), nullable=False),
        sa.ForeignKeyConstraint(['stage_id'], ['review_stages.id'], name=op.f('fk_review_assignments_stage_id_review_stages')),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_review_assignments_application_id_applications'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['reviewer_id'], ['staff_members.id'], name=op.f('fk_review_assignments_reviewer_id_staff_members')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_review_assignments')),
        sa.UniqueConstraint('stage_id', 'application_id', 'reviewer_id', name=op.f('uq_review_assignments_stage_id_application_id_reviewer_id')),
    )
    op.create_index(op.f('ix_review_assignments_application_id'), 'review_assignments', ['application_id'])
    op.create_index(op.f('ix_review_assignments_reviewer_id'), 'review_assignments', ['reviewer_id'])
    op.create_table(
        'review_scores',
        sa.Column('assignment_id', sa.Integer(), nullable=False),
        sa.Column('criterion_id', sa.Integer(), nullable=False),
        sa.Column('points', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['assignment_id'], ['review_assignments.id'], name=op.f('fk_review_scores_assignment_id_review_assignments'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['criterion_id'], ['review_criteria.id'], name=op.f('fk_review_scores_criterion_id_review_criteria')),
        sa.PrimaryKeyConstraint('assignment_id', 'criterion_id', name=op.f('pk_review_scores')),
    )
    op.create_index(op.f('ix_review_scores_criterion_id'), 'review_scores', ['criterion_id'])
    op.create_table(
        'review_conflicts',
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('reviewer_id', sa.Integer(), nullable=False),
        sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('reason', sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_review_conflicts_application_id_applications'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['reviewer_id'], ['staff_members.id'], name=op.f('fk_review_conflicts_reviewer_id_staff_members')),
        sa.PrimaryKeyConstraint('application_id', 'reviewer_id', name=op.f('pk_review_conflicts')),
    )
    op.create_index(op.f('ix_review_conflicts_reviewer_id'), 'review_conflicts', ['reviewer_id'])


def downgrade():
    op.drop_table('review_conflicts')
    op.drop_table('review_scores')
    op.drop_table('review_assignments')
    op.drop_table('review_criteria')
    op.drop_table('review_stages')
