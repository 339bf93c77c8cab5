#!/usr/bin/env bash
# ray: a driver that asks for no logs gets lines about dead workers on its standard output.
#
# Expected: ray.init(log_to_driver=False, logging_level=CRITICAL) keeps Ray's messages off the driver's terminal, above all
# off standard output, where a program prints its result.
# Seen: when a worker dies and its task is tried again, "(raylet) A worker died or was killed ..." is printed on standard
# output by a thread of Ray's; the task succeeds.
# Why a desk cares: what `--json` prints is no JSON any more as soon as a worker is lost, which costs nothing else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'ray==2.60.0'
cat >"$folder/driver.py" <<'PYTHON'
import logging
import os
import signal
import sys
import time

import ray

ray.init("local", num_cpus=1, include_dashboard=False, log_to_driver=False, logging_level=logging.CRITICAL)


@ray.remote(max_retries=1)
def work(flag: str) -> str:
    """Die the first time."""
    if not os.path.exists(flag):
        open(flag, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


print(ray.get(work.remote(sys.argv[1])), file=sys.stderr)
time.sleep(5)
PYTHON
export RAY_USAGE_STATS_ENABLED=0
"$folder/venv/bin/python" "$folder/driver.py" "$folder/flag" >"$folder/out" 2>"$folder/err"
echo "ray $("$folder/venv/bin/python" -c 'import ray; print(ray.__version__)') - standard output of a driver that prints nothing there:"
cut -c1-120 "$folder/out"
grep -q "^done$" "$folder/err"
grep -q "raylet" "$folder/out"
