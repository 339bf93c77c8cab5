"""Answers and articles as text for a terminal, and as Markdown with footnotes.

Titles and quotations come from other people's files: control characters are taken out, Markdown is escaped.
"""

from __future__ import annotations

import datetime as dt
import itertools
import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from briefbot.citations import in_marks, marked, shown_text
from briefbot.render.text import escaped, printable, published_day, short_path, whereabouts, wrapped
from briefbot.text.dates.describe import annotate
from briefbot.text.dates.edtf import edtf_words
from briefbot.types import Answer, Article, ArticleHead, Citation, Passage, Published, Shape

if TYPE_CHECKING:
    from briefbot.library.rows import Doubt
    from briefbot.library.years import YearFit

ABSTENTION = "The sources do not say."
NOT_ASKED = "The model was not asked."
LIKELY = 0.05  # confidence from which a day is told that an article without a year can be of
CLOSEST = 3  # passages named when there is no answer


def answer_text(answer: Answer) -> str:
    """An answer for the terminal: the text, then the numbered sources with their words, unless the text quotes them."""
    if answer.abstained:
        return "\n".join([wrapped(printable(abstention(answer))), *_closest(answer)])
    lines = [*_shown_lines(answer), "", "Sources"]
    for citation in citations_of(answer):
        lines += [
            wrapped(f"[{citation.number}] {printable(citation.title)}"),
            wrapped(f"    {whereabouts(citation)}", "    "),
        ]
        words = in_marks(annotate(citation.quote, citation.dates))
        if words not in answer.text:
            lines.append(wrapped(f"    {printable(words)}", "    "))
        if citation.also:
            lines.append(wrapped(f"    Also reported by: {printable('; '.join(citation.also))}", "    "))
    lines += ["", *(wrapped(f"Note: {printable(note)}") for note in answer.notes)] if answer.notes else []
    return "\n".join(lines)


def answer_markdown(answer: Answer) -> str:
    """An answer as Markdown with footnotes."""
    lines = [f"**{escaped(answer.question)}**", ""]
    if answer.abstained:
        return "\n".join([*lines, escaped(abstention(answer))]) + "\n"
    for part in answer.parts or (answer,):
        lines += [f"*{escaped(part.question)}*", ""] if answer.parts else []
        listed = part.shape is not Shape.PARAGRAPH and not part.abstained
        lines += [f"{'- ' if listed else ''}{line}" for line in _lines_with_footnotes(part)]
        lines += [""]
    for citation in citations_of(answer):
        words = escaped(in_marks(annotate(citation.quote, citation.dates)))
        lines.append(f"[^{citation.number}]: {escaped(citation.title)}. {escaped(whereabouts(citation))}: {words}")
    lines += ["", *(f"*Note: {escaped(note)}*" for note in answer.notes)] if answer.notes else []
    return "\n".join(lines) + "\n"


def _lines_with_footnotes(answer: Answer) -> list[str]:
    """The text of an answer as lines of Markdown, each sentence with footnotes; a number in its own words is none."""
    if not answer.sentences:
        return [escaped(answer.text or abstention(answer))]
    said = [escaped(lead(answer))]
    for sentence in answer.sentences:
        heading = f"{sentence.heading}: " if sentence.heading and answer.shape is not Shape.PARAGRAPH else ""
        notes = "".join(f"[^{citation.number}]" for citation in sentence.citations)
        said.append(f"{escaped(f'{heading}{shown_text(sentence)}')}{notes}")
    told = [each for each in said if each]
    return [" ".join(told)] if answer.shape is Shape.PARAGRAPH else told


def _shown_lines(answer: Answer) -> list[str]:
    """The text of an answer: a paragraph, or one line an item; of several parts each under its question."""
    if answer.parts:
        told: list[str] = []
        for part in answer.parts:
            told += [*([""] if told else []), wrapped(printable(part.question)), *_shown_lines(part)]
        return told
    if answer.abstained:
        return [wrapped(printable(abstention(answer)))]
    if answer.shape is Shape.PARAGRAPH:
        return [wrapped(printable(answer.text))]
    return [wrapped(f"- {printable(line)}", "  ") for line in answer.text.splitlines()]


