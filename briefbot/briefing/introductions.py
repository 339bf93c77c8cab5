"""People introduced where they are first named: 'Ortagus' becomes 'State Department spokesperson Morgan Ortagus'.

The words are those of the article that a sentence cites, and the sentence that has them is cited too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefbot.briefing.types import Change, Disagreement, Event, Story
from briefbot.citations import quote
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.function_words import BEFORE_NAME, NOT_IN_OPENING, OPENING_PREPOSITIONS
from briefbot.text.lexicon.people import COURTESIES
from briefbot.text.lexicon.speech import HE_SAID
from briefbot.text.people import meant, mentioned, office_before, people, shares_name, teller
from briefbot.types import Passage, Sentence
from briefbot.verification.exact import mismatches
from briefbot.verification.excerpts import Excerpt, excerpts
from briefbot.verification.verifier import evidence

SURNAME_FIRST = 2  # words of a name whose first may be the surname
_POLITE = rf"(?:{any_of(COURTESIES)}\.? )?"
_SAID = re.compile(rf"\b(?P<who>he|she) {any_of(HE_SAID)}\b")
_AFTER_PHRASE = re.compile(
    rf"\W*{any_of(OPENING_PREPOSITIONS)}\b(?:(?!\b{any_of(NOT_IN_OPENING)}\b)[^;.]){{3,90}}, (?P<who>he|she)\b"
)
_OBJECT = re.compile(rf"\b{any_of(BEFORE_NAME)} (?:[A-Z][\w’'-]+ ?)+")
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")
_OTHER_NAME = re.compile(r"[A-Z][\w’'.-]* $")


class Introducer:
    """Knows which people a reader has met.

    Args:
        passages: all paragraphs of the stories, article by article in reading order.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._sentences: dict[str, list[Excerpt]] = {}
        for excerpt in excerpts(passages):
            self._sentences.setdefault(excerpt.passage.article_id, []).append(excerpt)
        texts = {name: [excerpt.text for excerpt in found] for name, found in self._sentences.items()}
        self._people = {name: people(found) for name, found in texts.items()}
        self._met = ""

    def stories(self, stories: Sequence[Story]) -> tuple[Story, ...]:
        """Stories, in the order of reading."""
        return tuple(self._story(story) for story in stories)

    def changes(self, changes: Sequence[Change]) -> tuple[Change, ...]:
        """What is new in changes."""
        return tuple(change.model_copy(update={"now": self.sentences(change.now)}) for change in changes)

    def events(self, events: Sequence[Event]) -> tuple[Event, ...]:
        """Events."""
        return tuple(event.model_copy(update={"sentence": self._introduced(event.sentence)}) for event in events)

    def sentences(self, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
        """Sentences, each with whom it names by one name only, and no text before it in full, named in full."""
        return tuple(map(self._introduced, sentences))

    def _story(self, story: Story) -> Story:
        self._met += f"\n{story.headline.text}"
        happened = self.sentences(story.happened)
        return story.model_copy(
            update={"happened": happened, "disagreements": tuple(map(self._disagreement, story.disagreements))}
        )

    def _disagreement(self, one: Disagreement) -> Disagreement:
        versions = []
        for version in one.versions:
            self._met += f"\n{version.value}"
            versions.append(version.model_copy(update={"sentence": self._introduced(version.sentence)}))
        return one.model_copy(update={"versions": tuple(versions)})

    def _introduced(self, sentence: Sentence) -> Sentence:
        sentence = self._resolved(sentence)
        for article in dict.fromkeys(citation.article_id for citation in sentence.citations):
            for person in self._people.get(article, ()):
                if " " in person and person not in self._met and person not in sentence.text:
                    sentence = self._named(sentence, person, article)
        self._met += f"\n{sentence.text}"
        return sentence

    def _resolved(self, sentence: Sentence) -> Sentence:
        """The sentence with a name for the 'he' of 'It is late, he said' and 'In a letter, he wrote'.

        It is whom the source's sentence before names, or lets speak; never where the sentence itself names somebody
        whom the pronoun can mean.
        """
        citation = sentence.citations[0] if sentence.citations else None
        known = self._sentences.get(citation.article_id, []) if citation else []
        before = [each for each in known if citation and _place(each) < (citation.paragraph, citation.start)]
        found = _SAID.search(sentence.text) or _AFTER_PHRASE.match(sentence.text)
        if not before or not found or not _is_own_words(sentence.text[: found.start("who")]):
            return sentence
        texts = [_QUOTED.sub(" ", excerpt.text) for excerpt in before]
        those = self._people[before[-1].passage.article_id]
        who = teller(texts[-1], texts[:-1], those) if found.re is _SAID else meant(texts[-1:], those)
        if not who or who.startswith("the ") or mentioned(_OBJECT.sub(" ", sentence.text[: found.start("who")]), those):
            return sentence
        return self._replaced(sentence, found.span("who"), who.split()[-1], before[-1])

    def _named(self, sentence: Sentence, person: str, article: str) -> Sentence:
        others = {word for other in self._people[article] if other != person for word in other.split()}
        texts = [excerpt.text for excerpt in self._sentences[article]]
        source = next((excerpt for excerpt in self._sentences[article] if person in excerpt.text), None)
        # "Kim" may stand for Kim Myong-gil; what is longer may be a body, and its first word another's name.
        words = person.split()
        for word in (words[-1], words[0]) if len(words) == SURNAME_FIRST else words[-1:]:
            found = re.search(rf"(?<![\w’'-]){_POLITE}{re.escape(word)}(?![\w-]| [A-Z])", sentence.text)
            clear = word not in others and not shares_name(texts, person, word)
            if source and found and clear and _is_own_words(sentence.text[: found.start()]):
                return self._replaced(sentence, found.span(), f"{office_before(source.text, person)}{person}", source)
        return sentence

    def _replaced(self, sentence: Sentence, span: tuple[int, int], full: str, source: Excerpt) -> Sentence:
        """The sentence with a name put in; as it was, where it and the name's source do not prove that."""
        start, end = span
        shown = f"[{full}]" if sentence.quoted else full
        cited = {(citation.article_id, citation.paragraph) for citation in sentence.citations}
        known = [e.passage for found in self._sentences.values() for e in found]
        proof = [passage for passage in known if (passage.article_id, passage.paragraph) in cited]
        text = f"{sentence.text[:start]}{full}{sentence.text[end:]}"
        if mismatches(text, [evidence(passage) for passage in (*proof, source.passage)]):
            return sentence
        citations = sentence.citations
        if not any(full in citation.quote for citation in citations):
            citations = (*citations, quote(source.passage, (source.start, source.end)))
        text = f"{sentence.text[:start]}{shown}{sentence.text[end:]}"
        return sentence.model_copy(update={"text": text, "citations": citations})


def _place(excerpt: Excerpt) -> tuple[int, int]:
    return excerpt.passage.paragraph, excerpt.passage.start + excerpt.start


def _is_own_words(before: str) -> bool:
    """Whether what follows stands in no quotation inside the sentence, and not behind another name."""
    inside = before.count('"') % 2 == 1 or before.count("“") > before.count("”")
    return not inside and not _OTHER_NAME.search(before)
