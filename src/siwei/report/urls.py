"""Staff pages of the report, under /report/."""

from __future__ import annotations

from django.urls import path

from siwei.report import views

urlpatterns = [
    path("", views.years, name="report.years"),
    path("<int:year>/", views.draft_page, name="report.draft"),
    path("<int:year>/checks/", views.checks, name="report.checks"),
    path("<int:year>/figures/", views.figures, name="report.figures"),
    path("<int:year>/figures/<str:figure>/", views.figure, name="report.figure"),
    path("<int:year>/figures/<str:figure>/panel/", views.panel, name="report.panel"),
    path("<int:year>/figures/<str:figure>/rows.<str:fmt>", views.figure_sheet, name="report.figure_sheet"),
    path("<int:year>/compare/", views.compare, name="report.compare"),
    path("<int:year>/compare/<str:figure>/", views.compare_figure, name="report.compare_figure"),
    path("<int:year>/files/", views.files, name="report.files"),
    path("<int:year>/files/<str:name>", views.file, name="report.file"),
]
