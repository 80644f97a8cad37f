"""Pages of archives beside those drawn from its screens."""

from django.urls import path

from siwei.documents.archives import labels
from siwei.documents.archives.disposal import views as disposal
from siwei.documents.archives.loans import statistics as loans
from siwei.documents.archives.stocktaking import lists_pages, scanning
from siwei.documents.archives.submission.views import submission_file
from siwei.documents.archives.takeover import views as takeover
from siwei.documents.archives.transfer import views as transfer
from siwei.documents.archives.use.desk import receipt
from siwei.documents.archives.use.notice import staff_notice

urlpatterns = [
    path(
        "destructions/<int:pk>/catalogue/<int:part>.pdf",
        disposal.destruction_catalogue,
        name="archives.destruction_catalogue",
    ),
    path("national-transfers/<int:pk>/list/<int:part>.pdf", disposal.transfer_list, name="archives.transfer_list"),
    path("national-transfers/<int:pk>/record.pdf", disposal.transfer_record, name="archives.transfer_record"),
    path("submissions/<int:pk>/catalogue.xml", submission_file, name="archives.submission_file"),
    path("boxes/labels/", labels.choose, name="archives.labels"),
    path("boxes/labels/<slug:by>/<int:pk>/<int:part>.pdf", labels.labels, name="archives.box_labels"),
    path("handovers/late/", takeover.late_by_unit, name="archives.late_by_unit"),
    path("use/<int:pk>/receipt/", receipt, name="archives.use_receipt"),
    path("use/<int:pk>/notice.pdf", staff_notice, name="archives.use_notice"),
    path("loans/by-unit/", loans.statistics, name="archives.loans_by_unit"),
    path("stocktakings/<int:pk>/list/", lists_pages.page, name="archives.list"),
    path("stocktakings/<int:pk>/list/progress/", lists_pages.progress, name="archives.list_progress"),
    path("stocktakings/<int:pk>/list/findings.<slug:fmt>", lists_pages.sheet, name="archives.findings"),
    path("stocktakings/<int:pk>/list/<int:line>/", lists_pages.line, name="archives.line"),
    path("stocktakings/<int:pk>/receipt.pdf", transfer.paper, name="archives.receipt"),
    path("stocktakings/<int:pk>/package.zip", transfer.package, name="archives.package"),
    path("stocktakings/<int:pk>/scan/", scanning.choose_box, name="archives.scan"),
    path("boxes/<int:pk>/scan/", scanning.box_page, name="archives.scan_box"),
]