def explanation(answer: Answer) -> str:
    """How an answer came about: passages and scores, the prompt, what verification said, tokens and seconds."""
    kinds = [(part.kind, part.question) for part in answer.parts or (answer,)]
    lines = ["", *(wrapped(f"Kind of question: {kind} ({printable(asked)})") for kind, asked in kinds), "", "Passages"]
    for passage in answer.passages:
        ranks = ", ".join(f"{name} {rank}" for name, rank in sorted(passage.ranks.items()))
        scored = f"score {passage.score:.4f} (rank in {ranks}) " if ranks else ""
        lines.append(
            wrapped(
                f"[{passage.number}] {scored}{printable(passage.title)}, "
                f"{published_day(passage)}, paragraph {passage.paragraph}",
                "    ",
            )
        )
    lines += ["", f"Prompt {answer.prompt.name} version {answer.prompt.version} ({answer.prompt.sha256[:12]})"]
    lines += [
        textwrap.indent(printable(answer.asked or NOT_ASKED), "    "),
        "",
        "Draft",
        f"    {printable(answer.draft)}",
    ]
    if answer.signals and answer.answerable is not None:
        found = answer.signals
        asked = "" if found.support is None else f", {found.support:+.1f} that this says question and draft"
        probed = "" if found.probed is None else f"{found.probed:+.1f} by the probe, "
        lines.append(
            f"    answerable {answer.answerable:.2f}: {probed}{found.preference:+.1f} over a refusal, "
            f"{found.shared:.0%} of the question's words in what it rests on{asked}"
        )
    if answer.refusal:
        lines.append(f"    refused: {answer.refusal}")
    lines += ["", "Verification"]
    for sentence in (*answer.sentences, *answer.removed):
        support = sentence.support
        judged = "not asked" if support.probability is None else f"{support.probability:.2f}"
        missing = f"; lacks {', '.join(support.missing)}" if support.missing else ""
        said = printable(shown_text(sentence, resolved=False))
        lines.append(wrapped(f"    {support.action} (support {judged}{missing}): {said}", "    "))
    lines += ["", f"{'Stage':<10}{'seconds':>9}{'read':>8}{'written':>9}  (tokens)"]
    lines += [f"{t.stage:<10}{t.seconds:>9.2f}{t.tokens_read:>8}{t.tokens_written:>9}" for t in answer.timings]
    lines.append(f"{'total':<10}{sum(t.seconds for t in answer.timings):>9.2f}")
    lines.append(f"Model {answer.model.name} ({answer.model.sha256[:12]}), embedder {answer.embedder.name}")
    return "\n".join(lines)


def article_text(article: Article, held: str | None = None, years: Sequence[YearFit] = ()) -> str:
    """An article as it was understood: particulars, numbered paragraphs, and what was left out and why.

    Args:
        article: it.
        held: why it is not used, where it may not be.
        years: the days that it can be of, where it tells no year, the likeliest first.
    """
    lines = [wrapped(printable(article.title)), f"id         {article.id}"]
    lines.append(wrapped(f"published  {_published(article)}", " " * 11))
    if years:
        lines.append(wrapped(f"can be of  {_years(years)}", " " * 11))
    if article.updated:
        lines.append(f"updated    {_evidence(article.updated)}")
    said = (
        ("source", article.source and f"{article.source}{_told_by(article.source_evidence)}"),
        ("author", article.author),
        ("section", article.section),
        ("language", article.language),
        ("url", article.url),
        ("ids", ", ".join(article.ids)),
        ("embargo", article.embargo.isoformat(timespec="minutes") if article.embargo else None),
        ("status", article.status if article.status != "usable" else None),
        ("not used", held),
        ("warnings", "; ".join(article.warnings)),
    )
    lines += [wrapped(f"{name:<11}{printable(value)}", " " * 11) for name, value in said if value]
    if article.path:
        lines.append(f"path       {printable(short_path(article.path))}")
    for paragraph in article.paragraphs:
        lines += ["", wrapped(f"{paragraph.number:>3}  {printable(paragraph.text)}", "     ")]
    if article.dropped:
        lines += ["", "Left out"]
        for piece in article.dropped:
            lines.append(wrapped(f"  {piece.reason}, after paragraph {piece.after}: {printable(piece.text)}", "    "))
    return "\n".join(lines)


def _told_by(evidence: str | None) -> str:
    """What names the publisher, to stand behind its name."""
    return f", from {evidence}" if evidence else ""


def doubts_text(doubts: Sequence[Doubt]) -> str:
    """How many articles were read with doubts and of which kinds, and the first of each kind."""
    counts = Counter(warning for doubt in doubts for warning in doubt.warnings)
    were = "1 article was" if len(doubts) == 1 else f"{len(doubts)} articles were"
    lines = [f"{were} read with doubts; `briefbot library problems` lists them:"]
    for warning, count in counts.most_common():
        first = next(doubt for doubt in doubts if warning in doubt.warnings)
        lines.append(wrapped(f"  {count:>4} {warning}, such as {printable(short_path(first.path))}", "       "))
    return "\n".join(lines)


