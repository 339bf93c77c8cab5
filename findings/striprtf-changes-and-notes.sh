#!/usr/bin/env bash
# striprtf: text that a tracked change deleted is printed beside what replaced it, and footnotes are dropped.
#
# Expected: "The toll is 7 million crowns." with the changes accepted, and the footnote's words somewhere.
# Seen: "The toll is 57 million crowns.", and no word of the footnote; no error and no warning.
# Why a desk cares: a figure of 7 million is quoted as 57 million, and a table's caveat is lost.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'striprtf==0.0.35'
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from striprtf.striprtf import rtf_to_text

rtf = (
    r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}{\*\revtbl{Ada;}}\pard The toll is "
    r"{\deleted\revauthdel0 5}{\revised\revauth0 7} million crowns{\super\chftn"
    r"{\footnote\pard\plain {\super\chftn} Without the port tax.}}.\par}"
)
seen = rtf_to_text(rtf)
print("striprtf", version("striprtf"), "reads", repr(seen))
sys.exit(not ("57 million" in seen and "port tax" not in seen))
PYTHON
