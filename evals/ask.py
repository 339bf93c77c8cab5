"""Ask the questions of `evals/demo.yaml` over the demo corpus: `python -m evals.ask dev | held_out`.

Prints each answer with what verification did, then how many are right: an answer that has the expected pattern, or an
abstention where the articles do not say.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

import yaml

from briefbot.desk import Desk
from briefbot.settings import load_settings

ROOT = Path(__file__).parent.parent


def main(split: str) -> None:
    """Ask and print."""
    questions = yaml.safe_load((ROOT / "evals" / "demo.yaml").read_text(encoding="utf-8"))[split]
    right, seconds = 0, []
    with tempfile.TemporaryDirectory() as home, Desk(load_settings(home=Path(home))) as desk:
        desk.ingest([ROOT / "corpus"])
        for case in questions:
            began = time.perf_counter()
            answer = desk.ask(case["question"])
            seconds.append(time.perf_counter() - began)
            good = answer.abstained if case["expect"] is None else bool(re.search(case["expect"], answer.text))
            right += good
            print(f"{'right' if good else 'WRONG'}  {case['question']}\n       {answer.text or 'abstained'}")
            for sentence in (*answer.sentences, *answer.removed):
                support = sentence.support
                print(f"       {support.action} {support.probability} {support.missing} {sentence.text[:90]}")
    print(f"{right} of {len(questions)} right, median {statistics.median(seconds):.1f} s")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("dev", "held_out"):
        sys.exit(__doc__)
    main(sys.argv[1])
