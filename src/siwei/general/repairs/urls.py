"""Pages of repairs beside those drawn from its screens."""

from django.urls import path

from siwei.general.repairs import views

urlpatterns = [
    path("statistics/", views.statistics, name="repairs.statistics"),
    path("statistics.<slug:fmt>", views.statistics_sheet, name="repairs.statistics_sheet"),
    path("codes/", views.codes, name="repairs.codes"),
    path("codes/<slug:centre>.pdf", views.code_sheet, name="repairs.code_sheet"),
]
