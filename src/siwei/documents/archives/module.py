"""Archives (檔案): fonds, rooms and boxes (S42), and the stocktaking and handing over of historical files (S41)."""

from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.measures import MEASURES
from siwei.documents.archives.models import Box, Campaign, Fonds, Item, Room
from siwei.documents.archives.roles import ROLES
from siwei.documents.archives.sample import build
from siwei.documents.archives.screens import SCREENS
from siwei.documents.archives.stocktaking.jobs import JOBS
from siwei.kernel.module import Module

MODULE = Module(
    name="archives",
    label=_("Archives"),
    wing="documents",
    systems=("S41", "S42"),
    icon="archive",
    order=30,
    records=(Campaign, Item, Box, Fonds, Room),
    screens=SCREENS,
    roles=ROLES,
    measures=MEASURES,
    jobs=JOBS,
    urls="siwei.documents.archives.urls",
    sample=build,
)
