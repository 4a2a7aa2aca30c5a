"""The database itself refuses to change or remove a line of the trail.

Triggers, laid by a migration. They stop this program and a slip at the console,
not the owner of the database: against that stand the chain and a hash noted elsewhere.

SQLite drops triggers with a table Django rebuilds: a later migration that alters
``AuditEvent`` there has to call :func:`install` again (a test sees to it).
"""

# ruff: noqa: S608 - every name in these statements stands in this file
from django.db.backends.base.base import BaseDatabaseWrapper

EVENT, CHECKPOINT = "offices_auditevent", "offices_auditcheckpoint"
CONTENT = [
    "id",
    "at",
    "actor_id",
    "actor_name",
    "bureau_id",
    "action",
    "object_type",
    "object_id",
    "object_name",
    "details",
    "address",
    "request_id",
]
REFUSED = "the audit trail is append-only"
NAMES = ("audit_no_change", "audit_no_removal", "audit_no_change_of_checkpoint")

_SQLITE = {
    # Sealing may fill number and hashes of an unsealed line, nothing else may ever change.
    "audit_no_change": f"BEFORE UPDATE ON {EVENT} WHEN OLD.sequence IS NOT NULL OR "
    + " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in CONTENT),
    "audit_no_removal": f"BEFORE DELETE ON {EVENT} WHEN OLD.sequence IS NULL OR "
    f"NOT EXISTS (SELECT 1 FROM {CHECKPOINT} WHERE sequence >= OLD.sequence)",
    "audit_no_change_of_checkpoint": f"BEFORE UPDATE ON {CHECKPOINT} WHEN 1",
}
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = '{EVENT}' THEN
    IF OLD.sequence IS NULL
       AND ROW({", ".join(f'OLD."{c}"' for c in CONTENT)}) IS NOT DISTINCT FROM
           ROW({", ".join(f'NEW."{c}"' for c in CONTENT)}) THEN
      RETURN NEW;
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM {CHECKPOINT} WHERE sequence >= OLD.sequence) THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_POSTGRESQL = {
    "audit_no_change": f"BEFORE UPDATE ON {EVENT} FOR EACH ROW",
    "audit_no_removal": f"BEFORE DELETE ON {EVENT} FOR EACH ROW",
    "audit_no_emptying": f"BEFORE TRUNCATE ON {EVENT} FOR EACH STATEMENT",
    "audit_no_change_of_checkpoint": f"BEFORE UPDATE ON {CHECKPOINT} FOR EACH ROW",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Lay the triggers; laying them again does no harm."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
            for name, when in _POSTGRESQL.items():
                cursor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION audit_refuse()")
        elif connection.vendor == "sqlite":
            for name, when in _SQLITE.items():
                cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for tests that empty every table, and to undo the migration."""
    triggers = {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}.get(connection.vendor, {})
    with connection.cursor() as cursor:
        for name, when in triggers.items():
            table = CHECKPOINT if CHECKPOINT in when.partition(" WHEN ")[0] else EVENT
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether every trigger is in place."""
    table, column = (
        ("pg_trigger", "tgname") if connection.vendor == "postgresql" else ("sqlite_master", "name")
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        found = {row[0] for row in cursor.fetchall()}
    return set(NAMES) <= found
