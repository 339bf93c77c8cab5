from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import ReadError
from briefbot.feeds.subscriptions import Feed, read_opml, write_opml

LIST = """<?xml version="1.0"?>
<opml version="1.0"><head><title>Mine</title></head><body>
<outline text="Ports"><outline text="Harbour" title="Harbour News" xmlUrl="https://News.example/feed#x"/>
  <outline text="More"><outline text="Quay" xmlURL="https://quay.example/rss"/></outline></outline>
<outline text="Broken" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_a_list_is_read_with_its_folders() -> None:
    feeds, problems = read_opml(LIST.encode(), "mine.opml")
    assert [(feed.url, feed.title) for feed in feeds] == [
        ("https://news.example/feed", "Harbour News"),
        ("https://quay.example/rss", "Quay"),
    ]
    assert [problem.path for problem in problems] == ["file:///etc/passwd"]


@given(st.lists(st.builds(Feed, url=st.integers().map("https://news.example/{}".format), title=st.text("ab<&>\"'é "))))
def test_what_is_written_is_read_again(feeds: list[Feed]) -> None:
    found, problems = read_opml(write_opml(feeds), "mine.opml")
    assert [(feed.url, feed.title) for feed in found] == [(feed.url, feed.title or feed.url) for feed in feeds]
    assert problems == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        '<?xml version="1.0" encoding="klingon"?><opml/>',
        "<opml>",
        "<html></html>",
        LIST[:200],
        '<!DOCTYPE opml [<!ENTITY a "ha">]><opml><body text="&a;"/></opml>',
    ],
)
def test_something_else_is_an_error(text: str) -> None:
    with pytest.raises(ReadError, match="OPML"):
        read_opml(text.encode(), "mine.opml")
