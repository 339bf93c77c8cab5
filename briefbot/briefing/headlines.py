"""Headlines that say only what the paragraphs below them say."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from briefbot.citations import quote
from briefbot.dedup.titles import plain_title
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.dates import AGO_UNITS, DAY_PARTS, WEEKDAY_NAMES
from briefbot.text.lexicon.function_words import BEFORE_PHRASE, BELONGING, FUNCTION_WORDS, PRONOUNS, WHAT_ELSE
from briefbot.text.lexicon.people import ATTRIBUTED
from briefbot.text.lexicon.speech import SAYING
from briefbot.text.lexicon.verbs import AFTERMATH, PAST_VERBS, WILL
from briefbot.text.places import spelled_out, whole_quarters
from briefbot.text.sentences import supporting_span
from briefbot.text.words import content_words, overlap, stems
from briefbot.types import Action, Claim, Passage, Sentence, Support
from briefbot.verification.evidence import MismatchKind
from briefbot.verification.exact import mismatches
from briefbot.verification.verifier import Verifier, evidence

LEAST_HEADLINE, MOST_HEADLINE = 4, 16
TOLD_SHARE = 0.5  # share of a source's headline that its paragraphs must repeat for it to tell and not to tease
NEAR_HEADLINE = 0.5  # share of the words of the model's headline that the story must begin with
SHORT_HEADLINE = 70  # characters that need no shortening
LEAST_BEGUN = 30  # characters of such a beginning
ABOUT = 0.3  # share of the words of its article's headline that a sentence has which heads the story
LONGEST_LEAD_HEADLINE = 100  # characters of a headline made of the first sentence
LAST_PHRASE = 6  # words at the end of a headline that was cut off, in which a phrase that lacks its end begins
MORE = 2  # paragraphs that have its names besides
READ = 3  # paragraphs that a headline is held against, and paragraphs looked at besides those of the story
# 'Jo Johnson, the younger brother of the prime minister, said …'
_APART = re.compile(r"(?P<who>[A-Z][^,]{2,50}), [^,]{3,110}, (?P<does>(?:said|says|had|has|was|is|will|[a-z]+ed)\b.+)")
_ON_A_DAY = re.compile(rf" on {any_of(WEEKDAY_NAMES)}(?: {any_of(DAY_PARTS)})?\b")
_DOES = re.compile(rf"{any_of(PAST_VERBS)}|{any_of(WILL)}|is|are|has|have|[a-z]+(?:s|ed|en)")
_CUT = re.compile(rf", (?!\d)|,? (?={any_of(WHAT_ELSE)} )")
_SAID_BY = re.compile(
    rf", (?:[A-Z][\w.’'-]*|the [a-z]+|{any_of(PRONOUNS)})(?: [\w.’'-]+){{0,3}}? {any_of(SAYING)}\b"
    r"|, according to [^,]+"
)
_SINCE = re.compile(rf"(?:[\w-]+ ){{1,2}}{any_of(AGO_UNITS)}s? {any_of(AFTERMATH)}\b")
_OF_A_PARTY = re.compile(r", [A-Z]{1,3}-[A-Z][\w.]*,\s")  # "Rep. Ann Poe, R-N.Y., "
_SITE = re.compile(r"\s+\|\s+[^|]{2,30}$")
_PART = re.compile(r"[:;.?]\s(?=\S)")
_ATTRIBUTION = re.compile(rf":\s+{any_of(ATTRIBUTED)}$", re.I)


def sources_headline(passages: Sequence[Passage], others: Sequence[Passage]) -> Sentence | None:
    """The headline of a source with its proof; None where there is none that can head the story.

    It stands where it tells what its paragraphs tell, and they, held against it without their headlines, have its
    numbers, dates and names. Then the model need write none.

    Args:
        passages: of the story, numbered.
        others: further paragraphs of its articles.
    """
    everything = _all_untitled(passages, others)
    for title in _titles(passages, others):
        nearest = _with_names(title, _nearest(title, _untitled(title, passages, others)), everything)
        if nearest and not mismatches(title, [evidence(passage) for passage in nearest]):
            citations = tuple(quote(passage, supporting_span(title, passage.text)) for passage in nearest)
            own = Sentence(text=title, support=Support(supported=True), citations=citations)
            return _titled(own, passages, others)
    return None


def models_headline(
    draft: str, passages: Sequence[Passage], others: Sequence[Passage], lead: Sentence, verifier: Verifier
) -> tuple[Sentence, list[Sentence]]:
    """The model's headline with its proof, or what stands in its place, and the model's where that was refused.

    It stands when the paragraphs that the story begins with prove it like any sentence, without their headlines; one
    that joins words of several says easily what none of them says. Else the beginning of the first sentence stands.

    Args:
        draft: the model's headline.
        passages: of the story, numbered.
        others: further paragraphs of its articles.
        lead: the story's first proven sentence.
        verifier: checks.
    """
    everything = _all_untitled(passages, others)
    if not LEAST_HEADLINE <= len(draft.split()) <= MOST_HEADLINE:
        return begun_headline(lead), []
    wanted = stems(draft)
    if len(wanted & stems(f"{lead.text} {passages[0].text}")) < NEAR_HEADLINE * len(wanted):
        return begun_headline(lead), []
    opening = {(passages[0].article_id, passages[0].paragraph)}
    opening |= {(citation.article_id, citation.paragraph) for citation in lead.citations}
    read = [p for p in _untitled(draft, passages, others) if (p.article_id, p.paragraph) in opening]
    cited = _with_names(draft, _nearest(draft, read), everything)
    read = [*read, *(passage for passage in cited if passage not in read)]
    claim = Claim(text=draft, numbers=tuple(passage.number for passage in cited))
    sentence = _titled(verifier.verify(claim, read), passages, others)
    if sentence.support.supported:
        support = sentence.support.model_copy(update={"action": Action.KEPT})
        return sentence.model_copy(update={"support": support}), []
    return begun_headline(lead), [sentence]


def _nearest(words: str, passages: Sequence[Passage]) -> list[Passage]:
    """The paragraphs that share most with a headline, as few as have all that it shares with any of them."""
    chosen: list[Passage] = []
    wanted = set(content_words(words))
    while len(chosen) < READ:
        told = {word for passage in chosen for word in content_words(passage.text)}
        best = max(passages, key=lambda passage: len((wanted - told) & set(content_words(passage.text))), default=None)
        if best is None or not (wanted - told) & set(content_words(best.text)):
            break
        chosen.append(best)
    return chosen


def _with_names(words: str, chosen: Sequence[Passage], passages: Sequence[Passage]) -> list[Passage]:
    """The paragraphs, and those of the articles that have the names of a headline which they lack.

    So the initials of an agency, which the first paragraph spells out and the third uses, are found.
    """
    cited = list(chosen)
    wrong = mismatches(words, [evidence(passage) for passage in cited])
    while wrong and all(each.kind is MismatchKind.NAME for each in wrong) and len(cited) < READ + MORE:
        further = (passage for passage in passages if passage not in cited)
        left = ((mismatches(words, [evidence(p) for p in (*cited, passage)]), passage) for passage in further)
        better = next(((fewer, passage) for fewer, passage in left if len(fewer) < len(wrong)), None)
        if better is None:
            break
        wrong = better[0]
        cited.append(better[1])
    return cited


def _all_untitled(passages: Sequence[Passage], others: Sequence[Passage]) -> list[Passage]:
    """All paragraphs of the articles, those of the story first, without their headlines, numbered on."""
    known = {(passage.article_id, passage.paragraph) for passage in passages}
    further = [passage for passage in others if (passage.article_id, passage.paragraph) not in known]
    rest = [p.model_copy(update={"number": len(passages) + READ + at}) for at, p in enumerate(further, start=1)]
    return [passage.model_copy(update={"title": ""}) for passage in (*passages, *rest)]


def _titles(passages: Sequence[Passage], others: Sequence[Passage]) -> list[str]:
    """The headlines of the sources that tell what their paragraphs tell, without marks of versions.

    Those that the chosen paragraphs tell come first, then those that the rest of their articles tells; last those of
    other articles that tell of the same.
    """
    told = stems(" ".join(passage.text for passage in passages))
    articles = {passage.article_id for passage in passages}
    own = _telling_titles([passage for passage in others if passage.article_id in articles])
    further = [words for words in _telling_titles(others) if _has_most(told, stems(words))]
    return list(dict.fromkeys((*_telling_titles(passages), *own, *further)))


def _has_most(words: Set[str], wanted: Set[str]) -> bool:
    return len(wanted) >= LEAST_HEADLINE and len(wanted & words) >= TOLD_SHARE * len(wanted)


def _telling_titles(passages: Sequence[Passage]) -> list[str]:
    found = []
    for title in dict.fromkeys(passage.title for passage in passages):
        own = " ".join(passage.text for passage in passages if passage.title == title)
        plain = spelled_out(whole_quarters(_ATTRIBUTION.sub("", complete_title(plain_title(title)))), own)
        for words in dict.fromkeys((plain, plain.split("; ")[0], plain.split("? ")[-1])):
            short = LEAST_HEADLINE <= len(words.split()) <= MOST_HEADLINE
            if short and _has_most(stems(own), stems(words)) and not words.endswith("?") and "? " not in words:
                found.append(words)
    return found


def complete_title(title: str) -> str:
    """A headline without its site's name behind a bar; of one that was cut off, what stands before its last phrase.

    Empty where that leaves nothing.
    """
    words = _SITE.sub("", title)
    if not words.endswith(("...", "…")):
        return words
    parts = list(_PART.finditer(words))
    before = words[: parts[-1].start() + (words[parts[-1].start()] == "?")] if parts else ""
    if len(before.split()) >= LEAST_HEADLINE and any(_DOES.fullmatch(word) for word in before.split()[1:]):
        return before
    kept = words.rstrip(".… ").split()
    ends = BEFORE_PHRASE - {BELONGING}
    cuts = [at for at, word in enumerate(kept) if word.lower() in ends and at >= len(kept) - LAST_PHRASE]
    return next((begun for at in reversed(cuts) if (begun := _whole_beginning(kept[:at]))), "")


def _whole_beginning(words: Sequence[str]) -> str:
    """The first words of a headline, where they say something and end with no word that leads on."""
    kept = list(words)
    while kept and kept[-1].lower() in FUNCTION_WORDS:
        kept.pop()
    says = len(kept) >= LEAST_HEADLINE and any(_DOES.fullmatch(word) for word in kept[1:])
    return " ".join(kept) if says and not kept[-1].endswith("ing") else ""


def _untitled(words: str, passages: Sequence[Passage], others: Sequence[Passage]) -> list[Passage]:
    """The paragraphs that a headline may be proven by, without headlines of their own, which would prove it always."""
    known = {(passage.article_id, passage.paragraph) for passage in passages}
    further = [passage for passage in others if (passage.article_id, passage.paragraph) not in known]
    further.sort(key=lambda passage: -overlap(words, passage.text))
    numbered = [
        passage.model_copy(update={"number": len(passages) + at}) for at, passage in enumerate(further[:READ], start=1)
    ]
    return [passage.model_copy(update={"title": ""}) for passage in (*passages, *numbered)]


def _titled(sentence: Sentence, passages: Sequence[Passage], others: Sequence[Passage]) -> Sentence:
    """The sentence with the headlines of its sources put back."""
    titles = {passage.article_id: passage.title for passage in (*passages, *others)}
    citations = tuple(c.model_copy(update={"title": titles[c.article_id]}) for c in sentence.citations)
    return sentence.model_copy(update={"citations": citations})


def begun_headline(lead: Sentence) -> Sentence:
    """The beginning of a sentence as a headline, which stands without quotation marks."""
    return lead.model_copy(update={"text": _shortened(lead.text), "quoted": False})


def heading(quoted: Sequence[Sentence], best: Sequence[Sentence]) -> Sentence:
    """The sentence whose beginning heads a story that is quoted.

    Args:
        quoted: the sentences of the story, at least one.
        best: those of its articles that tell most of what their headlines do, the most telling first.
    """
    offered = (quoted[0], *best)
    about = [each for each in offered if overlap(each.citations[0].title, each.text) >= ABOUT] or offered
    return next((each for each in about if can_head(each.text)), about[0])


def can_head(text: str) -> bool:
    """Whether the beginning of a sentence is a headline: short, with a verb, and no clause that leads to another."""
    words = _shortened(text)
    plain = words.split()
    says = _says(words) and not words.startswith(("[", "“", '"'))
    return len(words) <= LONGEST_LEAD_HEADLINE and says and plain[0].lower() not in BEFORE_PHRASE


def _shortened(text: str) -> str:
    """The beginning of a sentence, up to a comma or a clause of what else happened, no longer than a headline.

    It leaves out what sets a name apart, and never whose words it gives.
    """
    words = _OF_A_PARTY.sub(" ", _ON_A_DAY.sub("", text.rstrip(".")))
    apart = _APART.match(words)
    if apart and len(words) > SHORT_HEADLINE:
        words = f"{apart['who']} {apart['does']}"
    if len(words) <= SHORT_HEADLINE:
        return words
    begun = [words[: cut.start()] + _whose(words[cut.start() :]) for cut in _CUT.finditer(words)]
    fitting = [each for each in begun if LEAST_BEGUN <= len(each) <= LONGEST_LEAD_HEADLINE and _says(each)]
    return max(fitting, key=len, default=words)


def _says(words: str) -> bool:
    """Whether some words may be a sentence: what may be a verb stands behind the first, and no "Ten years after"."""
    return any(_DOES.fullmatch(word) for word in words.split()[1:]) and not _SINCE.match(words)


def _whose(rest: str) -> str:
    """The words behind a cut that say whose the ones before it are: ", Dahl said"."""
    found = _SAID_BY.match(rest)
    return found[0] if found else ""
