#!/usr/bin/env bash
# python-docx: text that a tracked change inserted is missing from Paragraph.text and Document.paragraphs.
#
# Expected: a reader sees "The toll rises from 5 to 7 million crowns." with changes accepted, or the old sentence.
# Seen: neither: both the deleted and the inserted words are gone, so the sentence says something nobody wrote.
# Why a desk cares: edited copy comes with tracked changes, and it is the figures that are edited.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'python-docx==1.2.0'
"$folder/venv/bin/python" - "$folder/toll.docx" <<'PYTHON'
import sys

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

document = docx.Document()
paragraph = document.add_paragraph("The toll rises to ")
for change in (
    f'<w:del {nsdecls("w")} w:id="1" w:author="Ada"><w:r><w:delText>5</w:delText></w:r></w:del>',
    f'<w:ins {nsdecls("w")} w:id="2" w:author="Ada"><w:r><w:t>7</w:t></w:r></w:ins>',
):
    paragraph._p.append(parse_xml(change))
paragraph.add_run(" million crowns.")
document.save(sys.argv[1])
seen = docx.Document(sys.argv[1]).paragraphs[0].text
print("python-docx", docx.__version__, "reads", repr(seen))
sys.exit(seen != "The toll rises to  million crowns.")
PYTHON
