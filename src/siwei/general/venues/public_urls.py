"""Addresses of the public pages of venue hire, under /public/venues/."""

from django.urls import path

from siwei.general.venues import public_views as views

urlpatterns = [
    path("", views.catalogue, name="venues_catalogue"),
    path("brochure.pdf", views.brochure, name="venues_brochure"),
    path("case/", views.find_case, name="venues_find_case"),
    path("case/<str:number>/", views.case, name="venues_case"),
    path("case/<str:number>/<slug:verb>/", views.act, name="venues_case_act"),
    path("<slug:code>/", views.venue, name="venues_venue"),
    path("<slug:code>/apply/", views.apply, name="venues_apply"),
    path("<slug:code>/calendar.ics", views.venue_feed, name="venues_feed"),
    path("mine/<str:key>.ics", views.person_feed, name="venues_person_feed"),
]
