"""What anybody can open of the archives, under /public/archives/."""

from django.urls import path

from siwei.documents.archives.harvest.views import oai
from siwei.documents.archives.use import public

urlpatterns = [
    path("", public.catalogue, name="archives.public"),
    path("items/<int:pk>/", public.item, name="archives.public_item"),
    path("items/<int:pk>/choose/", public.choose, name="archives.public_choose"),
    path("chosen/", public.basket, name="archives.public_basket"),
    path("apply/", public.apply, name="archives.public_apply"),
    path("case/", public.look_up, name="archives.public_look_up"),
    path("case/<str:number>/", public.case, name="archives.public_case"),
    path("case/<str:number>/notice.pdf", public.paper, name="archives.public_notice"),
    path("case/<str:number>/<slug:verb>/", public.act, name="archives.public_act"),
    path("oai/", oai, name="archives.oai"),
    path("leave/", public.leave, name="archives.public_leave"),
]
