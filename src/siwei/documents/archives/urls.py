"""Pages of archives beside those drawn from its screens."""

from django.urls import path

from siwei.documents.archives.stocktaking import lists_pages, scanning
from siwei.documents.archives.takeover import views as takeover

urlpatterns = [
    path("handovers/late/", takeover.late_by_unit, name="archives.late_by_unit"),
    path("stocktakings/<int:pk>/list/", lists_pages.page, name="archives.list"),
    path("stocktakings/<int:pk>/list/progress/", lists_pages.progress, name="archives.list_progress"),
    path("stocktakings/<int:pk>/list/findings.<slug:fmt>", lists_pages.sheet, name="archives.findings"),
    path("stocktakings/<int:pk>/list/<int:line>/", lists_pages.line, name="archives.line"),
    path("stocktakings/<int:pk>/scan/", scanning.choose_box, name="archives.scan"),
    path("boxes/<int:pk>/scan/", scanning.box_page, name="archives.scan_box"),
]
