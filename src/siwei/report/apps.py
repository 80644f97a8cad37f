"""The report as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ReportConfig(AppConfig):
    """Label `report`."""

    name = "siwei.report"
    label = "report"
