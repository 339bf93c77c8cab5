"""The desk in a real browser: asked, proven, stopped; by keyboard, in a small and in a wide window, in the dark."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from briefbot.feeds.subscriptions import FEEDS, Feed
from briefbot.server.public import parse_public
from briefbot.server.service import Service
from briefbot.settings import Settings, load_settings
from tests.conftest import CORPUS, ROOT
from tests.server.browser import chromium, listening, window
from tests.server.test_pages import BRIEFINGS, EVIL, FERRY, put, save_briefings
from tests.server.test_process import wait_for
from tests.server.workbench import PatientGenerator, SteadyGenerator, serving

REPLY = "The ferry reopened on Monday. [1]"
QUESTION = "When did the ferry reopen?"
WIDTHS = (360, 1280, 1600)
SPARE = 20  # words that the model may write beyond its reply; what is left is taken back after each test


class Desk:
    """A served desk in a browser."""

    def __init__(
        self, page: Page, address: str, service: Service, generator: PatientGenerator, asked: list[str]
    ) -> None:
        self.page = page
        self.address = address
        self.service = service
        self.generator = generator
        self.asked = asked

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def write(self, words: int = len(REPLY.split()) + SPARE) -> None:
        for _ in range(words):
            self.generator.let.release()

    def ask(self, question: str = QUESTION) -> None:
        self.page.locator("#question").fill(question)
        self.page.keyboard.press("Enter")


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A server and a browser of its own for each test: what one leaves running is not the next one's."""
    chromium()
    expect.set_options(timeout=20_000)
    folder = tmp_path_factory.mktemp("desk")
    settings = load_settings(home=folder / "home", corpus=folder / "none", quick_from=2.0)
    put(settings, FERRY, EVIL)
    save_briefings(settings)
    FEEDS.add(settings.home, [Feed(url="http://127.0.0.1:9/rss", title="A feed that must not be fetched")])
    asked: list[str] = []
    generator = PatientGenerator(REPLY)
    with serving(settings, generator) as service, listening(service) as address, window(folder / "p", asked) as context:
        yield Desk(context.pages[0], address, service, generator, asked)


@pytest.fixture
def desk(served: Desk) -> Iterator[Desk]:
    """The desk with nothing going on, in a window of usual size."""
    served.page.set_viewport_size({"width": 1280, "height": 900})
    served.page.emulate_media(color_scheme="light")
    served.asked.clear()
    errors: list[str] = []
    served.page.on("pageerror", lambda error: errors.append(str(error)))
    yield served
    assert errors == []
    assert {url for url in served.asked if not url.startswith((served.address, "data:", "about:", "chrome"))} == set()


def test_ask_follow_the_draft_and_see_it_give_way_to_the_checked_answer(desk: Desk) -> None:
    desk.go("/")
    desk.ask()
    expect(desk.page.locator(".found a").first).to_have_text(FERRY.title)
    desk.write(3)
    draft = desk.page.locator(".draft")
    expect(draft).to_contain_text("Draft, not checked yet")
    expect(draft).to_contain_text("The ferry reopened")
    desk.write()
    expect(desk.page.locator("#turn-1 .answer")).to_contain_text("The ferry reopened on Monday")
    expect(desk.page.locator(".draft")).to_have_count(0)
    assert "/threads/" in desk.page.url


def test_a_follow_up_stands_in_the_same_thread_as_it_was_asked(desk: Desk) -> None:
    desk.go("/")
    desk.ask()
    desk.write()
    expect(desk.page.locator("#turn-1")).to_be_visible()
    thread = desk.page.url.partition("#")[0]
    desk.write(100)  # the model is asked for the rewriting too
    desk.ask("and when was that?")
    expect(desk.page.locator("#turn-2")).to_be_visible()
    assert desk.page.url.partition("#")[0] == thread
    expect(desk.page.locator("#turn-2 .asked-as q")).to_contain_text("ferry")
    desk.page.locator("#turn-2 .asked-as summary").click()
    desk.page.get_by_label("Ask it in other words").fill("When did the ferry line reopen?")
    desk.write()
    desk.page.locator("#turn-2 .again button").click()
    expect(desk.page.locator("#turn-3 .asked-as q")).to_have_text("When did the ferry line reopen?")


