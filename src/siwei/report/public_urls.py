"""Public pages of the report, under /public/report/: published years only."""

from __future__ import annotations

from django.urls import path

from siwei.report import public_views as views

urlpatterns = [
    path("", views.years, name="report.public_years"),
    path("<int:year>/", views.report, name="report.public"),
    path("<int:year>/<str:name>", views.file, name="report.public_file"),
]
