"""Addresses of the desk; the first two stand in place of the drawn forms of the same acts."""

from django.urls import path

from siwei.documents.correspondence.desk import pages, views

urlpatterns = [
    path("letters/new/draft/", views.new, name="correspondence_desk"),
    path("letters/<int:pk>/redraft/", views.again, name="correspondence_desk_again"),
    path("desk/preview/", views.preview, name="correspondence_preview"),
    path("letters/<int:pk>/compare/", pages.comparison, name="correspondence_compare"),
    path("letters/<int:pk>/versions/<int:nth>.<slug:fmt>", pages.version_file, name="correspondence_version"),
    path("incoming/<int:pk>/page.<slug:fmt>", pages.incoming_file, name="correspondence_received"),
]
