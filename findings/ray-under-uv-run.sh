#!/usr/bin/env bash
# ray, uv: a program that is started by `uv run` has Ray's workers on the same machine install its project anew.
#
# Expected: workers of ray.init("local") run in the environment of the program that started them.
# Seen: under `uv run` the folder is sent along and every worker is started by `uv run` in a copy of it, in an environment
# of its own; without it, or with RAY_ENABLE_UV_RUN_RUNTIME_ENV=0, they run in the program's.
# Why a desk cares: a dependency that is built from source, as llama-cpp-python is, is built again for the workers, for
# minutes in which nothing seems to happen; and the folder that is sent may hold the library.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/tools"
"$folder/tools/bin/pip" install --quiet 'uv==0.13.9'
export PATH="$folder/tools/bin:$PATH" RAY_USAGE_STATS_ENABLED=0
mkdir "$folder/project"
cd "$folder/project"
cat >pyproject.toml <<'TOML'
[project]
name = "desk"
version = "1"
requires-python = ">=3.11"
dependencies = ["ray==2.60.0"]
TOML
cat >driver.py <<'PYTHON'
import logging
import sys

import ray

ray.init("local", num_cpus=1, include_dashboard=False, log_to_driver=False, logging_level=logging.CRITICAL)


@ray.remote
def where() -> str:
    """The environment of a worker."""
    return sys.prefix


print("same" if ray.get(where.remote()) == sys.prefix else "another")
PYTHON
uv sync --quiet
plain=$(.venv/bin/python driver.py 2>/dev/null | tail -1)
under=$(uv run --quiet driver.py 2>/dev/null | tail -1)
off=$(RAY_ENABLE_UV_RUN_RUNTIME_ENV=0 uv run --quiet driver.py 2>/dev/null | tail -1)
echo "ray 2.60.0, $(uv --version): environment of a worker: python $plain, uv run $under, switched off $off"
test "$plain $under $off" = "same another same"