def test_a_citation_shows_its_words_and_leads_to_them_marked(desk: Desk) -> None:
    desk.go("/")
    desk.ask()
    desk.write()
    cite = desk.page.locator("#turn-1 .cite").first
    words = desk.page.locator("#turn-1 .words").first
    expect(words).to_be_hidden()
    cite.hover()
    expect(words).to_contain_text("“The ferry reopened on Monday (5 March 2018)")
    desk.page.keyboard.press("Escape")
    expect(words).to_be_hidden()
    desk.page.mouse.move(0, 0)
    cite.focus()
    expect(words).to_be_visible()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#p1 mark")).to_contain_text("The ferry reopened on Monday")
    assert desk.page.url.endswith("#p1")
    expect(desk.page.locator("#p1 .days")).to_contain_text("5 March 2018")
    expect(desk.page.locator("#p1")).to_be_in_viewport()


def test_stopping_takes_a_question_out_in_the_middle_of_its_draft(desk: Desk) -> None:
    desk.go("/")
    desk.ask("Who stopped the ferry?")
    desk.write(2)
    expect(desk.page.locator(".draft")).to_contain_text("The ferry")
    desk.page.get_by_role("button", name="Stop").click()
    expect(desk.page.locator(".progress")).to_have_text("Stopped.")
    assert desk.service.queue.waiting() == []
    desk.page.get_by_role("link", name="Ask again").click()
    expect(desk.page.locator("#question")).to_have_value("Who stopped the ferry?")


def test_leaving_takes_the_question_out(desk: Desk) -> None:
    desk.go("/")
    desk.ask("Who left the ferry?")
    desk.write(1)
    expect(desk.page.locator(".draft")).to_be_visible()
    job = desk.service.job(desk.page.url.rpartition("/")[2])
    assert job
    job.linger = 0.1
    desk.go("/articles")
    assert job.wait(20) and job.state == "stopped"


def test_all_of_it_by_keyboard_alone(desk: Desk) -> None:
    desk.go("/articles")
    desk.page.keyboard.press("Tab")
    expect(desk.page.locator(":focus")).to_have_text("Skip to the page")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("/")
    expect(desk.page.locator(":focus")).to_have_attribute("id", "q")
    desk.page.keyboard.type("storm")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".passages .title").first).to_have_text(FERRY.title)
    assert "q=storm" in desk.page.url
    reach(desk.page, f"a[href^='/articles/{FERRY.id}']")
    assert desk.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#p2 mark")).to_be_visible()
    desk.go("/")
    desk.page.keyboard.type(QUESTION)
    desk.page.keyboard.press("Enter")
    desk.write()
    expect(desk.page.locator("#turn-1")).to_be_visible()
    reach(desk.page, ".cite")
    expect(desk.page.locator(".words").first).to_be_visible()


def reach(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(60):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector!r}")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_its_window_and_has_no_serious_fault(desk: Desk, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 740})
    desk.page.emulate_media(color_scheme="dark" if width == WIDTHS[1] else "light")
    desk.go("/")
    desk.ask()
    desk.write()
    expect(desk.page.locator("#turn-1")).to_be_visible()
    thread = desk.page.url.removeprefix(desk.address)
    articles = (f"/articles/{EVIL.id}?mark=1:0-9#p1", f"/articles/{FERRY.id}")
    briefings = ("/briefings", f"/briefings/{BRIEFINGS[0].id}")
    lists = ("/threads", "/articles", "/articles?q=ferry", "/timeline?topic=ferry", "/library")
    desk.go("/library")
    desk.page.get_by_role("button", name="Fetch them now").click()
    expect(desk.page.get_by_role("heading", name="Fetched")).to_be_visible()
    expect(desk.page.get_by_role("alert")).to_contain_text("127.0.0.1")
    fetched = desk.page.url.removeprefix(desk.address)
    for path in ("/", thread, *lists, *articles, *briefings, fetched):
        desk.go(path)
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert width == WIDTHS[-1] or faults(desk.page) == [], path  # nothing is laid out otherwise there


