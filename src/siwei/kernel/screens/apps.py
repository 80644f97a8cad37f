"""The Django app of the screens room; it has templates, static files and the table of chosen columns."""

from __future__ import annotations

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    """Pages of the whole house."""

    name = "siwei.kernel.screens"
    label = "screens"
