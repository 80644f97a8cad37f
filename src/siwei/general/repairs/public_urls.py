"""What anybody can open: the page behind a code, the report, and how far it is."""

from django.urls import path

from siwei.general.repairs import public

urlpatterns = [
    path("", public.start, name="repairs.public"),
    path("e/<slug:token>/", public.at_code, name="repairs.at_code"),
    path("case/", public.case, name="repairs.public_case"),
    path("case/<slug:verb>/", public.act, name="repairs.public_act"),
    path("leave/", public.leave, name="repairs.public_leave"),
]
