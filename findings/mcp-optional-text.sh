#!/usr/bin/env bash
# mcp: a tool's argument of the type `str | None` is read as JSON, so that the text "null" arrives as None.
#
# Expected: the argument "null" as it was sent, as a parameter of the type `str` gets it; and '["a"]' as a text.
# Seen: None in the place of "null", without an error; '["a"]' is refused as a list that should be a string.
# Why a desk cares: a search that was to keep to the author Null searches everybody's articles, and says nothing of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'mcp==2.3.0'
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import anyio
from mcp import Client
from mcp.server.mcpserver import MCPServer

server = MCPServer("desk", log_level="ERROR")


@server.tool()
def search(question: str, author: str | None = None) -> str:
    return f"{question} by {author!r}"


async def main() -> list[str]:
    async with Client(server) as client:
        sent = ({"question": "null", "author": "null"}, {"question": '["a"]', "author": '["a"]'})
        results = [await client.call_tool("search", arguments) for arguments in sent]
        return [" ".join(result.content[0].text.split()) for result in results]


seen = anyio.run(main)
print("mcp", version("mcp"), *seen, sep="\n")
sys.exit(not (seen[0] == "null by None" and "Input should be a valid string" in seen[1]))
PYTHON
