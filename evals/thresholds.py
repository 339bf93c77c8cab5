"""How well `ask` checks, on `evals/judgements.yaml`: `python -m evals.thresholds`.

Prints, for the support check as `ask` uses it and for the relevance prompt, the area under the ROC curve, the best
balanced accuracy with its threshold, and what the settings' thresholds keep of the true and of the false.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import yaml

from briefbot.answering import LEAST_RELEVANCE
from briefbot.desk import Desk
from briefbot.prompts import load_prompt
from briefbot.retrieval import passage_of
from briefbot.settings import load_settings
from briefbot.support import SupportChecker, source_of

ROOT = Path(__file__).parent.parent


def report(name: str, scores: list[float], labels: list[bool], threshold: float) -> None:
    """Print one line."""
    true = np.array([score for score, label in zip(scores, labels, strict=True) if label])
    false = np.array([score for score, label in zip(scores, labels, strict=True) if not label])
    area = np.mean((true[:, None] > false) + 0.5 * (true[:, None] == false))
    best, at = max((((true >= cut).mean() + (false < cut).mean()) / 2, cut) for cut in scores)
    kept = [f"{(part >= threshold).sum()} of {len(part)}" for part in (true, false)]
    print(f"{name:<10} AUC {area:.3f}, best balanced accuracy {best:.3f} at {at:.2f}")
    print(f"{'':<10} kept at {threshold}: {kept[0]} true, {kept[1]} false")


def main() -> None:
    """Judge and print."""
    cases = yaml.safe_load((ROOT / "evals" / "judgements.yaml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as home, Desk(load_settings(home=Path(home))) as desk:
        desk.ingest([ROOT / "corpus"])
        threshold = desk.settings.support_threshold
        checker = SupportChecker(desk.generator, load_prompt("judge"), threshold)
        scores = []
        for case in cases["support"]:
            article = desk.library.find_article(case["file"])
            chunk = next(c for c in desk.library.chunks_of(article.id) if c.paragraph == case["paragraph"])
            source = source_of(passage_of(chunk, article))
            scores.append(checker.check(case["claim"], [source]).probability)
        report("support", scores, [case["supported"] for case in cases["support"]], threshold)
        relevance = load_prompt("relevance")
        asked = [relevance.render(question=case["question"], text=case["text"]) for case in cases["relevance"]]
        scores = [desk.generator.judge(prompt).probability for prompt in asked]
        report("relevance", scores, [case["answers"] for case in cases["relevance"]], LEAST_RELEVANCE)


if __name__ == "__main__":
    main()
