"""Addresses of the whole house."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("siwei.kernel.screens.urls")),
]
