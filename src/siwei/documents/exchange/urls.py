"""Addresses of exchange that no screen draws: changes of the book for other installations."""

from django.urls import path

from siwei.documents.exchange import following

urlpatterns = [
    path("book/changes/", following.changes, name="exchange_changes"),
]
