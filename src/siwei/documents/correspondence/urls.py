"""Pages of correspondence beside those drawn from its screens."""

from django.urls import include, path

from siwei.documents.correspondence import views

urlpatterns = [
    path("", include("siwei.documents.correspondence.desk.urls")),
    path("statement/", views.statement, name="correspondence_statement"),
    path("statement/sheet.<slug:fmt>", views.statement_sheet, name="correspondence_statement_sheet"),
]
