"""Brings the directory's tables in line with the office's folder: agencies, units, centres."""

from __future__ import annotations

from django.db import transaction

from siwei.kernel.directory.models import Agency, Centre, Unit
from siwei.kernel.directory.office import Office


@transaction.atomic
def load_directory(office: Office) -> dict[str, int]:
    """Insert what is new and renew what changed; nothing is removed, because old records point to it."""
    columns = ["name_zh", "name_en", "short_zh", "level"]
    Agency.objects.bulk_create(
        [Agency(code=a.code, name_zh=a.name.zh, name_en=a.name.en, short_zh=a.short_zh, level=a.level)
         for a in office.agencies],
        update_conflicts=True, unique_fields=["code"], update_fields=columns,
    )  # fmt: skip
    agencies = Agency.objects.in_bulk([a.code for a in office.agencies], field_name="code")
    for row in office.agencies:
        agencies[row.code].parent = agencies.get(row.parent)
    Agency.objects.bulk_update(agencies.values(), ["parent"])
    home = agencies[office.code]
    for unit in office.units:
        Unit.objects.update_or_create(
            code=unit.code, defaults={"name_zh": unit.name.zh, "name_en": unit.name.en, "agency": home}
        )
    for order, centre in enumerate(office.centres):
        Centre.objects.update_or_create(
            code=centre.code,
            defaults={
                "name_zh": centre.name.zh,
                "name_en": centre.name.en,
                "address_zh": centre.address.zh,
                "address_en": centre.address.en,
                "order": order,
            },
        )
    return {"agencies": len(agencies), "units": len(office.units), "centres": len(office.centres)}
