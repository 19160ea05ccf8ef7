"""Give sensitive answers, and names of files, columns of their own, where they stand encrypted

What is there already is moved by ``flask reencrypt``, which knows the key and the forms.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-25 13:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

COLUMNS = (("section_answers", "sealed"), ("stored_files", "sealed_name"))


def upgrade():
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=True))


def downgrade():
    for table, column in COLUMNS:
        sealed = sa.text(f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL")
        if op.get_bind().scalar(sealed):
            raise RuntimeError(f"{table} has sealed answers, which would be lost with the column.")
    for table, column in COLUMNS:
        op.drop_column(table, column)
