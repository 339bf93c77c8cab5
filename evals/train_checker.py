"""Fit the probe that tells from a model's own values whether the passages it read answer the question.

    python -m evals.train_checker TRAIN FOLDER [GROUPS]

TRAIN has gzipped lines of `question`, `context`, `answers` and `answerable`: `squad_sample` and `squad_abstract`, whose
licences let weights be shared. Each paragraph is read once in the words of the answering prompt, with up to nine
questions: those that people put to it, those they put to a paragraph like it or to the unabridged text, and others
with one name, number or word of them changed for another of the paragraph or for its opposite. To 180 of the paragraphs
`evals/near.jsonl` has six questions of our own: three that it answers in other words, and three that it does not though
it has what looks like an answer. What the model's attention keeps at the prompt's end is written to FOLDER, twenty
paragraphs at a time, so that a run that is stopped goes on; GROUPS is how many paragraphs to read with the questions of
others (all: some 1,400, 8,000 questions). Prints, cross-validated by paragraph, how well layers tell the two kinds
apart, and with how many of the questions, and writes the probe to `briefbot/llm/answerprobe.json`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from briefbot.evaluation.models import Installed
from briefbot.files import sha256_of
from briefbot.llm.answerprobe import PROBE_FILE, AnswerProbe, ProbedSet
from briefbot.llm.llamacpp import LlamaCpp
from briefbot.llm.prompts import load_prompt
from briefbot.settings import load_settings
from briefbot.text.lexicon.opposites import OPPOSITES
from briefbot.text.words import is_empty
from evals.answerable import auc, fit

SETS = {"squad_sample": "CC BY-SA 4.0", "squad_abstract": "MIT", "near": "Apache-2.0"}
OTHERS, NEAR = "paragraphs", "near"  # whose questions are read, each in a folder of its own
NEAR_FILE = Path(__file__).with_name("near.jsonl")
LAYERS = tuple(range(13, 25))
CHOSEN = (17, 18, 19, 20)
SEED = 11
FOLDS = 5
AT_ONCE = 20  # paragraphs
MOST_WORDS = 190
PENALTY = 300.0  # of the squares of coefficients, values scaled
PUBLISHERS = (
    "The Harbour Post",
    "Evening Ledger",
    "Coast Gazette",
    "Northern Post",
    "City Wire",
    "Weston Daily Record",
)
MONTHS = ("March", "June", "August", "October")
_NAME = re.compile(r"\b[A-Z][a-zA-Z-]{2,}(?: (?:of |the |de )?[A-Z][a-zA-Z-]{2,})*\b")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
Values = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]


class Put(NamedTuple):
    """A question put to a paragraph."""

    text: str
    answerable: bool


class Group(NamedTuple):
    """A paragraph and the questions put to it."""

    number: int
    """Its place among all, which draws what is shown with it."""
    source: str
    paragraph: str
    puts: tuple[Put, ...]


def changed(question: str, paragraph: str, answer: str, draw: random.Random) -> Iterator[str]:
    """A question with one name, number or word changed, so that the paragraph does not answer it."""
    asked = [name for name in _NAME.findall(question[1:]) if not is_empty(name.split()[0].lower())]
    there = [name for name in dict.fromkeys(_NAME.findall(paragraph)) if not is_empty(name.split()[0].lower())]
    others = [name for name in there if name not in question and name not in answer and answer not in name]
    if asked and others:
        yield question.replace(draw.choice(asked), draw.choice(others))
    if numbers := _NUMBER.findall(question):
        number = draw.choice(numbers)
        alike = [n for n in _NUMBER.findall(paragraph) if len(n) == len(number) and n not in question + answer]
        yield question.replace(number, draw.choice(alike) if alike else f"{number[:-1]}{(int(number[-1]) + 3) % 10}")
    for pair in OPPOSITES.split(";"):
        one, other = pair.split()
        for word, instead in ((one, other), (other, one)):
            if re.search(rf"\b{word}\b", question):
                yield re.sub(rf"\b{word}\b", instead, question)


def by_paragraph(folder: Path, name: str) -> dict[str, list[dict[str, Any]]]:
    """The lines of a set, by the text that they are about."""
    found = defaultdict(list)
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            found[line["context"]].append(line)
    return found


def groups(folder: Path, draw: random.Random) -> list[Group]:
    """Paragraphs with the questions put to them, three of whole text to two of abridged."""
    names = ("squad_sample", "squad_abstract")
    found: dict[str, list[Group]] = {name: [] for name in names}
    for name in names:
        for paragraph, lines_of in by_paragraph(folder, name).items():
            told = [line for line in lines_of if line["answerable"]]
            if not told or len(paragraph.split()) > MOST_WORDS:
                continue
            draw.shuffle(told)
            altered = [
                one for line in told for one in changed(line["question"], paragraph, line["answers"][0]["text"], draw)
            ]
            draw.shuffle(altered)
            untold = [line["question"] for line in lines_of if not line["answerable"]]
            if name == "squad_sample":
                untold, altered = untold[:1], altered[:3]
            else:
                altered = altered[:1]
            puts = [Put(line["question"], True) for line in told[:4]] + [Put(q, False) for q in (*untold, *altered)]
            found[name].append(Group(0, name, paragraph, tuple(dict.fromkeys(puts))))
        draw.shuffle(found[name])
    whole, abridged = found.values()
    mixed = []
    while whole or abridged:
        mixed += whole[:3] + abridged[:2]
        del whole[:3], abridged[:2]
    return [group._replace(number=number) for number, group in enumerate(mixed)]


def near_groups(paragraphs: list[Group], file: Path = NEAR_FILE) -> list[Group]:
    """The paragraphs to which we put questions ourselves, with those."""
    ours = {}
    for line in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        puts = [Put(question, True) for question in line["answered"]]
        ours[line["paragraph"]] = (*puts, *(Put(question, False) for question in line["unanswered"]))
    digests = [hashlib.sha256(group.paragraph.encode()).hexdigest()[:16] for group in paragraphs]
    return [
        group._replace(source=NEAR, puts=ours[digest])
        for group, digest in zip(paragraphs, digests, strict=True)
        if digest in ours
    ]


def passages(group: Group, others: list[Group], draw: random.Random) -> str:
    """The passages as the answering prompt has them: the paragraph, at times beside another one."""
    texts = [group.paragraph]
    other = draw.choice(others).paragraph
    if draw.random() < 0.25 and len(other.split()) < MOST_WORDS / 2:
        texts.insert(draw.randrange(2), other)
    names = [name for name in _NAME.findall(group.paragraph) if not is_empty(name.split()[0].lower())]
    day = f"{draw.randint(1, 28)} {draw.choice(MONTHS)} {draw.randint(2008, 2020)}"
    headed = f"{draw.choice(PUBLISHERS)}, {day}: {max(names, key=names.count)}" if names else ""
    header = headed if headed and draw.random() < 0.5 else "Unknown source, date unknown: Encyclopaedia"
    return "\n".join((header, *(f"[{number}] {text}" for number, text in enumerate(texts, start=1))))


def read_all(model: LlamaCpp, chosen: list[Group], everything: list[Group], folder: Path) -> None:
    """Read what was not read before and keep the values, one file for some paragraphs."""
    prompt = load_prompt("answer")
    folder.mkdir(parents=True, exist_ok=True)
    began, count = time.monotonic(), 0
    for at in range(0, len(chosen), AT_ONCE):
        target = folder / f"{at:05d}.npz"
        if target.exists():
            continue
        rows = []
        for group in chosen[at : at + AT_ONCE]:
            shown = passages(group, everything, random.Random(SEED + group.number))
            for put in group.puts:
                values = model.values(prompt.render(passages=shown, question=put.text), LAYERS)
                if values is None:
                    sys.exit("This model's values cannot be read: its attention has windows or other numbers.")
                rows.append((group.number, put.answerable, values.astype(np.float16)))
        partial = target.with_suffix(".partial.npz")
        np.savez(
            partial,
            group=np.array([row[0] for row in rows]),
            answerable=np.array([row[1] for row in rows]),
            values=np.stack([row[2] for row in rows]),
        )
        partial.replace(target)
        count += len(rows)
        seconds = time.monotonic() - began
        print(f"{at + AT_ONCE} of {len(chosen)} paragraphs, {count} questions in {seconds:.0f} s", flush=True)


class Read(NamedTuple):
    """What was read."""

    values: Values
    """A row a question, the chosen layers one after the other."""
    labels: Numbers
    parts: npt.NDArray[np.int64]
    """The paragraph of each question."""
    sources: tuple[str, ...]
    """The set of each question."""


def read_back(folder: Path, found: list[Group]) -> tuple[Read, Values]:
    """What was kept of some questions; and all layers, shape (questions, layers, elements)."""
    kept = []
    for path in sorted(folder.glob("?????.npz")):
        with np.load(path) as file:
            kept.append(dict(file))
    parts = np.concatenate([each["group"] for each in kept])
    labels = np.concatenate([each["answerable"] for each in kept]).astype(np.float64)
    layers = np.concatenate([each["values"] for each in kept]).astype(np.float32)
    rows = layers[:, [LAYERS.index(layer) for layer in CHOSEN]].reshape(len(labels), -1)
    sources = {group.number: group.source for group in found}
    return Read(rows, labels, parts, tuple(sources[part] for part in parts.tolist())), layers


def joined(each: Sequence[tuple[Read, Values]]) -> tuple[Read, Values]:
    """What was read of the same paragraphs with several sets of questions, as if at once."""
    reads = [read for read, _ in each]
    return (
        Read(
            np.concatenate([read.values for read in reads]),
            np.concatenate([read.labels for read in reads]),
            np.concatenate([read.parts for read in reads]),
            tuple(source for read in reads for source in read.sources),
        ),
        np.concatenate([layers for _, layers in each]),
    )


def cross_validated(values: Values, labels: Numbers, parts: npt.NDArray[np.int64], share: float = 1.0) -> float:
    """The AUC over paragraphs that were not fitted on, with a share of the others."""
    scores = np.zeros(len(labels))
    for part in range(FOLDS):
        held = parts % FOLDS == part
        seen = ~held & (parts < share * (parts.max() + 1))
        weights = fit(values[seen], labels[seen], PENALTY)
        scores[held] = values[held] @ weights[:-1] + weights[-1]
    return auc(scores, labels)


def main(source: Path, folder: Path, most: int | None) -> None:
    """Read, fit, print and write."""
    settings = load_settings()
    weights = Installed()
    ref = weights.language_ref(settings)
    paragraphs = groups(source, random.Random(SEED))
    model = weights.language(settings)
    if not isinstance(model, LlamaCpp):
        sys.exit("Only a model on this machine tells its values. Unset BRIEFBOT_LLM_URL.")
    put = {OTHERS: (paragraphs, most), NEAR: (near_groups(paragraphs), None)}
    for name, (found, count) in put.items():
        read_all(model, found[:count], paragraphs, folder / name)
    read, layers = joined([read_back(folder / name, found) for name, (found, _) in put.items()])
    asked, can = len(read.labels), int(read.labels.sum())
    print(f"{len(set(read.parts.tolist()))} paragraphs, {asked} questions, {can} answerable")
    for number, layer in enumerate(LAYERS):
        print(f"  layer {layer}: AUC {cross_validated(layers[:, number], read.labels, read.parts):.3f}")
    for share in (0.125, 0.25, 0.5, 1.0):
        reached = cross_validated(read.values, read.labels, read.parts, share)
        print(f"  layers {CHOSEN}, {share:.3f} of them: AUC {reached:.3f}")
    *coefficients, intercept = fit(read.values, read.labels, PENALTY).round(5).tolist()
    width = len(coefficients) // len(CHOSEN)
    labelled = list(zip(read.sources, read.labels.tolist(), strict=True))
    probe = AnswerProbe(
        model=ref,
        prompt=load_prompt("answer").ref,
        layers=CHOSEN,
        intercept=intercept,
        weights=tuple(tuple(coefficients[at : at + width]) for at in range(0, len(coefficients), width)),
        data=tuple(
            ProbedSet(
                name=name,
                sha256=sha256_of(NEAR_FILE if name == NEAR else source / f"{name}.jsonl.gz"),
                licence=licence,
                questions=sum(one == name for one, _ in labelled),
                answerable=sum(int(label) for one, label in labelled if one == name),
            )
            for name, licence in SETS.items()
        ),
        auc=round(reached, 3),
        seed=SEED,
    )
    PROBE_FILE.write_text(probe.model_dump_json() + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else None)
