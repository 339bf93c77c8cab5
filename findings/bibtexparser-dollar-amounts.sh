#!/usr/bin/env bash
# bibtexparser: between two amounts in dollars the LaTeX encoder escapes nothing.
#
# Expected: LatexEncodingMiddleware makes a title safe for LaTeX: & becomes \&, a dollar sign becomes \$.
# Seen: "$3bn & BP $" is taken for a formula and left as it is, with the & in it; outside of two dollar signs all is well.
# Why a desk cares: headlines about money name two amounts all the time, and a bibliography with one does not compile.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'bibtexparser==2.1.0' 'pylatexenc==2.11'
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexEncodingMiddleware
from bibtexparser.model import Entry, Field

library = Library()
library.add(Entry("article", "k", [Field("title", "Shell pays $3bn & BP $5bn in R&D")]))
seen = write_string(library, prepend_middleware=[LatexEncodingMiddleware()])
print("bibtexparser", version("bibtexparser"), "writes", seen.splitlines()[1].strip())
sys.exit(r"{Shell pays $3bn & BP $5bn in R\&D}" not in seen)
PYTHON
