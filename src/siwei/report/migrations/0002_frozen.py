"""What is sealed is written once: the database itself refuses to change or remove it."""

from django.db import migrations

TABLES = ("report_seal", "report_sealedfigure", "report_sealedrow")
FORWARD = """
CREATE FUNCTION report_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a sealed report is frozen: % of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION report_refuse();\n"
    for table in TABLES
)
BACKWARD = "".join(f"DROP TRIGGER {table}_frozen ON {table};\n" for table in TABLES) + "DROP FUNCTION report_refuse();"


class Migration(migrations.Migration):
    dependencies = [("report", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
