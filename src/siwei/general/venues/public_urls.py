"""Addresses of the public pages of venue hire, under /public/venues/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
