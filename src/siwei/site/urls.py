"""Addresses of the whole house."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from siwei.kernel.api.drawing import api
from siwei.kernel.module import modules

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api(modules()).urls),
    path("", include("siwei.kernel.screens.urls")),
]
