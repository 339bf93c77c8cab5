#!/usr/bin/env bash
# trafilatura: the words of a <time>, an <output> or a <label> inside a sentence are deleted.
#
# Expected: "The dues rise from 1 September to 14.20 crowns." with all words that a browser shows.
# Seen: a sentence without its day and its sum; no warning, whatever the settings for formatting, links or recall.
# Why a desk cares: sentences are cited that nobody wrote, and the figure or the day in them is gone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'trafilatura==2.3.1' 'lxml-html-clean==0.4.6'
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from trafilatura import extract

more = "".join(
    f"<p>Ship number {number} that calls before that day pays what it has paid until now, and its pilot gets a new boat in "
    "spring, said the council.</p>"
    for number in ("one", "two", "three", "four")
)
page = f"""<html><body><article><h1>Harbour dues to rise</h1>
<p>The dues rise from <time datetime="2026-09-01">1 September</time> to <output>14.20</output> crowns, said the council
of Kellbrook, which has not raised them for <label>nine years</label>.</p>{more}</article></body></html>"""
seen = [extract(page, **options) or "" for options in ({}, {"favor_recall": True}, {"include_formatting": True})]
print("trafilatura", version("trafilatura"), "reads", [" ".join(text.split())[:90] for text in seen])
sys.exit(any("1 September" in text or "14.20" in text or "nine years" in text for text in seen))
PYTHON
