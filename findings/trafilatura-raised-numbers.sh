#!/usr/bin/env bash
# trafilatura: raised digits are set on the line, so that powers and marks of notes become other numbers.
#
# Expected: "10^15 joules" or "10¹⁵ joules", and "since 1901." with the mark of the note apart or gone.
# Seen: "1015 joules" and "since 1901.4", as text, as XML and for recall; only include_formatting keeps the tags.
# Why a desk cares: the sentence that is cited has a number that nobody wrote, and looks whole.
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
page = f"""<html><body><article><h1>How warm the sound is</h1>
<p>The sound takes up 10<sup>15</sup> joules a day, said the school, which has measured it since 1901.<sup><a
href="#n4">4</a></sup> Nobody knows where it goes.</p>{more}</article></body></html>"""
seen = [extract(page, **options) or "" for options in ({}, {"favor_recall": True}, {"output_format": "xml"})]
print("trafilatura", version("trafilatura"), "reads", [" ".join(text.split())[:140] for text in seen])
sys.exit(not all("1015 joules" in text and "1901.4" in text for text in seen))
PYTHON
