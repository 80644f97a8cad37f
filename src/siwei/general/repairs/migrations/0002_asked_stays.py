"""What was asked for stays as it was asked: the database refuses to change it."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION repairs_asked_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked for in % stays as it was asked', OLD.number USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER repairs_asked_stays
    BEFORE UPDATE ON repairs_request FOR EACH ROW
    WHEN (
        (OLD.asked_description, OLD.asked_kind, OLD.asked_place_id, OLD.asked_urgency, OLD.origin)
        IS DISTINCT FROM
        (NEW.asked_description, NEW.asked_kind, NEW.asked_place_id, NEW.asked_urgency, NEW.origin)
    )
    EXECUTE FUNCTION repairs_asked_stays();
"""
THAW = """
DROP TRIGGER repairs_asked_stays ON repairs_request;
DROP FUNCTION repairs_asked_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("repairs", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