def faults(page: Page) -> list[str]:
    """What axe-core finds that is serious."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:120]} {json.dumps(node['any'][0]['data'])[:200] if node['any'] else ''}"
        for fault in found
        for node in fault["nodes"]
        if fault["impact"] in ("serious", "critical")
    ]


def test_light_and_dark_are_two_papers(desk: Desk) -> None:
    desk.go("/")
    papers = set()
    for scheme in ("light", "dark"):
        desk.page.emulate_media(color_scheme=scheme)
        papers.add(desk.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(papers) == 2


def test_the_words_stay_inside_a_small_window(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 700, "height": 740})
    desk.go("/")
    desk.ask()
    desk.write()
    desk.page.locator("#turn-1 .cite").first.hover()
    box = desk.page.locator("#turn-1 .words").first.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 700


def test_a_printed_thread_leaves_the_desk_out(desk: Desk) -> None:
    desk.go("/")
    desk.ask()
    desk.write()
    expect(desk.page.locator("#turn-1")).to_be_visible()
    desk.page.emulate_media(media="print")
    try:
        expect(desk.page.locator(".masthead")).to_be_hidden()
        expect(desk.page.locator(".ask")).to_be_hidden()
        expect(desk.page.locator("#turn-1 .answer")).to_be_visible()
    finally:
        desk.page.emulate_media(media="screen")


def test_all_of_it_below_a_path_as_behind_a_proxy(settings: Settings, tmp_path: Path) -> None:
    chromium()
    expect.set_options(timeout=20_000)
    put(settings, FERRY, EVIL)
    asked: list[str] = []
    public = parse_public("https://desk.example/news")
    with (
        serving(settings, SteadyGenerator(REPLY)) as service,
        listening(service, public) as address,
        window(tmp_path / "p", asked) as context,
    ):
        page = context.pages[0]
        page.goto(f"{address}/news/")
        page.locator("#question").fill(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator("#turn-1 .answer")).to_contain_text("The ferry reopened on Monday")
        page.locator("#question").fill("and when was that?")
        page.keyboard.press("Enter")
        expect(page.locator("#turn-2 .asked-as q")).to_contain_text("ferry")
        page.locator("#turn-2 .cite").first.click()
        expect(page.locator("#p1 mark")).to_contain_text("The ferry reopened on Monday")
        page.goto(f"{address}/news/articles")
        page.locator("#q").fill("storm")
        page.keyboard.press("Enter")
        expect(page.locator(".passages .title").first).to_have_text(FERRY.title)
        below = [url for url in asked if url.startswith(address)]
        assert below and all(url.startswith(f"{address}/news/") for url in below)


@pytest.mark.model
def test_the_command_with_real_weights_answers_proves_and_follows_up(settings: Settings, tmp_path: Path) -> None:
    chromium()
    expect.set_options(timeout=60_000)
    articles = tmp_path / "articles"
    articles.mkdir()
    for name in ("2019-07-14-han-river-wire-talks-proposed.txt", "stockholm-lead.txt", "drill-warning.txt"):
        copy(CORPUS / "korea" / name, articles)
    environment = {**os.environ, "BRIEFBOT_CORPUS": str(articles)}
    command = [sys.executable, "-m", "briefbot", "serve", "--port", "0", "--home", str(settings.home)]
    asked: list[str] = []
    with subprocess.Popen(command, env=environment, cwd=ROOT) as server:
        try:
            address = f"http://127.0.0.1:{wait_for(settings.home, server).port}"
            with window(tmp_path / "p", asked) as context:
                page = context.pages[0]
                page.goto(address)
                page.locator("#question").fill("who will lead the American side?")
                page.keyboard.press("Enter")
                expect(page.locator("#turn-1 .answer")).to_contain_text("Stephen Biegun")
                thread = page.url.partition("#")[0]
                page.locator("#turn-1 .cite").first.click()
                expect(page.locator("mark").first).to_contain_text("Biegun")
                page.goto(thread)
                page.locator("#question").fill("and who is he?")
                page.keyboard.press("Enter")
                expect(page.locator("#turn-2 .asked-as q")).to_contain_text("Biegun")
                expect(page.locator("#turn-2 .answer")).to_contain_text("Stephen Biegun")
                assert page.url.partition("#")[0] == thread
                page.locator("#turn-2 .cite").first.click()
                expect(page.locator("mark").first).to_contain_text("Biegun")
        finally:
            server.terminate()
    assert server.returncode in (0, -15)
    assert {url for url in asked if not url.startswith((address, "data:", "about:", "chrome"))} == set()
