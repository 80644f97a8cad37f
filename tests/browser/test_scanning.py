"""S41: a box is finished on a phone, with the camera, in a basement whose network comes and goes.

The camera and the reader of barcodes are invented (this machine has neither): a canvas for the picture, and a
BarcodeDetector that sees what the test holds before it. All else is the page as it is served.
"""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from siwei.documents.archives.models import Box, Campaign, Item
from tests.browser.conftest import Opened, faults_of

EYES = """
window.held = [];
window.BarcodeDetector = class { async detect() { return window.held.splice(0, 1).map(rawValue => ({rawValue})); } };
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream(30);
};
"""


@pytest.fixture
def box(house) -> Box:
    """The box of the sample's running stocktaking in which most is still to be checked."""
    boxes = Box.objects.filter(campaign__state=Campaign.State.COUNTING, checked_on=None)
    found = boxes.filter(items__state=Item.State.LISTED).order_by("barcode").first()
    assert found is not None
    return found


def test_a_phone_finishes_a_box(opened: Opened, box: Box) -> None:
    numbers = list(
        Item.objects.filter(box=box, state="listed").order_by("number", "pk").values_list("number", flat=True)
    )
    assert len(set(numbers)) == len(numbers) >= 6, "each can be scanned"
    page = opened(width=360, language="en").new_page()
    page.add_init_script(EYES)
    page.goto(reverse("archives.scan_box", args=[box.pk]))
    left = page.locator("[data-scan=left]")
    told = page.get_by_role("status").filter(has_text=numbers[0])

    page.get_by_role("button", name="Scan with the camera").press("Enter")
    page.evaluate("number => window.held.push(number, number)", numbers[0])
    expect(told).to_have_count(1)
    expect(left).to_have_text(str(len(numbers) - 1))
    expect(page.get_by_role("listitem").filter(has_text="was scanned before")).to_have_count(0)
    page.get_by_role("button", name="Scan with the camera").press("Enter")
    expect(page.locator("video")).to_be_hidden()
    assert faults_of(page) == []

    _without_a_network(page, numbers[1:3], left)
    expect(left).to_have_text(str(len(numbers) - 3))

    page.get_by_role("button", name="Take back:").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Taken back")).to_be_visible()
    expect(left).to_have_text(str(len(numbers) - 2))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it fits a phone"

    page.get_by_role("button", name="Finish: the rest is there too").press("Enter")
    expect(page.get_by_role("status").filter(has_text=f"Box {box.barcode} is finished")).to_be_visible()
    expect(page.get_by_role("link", name=box.barcode)).to_have_count(0)


def test_a_scan_that_is_refused_for_good_is_told_and_keeps_no_other_waiting(house, opened: Opened) -> None:
    box = Box.objects.filter(campaign__state=Campaign.State.COUNTING).earliest("pk")
    page = opened(width=360, language="en").new_page()
    page.goto(reverse("archives.scan_box", args=[box.pk]))
    page.route(
        page.url, lambda route: route.fulfill(status=404) if route.request.method == "POST" else route.continue_()
    )
    for number in ("first", "second"):
        page.get_by_label("Scan or type the file number").fill(number)
        page.keyboard.press("Enter")
        expect(page.get_by_role("listitem").filter(has_text=f"“{number}” was not written")).to_be_visible()
    expect(page.get_by_text("Scans that wait for the network")).to_be_hidden()
    kept = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('siwei-scan-'))")
    assert kept
    assert all(len(key.split("-")) == 4 for key in kept), "of a person and a box"


def _without_a_network(page: Page, numbers: list[str], left) -> None:
    """Scans wait in the page, through a reload too; nothing can be finished before they arrived."""
    address = page.url
    cut: list[str] = []

    def cable(route: Route) -> None:
        if route.request.method == "POST":
            cut.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    before = left.inner_text()
    page.route(address, cable)
    for number in numbers:
        page.get_by_label("Scan or type the file number").fill(number)
        page.keyboard.press("Enter")
    expect(page.get_by_text(f"Scans that wait for the network: {len(numbers)}")).to_be_visible()
    page.get_by_role("button", name="Finish: the rest is there too").press("Enter")
    assert page.url == address
    page.reload()
    expect(page.get_by_text(f"Scans that wait for the network: {len(numbers)}")).to_be_visible()
    assert left.inner_text() == before
    assert cut
    page.unroute(address, cable)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("Scans that wait for the network")).to_be_hidden()
