"""A clerk without a mouse, a reader without scripts, and two people at one record."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import House, Opened
from tests.showroom.models import Tour

OUTLINE = """() => { const e = document.activeElement, s = getComputedStyle(e);
  return [e.tagName, e.textContent.trim().slice(0, 40), s.outlineStyle, parseFloat(s.outlineWidth)]; }"""


def press_until(page: Page, selector: str, key: str = "Tab", most: int = 80) -> None:
    """Press a key until an element is focused."""
    for _press in range(most):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by {key}")


def test_a_tour_is_asked_for_and_confirmed_by_keyboard_alone(house: House, opened: Opened):
    page = opened(language="en").new_page()
    page.goto("/showroom/tours/")
    page.keyboard.press("c")
    page.wait_for_url("**/new/ask/")
    press_until(page, "#id_hall")
    page.keyboard.press("ArrowDown")
    press_until(page, "#id_purpose")
    page.keyboard.type("By keyboard")
    press_until(page, "#id_opened_on")
    page.keyboard.type("07012017")
    press_until(page, "#id_start")
    page.keyboard.type("08152017")
    page.keyboard.press("Tab")
    page.keyboard.type("0900AM")
    press_until(page, "#id_end")
    page.keyboard.type("08152017")
    page.keyboard.press("Tab")
    page.keyboard.type("1000AM")
    press_until(page, "button.btn-primary")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("By keyboard")
    expect(page.locator("#messages")).to_be_focused()  # the outcome is said, and Tab goes on from there
    page.keyboard.press("a")
    expect(page.locator(".page-heading .btn-list a").first).to_be_focused()
    page.locator("#messages").focus()
    press_until(page, "main a.btn-primary", most=12)
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm/")
    press_until(page, "#id_note")
    page.keyboard.type("fine")
    press_until(page, "main button.btn-primary")
    page.keyboard.press("Enter")
    expect(page.locator("h1 .state")).to_have_text("Confirmed")


def test_the_skip_link_is_first_and_leads_to_the_content(opened: Opened):
    page = opened().new_page()
    page.goto("/showroom/tours/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_whatever_has_the_focus_shows_it(opened: Opened):
    page = opened().new_page()
    page.goto("/showroom/tours/")
    unseen = []
    for _press in range(45):
        page.keyboard.press("Tab")
        tag, text, style, width = page.evaluate(OUTLINE)
        if tag != "BODY" and (style == "none" or width < 2):
            unseen.append((tag, text, style, width))
    assert not unseen


def test_shortcuts_show_move_and_can_be_turned_off(opened: Opened):
    page = opened(language="en").new_page()
    page.goto("/showroom/tours/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") != first
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-everything"
    page.goto("/help/")
    page.locator("main [data-shortcuts-on]").uncheck()
    page.goto("/showroom/tours/")
    page.keyboard.press("c")
    page.wait_for_timeout(200)
    assert page.url.endswith("/showroom/tours/")


def test_menus_open_and_close_by_keyboard(opened: Opened):
    page = opened(width=320).new_page()
    page.goto("/")
    page.locator(".top-bar-menu").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#navigation")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#navigation")).to_be_hidden()
    assert page.evaluate("document.activeElement.classList.contains('top-bar-menu')")


def test_the_theme_is_kept_and_set_before_painting(opened: Opened):
    page = opened().new_page()
    page.goto("/")
    page.locator("[data-theme-toggle]").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.goto("/inbox/")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_everything_works_without_scripts(house: House, opened: Opened):
    page = opened(language="en", java_script_enabled=False).new_page()
    page.goto("/showroom/tours/")
    page.locator(".filter-card summary").click()
    page.get_by_label("Refused").check()
    page.get_by_role("button", name="Apply filters").click()
    assert "state=refused" in page.url
    page.goto("/showroom/halls/new/add_hall/")
    page.get_by_role("button", name="New hall").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.get_by_label("Chinese name").fill("無聲廳")
    page.get_by_label("Seats").fill("12")
    page.get_by_role("button", name="New hall").click()
    expect(page.locator("h1")).to_contain_text("無聲廳")


def test_of_two_people_one_wins_and_the_other_is_told(house: House, opened: Opened):
    record = Tour.objects.filter(state="asked").order_by("pk").first()
    assert record is not None
    first, second = (opened(language="en").new_page() for _window in range(2))
    for page in (first, second):
        page.goto(f"{record.get_absolute_url()}refuse/")
        page.get_by_label("Reason").fill("full")
    first.locator("main button[type=submit]").click()
    second.locator("main button[type=submit]").click()
    expect(first.locator("h1 .state")).to_have_text("Refused")
    expect(second.get_by_role("alert")).to_contain_text("Somebody else was quicker")
    expect(second.get_by_role("alert")).to_contain_text("Refuse")


def test_a_place_is_taken_and_left_by_keyboard_alone(opened: Opened):
    page = opened(language="en").new_page()
    page.goto("/")
    press_until(page, ".top-bar-tools details.menu summary")
    page.keyboard.press("Enter")
    press_until(page, "form[action*='stand_in'] button")
    page.keyboard.press("Enter")
    banner = page.get_by_role("complementary", name="On whose behalf")
    expect(banner).to_contain_text("Wang Chih-ming")
    page.goto("/inbox/")
    expect(banner).to_be_visible()
    press_until(page, ".place-banner button")
    page.keyboard.press("Enter")
    expect(banner).to_be_hidden()
