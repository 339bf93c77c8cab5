"""Under which topic a story stands: as its sources file it, else by what its beginning is nearest to.

The topics are the top level of IPTC's media topics, some of them joined (`text/lexicon/topics.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

import numpy as np

from briefbot.briefing.similarity import Segment, VectorStore
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.topics import TOPICS
from briefbot.types import Article

_FILED = {topic: re.compile(any_of(names), re.I) for topic, (_, names) in TOPICS.items()}
OTHER = "Other news"
EXAMPLES_COUNTED = 3  # examples of a topic that count
# On 300 addresses that name their section: nearest alone .65 right; with these, .73 of the .78 that are named.
NEAR_TOPIC = 0.15
AHEAD_OF_NEXT = 0.03  # of the next topic
_PART = re.compile(r"[\w]+")


def topic_of(units: Sequence[Segment], vectors: VectorStore) -> str:
    """The topic of a story.

    Args:
        units: the story.
        vectors: of its leads.
    """
    filed = Counter(found for unit in units if (found := filed_under(unit.article)))
    return filed.most_common(1)[0][0] if filed else nearest_topic([unit.lead for unit in units], vectors)


def filed_under(article: Article) -> str | None:
    """The topic that an article's section, or else its address, names."""
    folders = urlsplit(article.url or "").path.strip("/").split("/")[:-1]
    for name in (article.section or "", *folders):
        for part in _PART.findall(name):
            found = next((topic for topic, names in _FILED.items() if names.fullmatch(part)), None)
            if found:
                return found
    return None


def nearest_topic(leads: Sequence[str], vectors: VectorStore) -> str:
    """The topic whose news begins most like these beginnings; `OTHER` where two are as near, or none is.

    How near: the mean cosine of the nearest examples.
    """
    examples = {topic: begins for topic, (begins, _) in TOPICS.items()}
    vectors.add([*leads, *(text for begins in examples.values() for text in begins)])
    middle = np.mean([vectors(lead) for lead in leads], axis=0)
    cosines = {topic: sorted(float(middle @ vectors(text)) for text in begins) for topic, begins in examples.items()}
    near = {topic: float(np.mean(found[-EXAMPLES_COUNTED:])) for topic, found in cosines.items()}
    best, second, *_ = sorted(near, key=lambda topic: -near[topic])
    return best if near[best] >= NEAR_TOPIC and near[best] - near[second] >= AHEAD_OF_NEXT else OTHER
