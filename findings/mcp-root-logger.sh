#!/usr/bin/env bash
# mcp: making an MCPServer gives the root logger of the whole program a handler and a level.
#
# Expected: a server that is made as a part of a program leaves the program's logging to it.
# Seen: the constructor calls logging.basicConfig with the server's log level. The program's own basicConfig, called after
#   it, does nothing then: its warnings are below "ERROR", and are told nowhere.
# Why a desk cares: the same process reads feeds and sends mail; why something was not fetched is lost, without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'mcp==2.3.0'
"$folder/venv/bin/python" - <<'PYTHON'
import io
import logging
import sys
from importlib.metadata import version

from mcp.server.mcpserver import MCPServer

MCPServer("desk", log_level="ERROR")
told = io.StringIO()
logging.basicConfig(level=logging.INFO, stream=told)
logging.getLogger("feeds").warning("the feed could not be fetched")
root = logging.getLogger()
print("mcp", version("mcp"), root.handlers, logging.getLevelName(root.level), repr(told.getvalue()), sep="\n")
sys.exit(not (told.getvalue() == "" and len(root.handlers) == 1 and root.level == logging.ERROR))
PYTHON
