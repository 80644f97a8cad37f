"""Pages of the house that the kernel cannot draw: what is shown once, whose place is taken, the jobs, one act."""

from __future__ import annotations

from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

from siwei.kernel.house import views

urlpatterns = [
    path("tokens/new/make/", views.make_token, name="house_make_token"),
    path("people/<int:pk>/set_temporary_password/", views.temporary_password, name="house_temporary_password"),
    # allauth's page keeps the session that changes its password
    path("people/<int:pk>/change_password/", RedirectView.as_view(url=reverse_lazy("account_change_password"))),
    path("own-password/", RedirectView.as_view(pattern_name="account_change_password"), name="house_own_password"),
    path("deputies/<int:pk>/stand_in/", views.stand_in_place, name="house_stand_in"),
    path("deputies/<int:pk>/step_back/", views.step_back_home, name="house_step_back"),
    path("me/", views.me, name="house_me"),
    path("jobs/", views.jobs, name="house_jobs"),
    path("audit/<int:pk>/", views.event, name="house_event"),
]
