#!/usr/bin/env bash
# nupunkt: after plain words such as "month", "bus", "car" and "port" a full stop before a name ends no sentence.
#
# Expected: "He left by bus. Maria stayed." is two sentences, as "He left by train. Maria stayed." is.
# Seen: one sentence after month, bus, car, port, park, reporter and met; two after week, train, truck and council.
# Why a desk cares: two statements of unlike sources become one, and a citation proves both by the wrong words.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'nupunkt==0.8.0'
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

from nupunkt import sent_tokenize

joined = ["month", "bus", "car", "port", "park", "reporter"]
parted = ["week", "train", "truck", "council"]
seen = {word: len(sent_tokenize(f"They told of the {word}. Maria Holm stayed.")) for word in joined + parted}
print("nupunkt", version("nupunkt"), "counts sentences", seen)
sys.exit(any(seen[word] != 1 for word in joined) or any(seen[word] != 2 for word in parted))
PYTHON
