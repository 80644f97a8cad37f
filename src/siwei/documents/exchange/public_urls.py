"""Addresses of the public pages of document exchange, under /public/exchange/."""

from django.urls import path

from siwei.documents.exchange import public_views as views

urlpatterns = [
    path("", views.apply, name="exchange_apply"),
    path("case/", views.find_case, name="exchange_find_case"),
    path("case/<str:number>/", views.case, name="exchange_case"),
    path("case/<str:number>/<slug:verb>/", views.act, name="exchange_case_act"),
]
