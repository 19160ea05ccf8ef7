"""Comments, tags and tasks about applications; what their answers were

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-25 18:00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade():
    op.create_table(
        'comments',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("deleted_at IS NULL OR words = ''", name=op.f('ck_comments_deleted')),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_comments_application_id_applications'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['author_id'], ['staff_members.id'], name=op.f('fk_comments_author_id_staff_members')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_comments')),
    )
    op.create_index(op.f('ix_comments_application_id'), 'comments', ['application_id'])
    op.create_table(
        'comment_mentions',
        sa.Column('comment_id', sa.Integer(), nullable=False),
        sa.Column('staff_member_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_comment_mentions_comment_id_comments'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['staff_member_id'], ['staff_members.id'], name=op.f('fk_comment_mentions_staff_member_id_staff_members')),
        sa.PrimaryKeyConstraint('comment_id', 'staff_member_id', name=op.f('pk_comment_mentions')),
    )
    op.create_table(
        'tags',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('programme_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('key', sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(['programme_id'], ['programmes.id'], name=op.f('fk_tags_programme_id_programmes')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_tags')),
        sa.UniqueConstraint('programme_id', 'key', name=op.f('uq_tags_programme_id_key')),
    )
    op.create_table(
        'application_tags',
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('tag_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_application_tags_application_id_applications'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_application_tags_tag_id_tags')),
        sa.PrimaryKeyConstraint('application_id', 'tag_id', name=op.f('pk_application_tags')),
    )
    op.create_index(op.f('ix_application_tags_tag_id'), 'application_tags', ['tag_id'])
    op.create_table(
        'tasks',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('what', sa.String(length=300), nullable=False),
        sa.Column('assignee_id', sa.Integer(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=True),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('done_by_id', sa.Integer(), nullable=True),
        sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name=op.f('ck_tasks_done')),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_tasks_application_id_applications'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['assignee_id'], ['staff_members.id'], name=op.f('fk_tasks_assignee_id_staff_members')),
        sa.ForeignKeyConstraint(['created_by_id'], ['staff_members.id'], name=op.f('fk_tasks_created_by_id_staff_members')),
        sa.ForeignKeyConstraint(['done_by_id'], ['staff_members.id'], name=op.f('fk_tasks_done_by_id_staff_members')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_tasks')),
    )
    op.create_index(op.f('ix_tasks_application_id'), 'tasks', ['application_id'])
    is_open, waits = sa.text("done_at IS NULL"), sa.text("done_at IS NULL AND reminded_at IS NULL")
    op.create_index('ix_tasks_open', 'tasks', ['assignee_id', 'due_on'], sqlite_where=is_open, postgresql_where=is_open)
    op.create_index('ix_tasks_due', 'tasks', ['due_on'], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        'answer_versions',
        sa.Column('application_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('section', sa.String(length=60), nullable=False),
        sa.Column('form_version_id', sa.Integer(), nullable=False),
        sa.Column('values', JSON, nullable=True),
        sa.Column('sealed', sa.Text(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_answer_versions_application_id_applications'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['form_version_id'], ['form_versions.id'], name=op.f('fk_answer_versions_form_version_id_form_versions')),
        sa.PrimaryKeyConstraint('application_id', 'number', 'section', name=op.f('pk_answer_versions')),
    )
    op.add_column('applications', sa.Column('remarks', JSON, server_default='{}', nullable=False))


def downgrade():
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.drop_column('remarks')
    for table in ('answer_versions', 'tasks', 'application_tags', 'tags', 'comment_mentions', 'comments'):
        op.drop_table(table)