def doubt_text(doubt: Doubt) -> str:
    """One article that was read with doubts, in a line."""
    return printable(f"{short_path(doubt.path)}: read, but {', '.join(doubt.warnings)}: {doubt.title!r}")


def _published(article: Article) -> str:
    """When an article was published, or what of that is known."""
    if article.published:
        return _evidence(article.published)
    if article.period and not article.partial:
        told = article.period
        return f"{edtf_words(told.edtf)} ({told.edtf}), from {printable(told.evidence)}; the day is not told"
    if not article.partial:
        return "unknown"
    weekday = f", a {dt.date(2024, 1, 1 + article.partial.weekday):%A}" if article.partial.weekday is not None else ""
    return f"{article.partial.edtf}, from {printable(article.partial.evidence)}{weekday}; the year is not told"


def _years(years: Sequence[YearFit]) -> str:
    """The likeliest days that an article without a year can be of, each with what speaks for it."""
    likely = [fit for fit in years if fit.confidence >= LIKELY] or years[:1]
    told = [
        f"{fit.day.isoformat()} (confidence {fit.confidence:.2f}: of that time are {fit.related} about the same and "
        f"{fit.in_folder} in its folder)"
        for fit in likely
    ]
    others = years[len(likely) :]
    rest = [f"{len(others)} others, each less likely than {LIKELY}"] if others else []
    return "; ".join([*told, *rest])


def _evidence(date: Published) -> str:
    """A date with what established it, and with the doubts about it."""
    zone = "" if date.time is None or date.timezone_known else " (time zone unknown)"
    doubt = "" if date.confidence == "high" else f"; confidence {date.confidence}"
    suspect = "; suspect: no article can have been published then" if date.suspect else ""
    return f"{date.iso}{zone}, from {printable(date.evidence)}{doubt}{suspect}"


def relations_text(versions: Sequence[Article], copies: Sequence[ArticleHead]) -> str:
    """The copies of an article, and its versions with what changed from each to the next; empty without any."""
    from briefbot.dedup.diff import describe_difference, differences  # what answers need imports nothing heavy

    lines = []
    if len(versions) > 1:
        lines += ["", "Versions, oldest first"]
        lines += [wrapped(f"  {_entry(version)}", "    ") for version in versions]
        for old, new in itertools.pairwise(versions):
            lines += ["", wrapped(f"What changed in {printable(new.title)}", "  ")]
            lines += [
                wrapped(f"  {printable(describe_difference(difference))}", "    ")
                for difference in differences(old, new)
            ]
    if copies:
        lines += ["", "The same text"]
        lines += [wrapped(f"  {_entry(copy)}", "    ") for copy in copies]
    return "".join(f"{line}\n" for line in lines)


def _entry(article: ArticleHead) -> str:
    return printable(f"{article.id[:8]}  {published_day(article)}  {article.source or '?'}: {article.title}")


def abstention(answer: Answer) -> str:
    """What is said where there is no answer."""
    return f"{ABSTENTION} {answer.reason or ''}".rstrip()


def _closest(answer: Answer) -> list[str]:
    """Where an answer would have been looked for."""
    titles = [
        f"- {passage.title} ({published_day(passage)}, {passage.source or '?'})" for passage in closest_passages(answer)
    ]
    return ["", "Closest articles", *(wrapped(printable(title), "  ") for title in titles)] if titles else []


def closest_passages(answer: Answer) -> list[Passage]:
    """The first passage of each of the articles in which an answer would have been looked for."""
    seen: dict[str, Passage] = {}
    for passage in answer.passages:
        seen.setdefault(passage.article_id, passage)
    return list(seen.values())[:CLOSEST]


def lead(answer: Answer) -> str:
    """What an answer says before its sentences, such as the model's reading of a yes or no."""
    lines = [f"{each.heading}: {marked(each)}" if each.heading else marked(each) for each in answer.sentences]
    said = " ".join(map(marked, answer.sentences)) if answer.shape is Shape.PARAGRAPH else "\n".join(lines)
    return answer.text.removesuffix(said).strip() if answer.text.endswith(said) else ""


def citations_of(answer: Answer) -> list[Citation]:
    """The citations of an answer, each number once, in their order."""
    found = {citation.number: citation for sentence in answer.sentences for citation in sentence.citations}
    return [found[number] for number in sorted(found)]
