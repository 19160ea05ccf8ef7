"""Keep form documents as they were written, with the order of their keys

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-25 10:05:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "form_versions", "document", type_=sa.JSON(), postgresql_using="document::json"
        )


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "form_versions", "document", type_=postgresql.JSONB(), postgresql_using="document::jsonb"
        )
