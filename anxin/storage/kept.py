"""What tables refuse by themselves, whatever the code: for migrations.

A row that is only ever added, or never deleted, is so for every path: a shell, a wrong query.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

_TRIGGER = """
CREATE TRIGGER {name} BEFORE {what} ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change()
"""


def only_added(table: str) -> RunSQL:
    """Have a table take new rows and nothing else."""
    return _refusing("only_added", "UPDATE OR DELETE OR TRUNCATE", table)


def never_deleted(table: str, *, name: str = "never_deleted") -> RunSQL:
    """Have a table keep every row that it has, though rows change."""
    return _refusing(name, "DELETE OR TRUNCATE", table)


def _refusing(name: str, what: str, table: str) -> RunSQL:
    sql = _TRIGGER.format(name=name, what=what, table=table)
    return RunSQL(sql, f"DROP TRIGGER {name} ON {table}")
