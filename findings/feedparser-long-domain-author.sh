#!/usr/bin/env bash
# feedparser: an RSS author's address under a top-level domain of more than four letters is cut, and so is the name.
#
# Expected: <author>cid@canal.media (Cid Low)</author> is "Cid Low" of cid@canal.media, as with cid@canal.com.
# Seen: the address is "cid@canal.medi" and the name "a (Cid Low".
# Why a desk cares: the writer of an article is named "a (Cid Low" in a citation.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'feedparser==6.0.14'
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys

import feedparser

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://canal.media</link>
<description>News</description><item><title>Lock shut</title><author>{} (Cid Low)</author></item></channel></rss>"""


def author(address: str) -> tuple[str, str]:
    found = feedparser.parse(io.BytesIO(FEED.format(address).encode()))
    assert not found.bozo
    detail = found.entries[0].author_detail
    return detail.get("name"), detail.get("email")


short, long = author("cid@canal.com"), author("cid@canal.media")
print("feedparser", feedparser.__version__, "reads", short, "and", long)
sys.exit(short != ("Cid Low", "cid@canal.com") or long != ("a (Cid Low", "cid@canal.medi"))
PYTHON
