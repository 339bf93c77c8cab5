#!/usr/bin/env bash
# trafilatura: the site of a page whose address has a query and no path is "courier.example?p=12".
#
# Expected: the host, "courier.example", as for "https://courier.example/?p=12": RFC 3986 lets the path be empty, and
# archives hold such addresses, since browsers add the slash on their own.
# Seen: sitename is the host with the query or the fragment behind it, and hostname is None.
# Why a desk cares: each address of one site becomes a publisher of its own, and none of them is in any list of sources.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'trafilatura==2.3.1' 'lxml-html-clean==0.4.6'
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from trafilatura import extract_metadata

page = "<html><head><title>Harbour dues to rise</title></head><body><p>They rise in May.</p></body></html>"
addresses = ("https://courier.example/?p=12", "https://courier.example?p=12", "https://courier.example#dues")
seen = [(found.sitename, found.hostname) for found in (extract_metadata(page, default_url=each) for each in addresses)]
print("trafilatura", version("trafilatura"), "names", seen)
expected = [("courier.example", "courier.example"), ("courier.example?p=12", None), ("courier.example#dues", None)]
sys.exit(seen != expected)
PYTHON
