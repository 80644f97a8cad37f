"""Pages of venue hire beside those drawn from its screens."""

from django.urls import path

from siwei.general.venues import views

urlpatterns = [
    path("statistics/", views.statistics, name="venues_statistics"),
    path("statistics/sheet.<slug:fmt>", views.statistics_sheet, name="venues_statistics_sheet"),
    path("my-calendar/", views.my_calendar, name="venues_my_calendar"),
]
