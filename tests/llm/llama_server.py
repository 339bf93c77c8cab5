"""Runs llama.cpp's own server, which the package xllamacpp carries: python llama_server.py MODEL PORT CONTEXT SLOTS."""

from __future__ import annotations

import sys
import threading


def main(model: str, port: str, context: str, slots: str) -> None:
    import xllamacpp

    wanted = xllamacpp.CommonParams()
    wanted.model.path = model
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = int(port)
    wanted.n_ctx = int(context)
    wanted.n_parallel = int(slots)
    wanted.warmup = False
    wanted.cpuparams.n_threads = 1  # two wait for one another where another program has one of two cores
    server = xllamacpp.Server(wanted)
    print(server.listening_address, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
