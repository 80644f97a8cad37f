"""What a worker does for a stocktaking: read its list, and make its items, a transaction at a time."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import islice

from django.utils.translation import gettext_lazy as _

from siwei.documents.archives.actions import campaigns
from siwei.documents.archives.models import Campaign
from siwei.documents.archives.stocktaking import staging
from siwei.kernel.access.actor import Actor
from siwei.kernel.jobs.job import Job

State = Campaign.State


def read_list(campaign: Campaign, by: Actor, progress: Callable[[int], object] = lambda _line: None) -> None:
    """Read what is left of its list, then compare the lines."""
    with staging.list_file(campaign) as path:
        rest = staging.remaining(campaign, path)
        while chunk := list(islice(rest, staging.CHUNK)):
            campaigns.read_lines(campaign, by=by, found=chunk)
            progress(campaign.lines_read)
    campaigns.compared(campaign, by=by)


def enter_list(campaign: Campaign, by: Actor, progress: Callable[[int], object] = lambda _made: None) -> None:
    """Make the items that are not made yet."""
    made = 0
    while campaign.state == State.ENTERING:
        made += campaigns.enter_some(campaign, by=by)
        progress(made)


def work_on_lists(_day: datetime.date) -> int:
    """Goes on with every list that waits for the worker; gives how many."""
    by = Actor.system("archives")
    waiting = list(Campaign.objects.filter(state__in=[State.READING, State.ENTERING]).order_by("pk"))
    for campaign in waiting:
        (read_list if campaign.state == State.READING else enter_list)(campaign, by)
    return len(waiting)


JOBS = (Job("archives.lists", _("Read lists of files"), work_on_lists, "* * * * *", whole=False),)
