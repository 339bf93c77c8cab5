#!/usr/bin/env bash
# chromadb: the version of a server tells nothing, and a client of a server waits for ever and is never closed.
#
# Expected: get_version() of the server of 1.5.9 is 1.5.9; a client has a limit of time, or a setting for one; close()
# "releases all resources", so that no connection stays.
# Seen: the server says 1.0.0; httpx is given timeout=None; after close() both connections (of the client and of the
# admin client in it, which was to share them) are open.
# Why a desk cares: it cannot see that client and server differ, hangs with a server that has fallen silent, and a
# process that opens many clients runs out of file handles.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
server=0
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'chromadb==1.5.9'
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/chroma" run --path "$folder/data" --host 127.0.0.1 --port "$port" >"$folder/log" 2>&1 &
server=$!
"$folder/venv/bin/python" - "$port" <<'PYTHON'
import os
import sys
import time
from importlib.metadata import version

import chromadb


def sockets() -> int:
    """Sockets that this process has open."""
    paths = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
    return sum(os.path.islink(path) and os.readlink(path).startswith("socket:") for path in paths)


before = sockets()
settings = chromadb.Settings(anonymized_telemetry=False)
for _ in range(100):
    try:
        client = chromadb.HttpClient("127.0.0.1", int(sys.argv[1]), settings=settings)
        break
    except ValueError:
        time.sleep(0.3)
said = client.get_version()
limit = client._server._session.timeout
client.close()
left = sockets() - before
print("chromadb", version("chromadb"), "- its server says", said, "- limit", limit, "- connections after close:", left)
sys.exit(not (said == "1.0.0" and limit.read is None and left == 2))
PYTHON
