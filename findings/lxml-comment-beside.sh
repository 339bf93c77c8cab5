#!/usr/bin/env bash
# lxml: the next sibling of an element may be a comment, and asking a comment for its texts raises ValueError.
#
# Expected: itertext() of whatever getnext() returns yields texts; of a comment none, or its own words.
# Seen: "Input object is not an XML element: HtmlComment"; the comment's .text is there, and itertext() of the parent
# passes over it. itersiblings("*") returns elements only.
# Why a desk cares: pages carry comments of ad servers anywhere; eight of 258 pages of real publishers had one right
# behind a date or an author's name, and were not read at all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'lxml==6.1.3'
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from lxml import html

name = html.fromstring("<div><p>Ann Poe</p><!-- ad --><p>4 May 2021</p></div>")[0]
try:
    seen = repr(list(name.getnext().itertext()))
except ValueError as error:
    seen = f"ValueError: {error}"
after = [each.text for each in name.itersiblings("*")]
print("lxml", version("lxml"), "of the comment behind a paragraph:", seen, "- elements behind it:", after)
sys.exit("not an XML element" not in seen or after != ["4 May 2021"])
PYTHON
