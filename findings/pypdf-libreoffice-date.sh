#!/usr/bin/env bash
# pypdf: the date of creation that LibreOffice writes on a machine whose clock is in UTC is an error.
#
# Expected: metadata.creation_date is a datetime or None; "D:20260226093000Z'" is 26 February 2026, 09:30 UTC.
# Seen: ValueError("Can not convert date: D:20260226093000Z'") as soon as the property is looked at. With an offset, as
# LibreOffice writes it elsewhere ("D:20260226093000+01'00'"), all is well.
# Why a desk cares: servers run in UTC, and so every PDF that LibreOffice made there is refused for the sake of its date.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'pypdf==7.1.0'
"$folder/venv/bin/python" - "$folder/a.pdf" <<'PYTHON'
import sys
from importlib.metadata import version

from pypdf import PdfReader, PdfWriter


def made(date: str) -> str:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/CreationDate": date})
    writer.write(sys.argv[1])
    try:
        return str(PdfReader(sys.argv[1]).metadata.creation_date)
    except ValueError as error:
        return repr(error)


utc, berlin = made("D:20260226093000Z'"), made("D:20260226093000+01'00'")
print("pypdf", version("pypdf"), "reads", utc, "and", berlin)
sys.exit(not (utc.startswith("ValueError") and berlin.startswith("2026-02-26")))
PYTHON
