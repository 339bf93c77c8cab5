#!/usr/bin/env bash
# htmldate: the year of a copyright line becomes the first of January of that year, and a Japanese date its year alone.
#
# Expected: None for a page that tells no date, and 2026-03-01 for 2026年3月1日.
# Seen: 2019-01-01 and 2026-01-01, as sure as any other date.
# Why a desk cares: an undated page is filed under a day on which nothing was published, and "Sunday" in it counts from there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'htmldate==1.11.0'
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from htmldate import find_date

body = "<article><h1>Port plan agreed</h1>{0}<p>The council met to agree on a plan for the port.</p></article>{1}"
page = f"<html><head><title>Port plan</title></head><body>{body}</body></html>"
seen = [
    find_date(page.format("", "<footer><p>Copyright © 2019 Harbor Gazette</p></footer>"), original_date=True),
    find_date(page.format('<p class="date">2026年3月1日</p>', ""), original_date=True),
]
print("htmldate", version("htmldate"), "finds", seen)
sys.exit(seen != ["2019-01-01", "2026-01-01"])
PYTHON
