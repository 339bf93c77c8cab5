"""Verbs of saying, and words by which a text leaves a thing to somebody else."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words

# After a name, of who speaks there.
SAYING = split_words(
    "said says say told tells wrote writes called calls call calling added adds asked declared declares described "
    "announced warned replied admitted conceded promised vowed insisted argued remarked answered accepted"
)
# After these the first word of a sentence is somebody, except for the SPEAKERS.
SPEAKING = frozenset((*SAYING, *split_words("has had was is won denied")))
# After a name, of what people do besides.
ACTING = split_words("read resigned spoke denied met arrived gave took became offered became led won lost has had will")
# After 'he' and 'she', of words reported: with SAYING, "she called the tunnel a mistake" would be some.
HE_SAID = split_words("said replied added told wrote asked argued warned insisted")
RECEIVING = split_words("received visited welcomed signed entered returned led opened")
# Of a claim whose date may be the day of the article. With SAYING in its place, the check lets through 3 of 160 more
# answers, which repeat a headline and its day: "say" is in many.
REPORTING = split_words(
    "said says told tells reported reports announced announces wrote writes added stated confirmed according"
)
REPORTS = (*SAYING, *split_phrases("according to; reported; claimed; put the blame"))
WITH_WORDS = split_words(r"that saying said says told whether accus\w+ call(?:ed|ing) warn\w+ announc\w+")
# Of who gives a number, and what the crowd did that it counts.
GIVING = split_phrases(
    "said; says; say; told; counted; counts; claimed; claim; claims; reported; reports; gave; give; gives; put; puts; "
    "estimated; estimates; estimate; announced; spoke of; speaks of; thought; believed; figure (?:was|is); "
    "count (?:was|is)"
)
GAVE = split_words(
    "sa(?:ys?|id) gives? gave puts? reports? reported t(?:ells?|old) announced? counts? counted estimated?"
)
ACTED = split_words("took had were was joined attended marched stood came died fled [a-z]{3,}ed")
AT_FIRST = split_phrases("at first; initially; originally")
THINKING = split_words("thinks? thought believes? believed")
# Where a source says itself that another tells a thing otherwise.
OTHERWISE = split_phrases(
    "gave (?:a different|another|a very different) (?:picture|account|version|reason|figure); "
    "(?:say|says|said|tell|tells|told) (?:it )?otherwise; disputed (?:that|this|it); contradicted"
)
# Where somebody spoke, and it is not told what he said.
SCENES = split_phrases(
    r"(?:read|read out|issued) an? (?:\w+ )?statement; (?:gave|held) an? (?:press|news) (?:conference|briefing); "
    "(?:spoke (?:to|with|before)|addressed|faced) (?:the )?(?:reporters|press|cameras|journalists|nation); "
    "took questions; spoke after"
)
# By which a source does not say a thing itself: somebody said so, or it is believed, estimated, or may be.
HEDGES = split_phrases(
    "(?:is|are|was|were|be|been) (?:thought|understood|feared|expected) to; it is thought; "
    "belie(?:f|fs|ve|ves|ved); conjectur(?:e|es|ed); hypothesi[sz](?:e|es|ed); theori[sz](?:e|es|ed); "
    "alleg(?:e|es|ed|edly); reportedly; supposed(?:ly)?; purported(?:ly)?; apparently; rumou?r(?:s|ed)?; "
    "suspect(?:s|ed)?; claim(?:s|ed|ing)?; estimat(?:e|es|ed|ing); according to; argu(?:e|es|ed|ing); "
    "sa(?:id|ys); told; tells; reported; reports? that; seem(?:s|ed)?; appear(?:s|ed)? to; "
    "(?-i:may); might; possibly; perhaps; probably; presumably; (?:un)?likely"
)
# Besides SAYING, of who gives his view or his answer, without a word for word of it.
HOLDING = split_words(
    r"suggested claimed denied complained reported believed expects? expected disagree[sd]? agreed thanked blamed "
    r"blames accused condemned criticised criticized welcomed rejected refused demanded urged proposed hoped thinks? "
    r"thought "
    r"held described tweeted posted repeated stressed noted explained estimated counted counts count maintained "
    r"acknowledged expressed opposed opposes supports? supported objects? objected protested apologised apologized "
    r"signal(?:s|led|ed) hinted wants? wanted answers"
)
# Before a verb of saying: no verb follows these, and these stand between it and its subject.
BEFORE_NO_VERB = split_words("be been being was were is are to the a an of in not who which [Ww]hen")
BEFORE_VERB = split_phrases(
    "also; later; then; now; has; had; have; at first; once; nonetheless; however; still; again; never; twice"
)
# What a sentence begins with before a day: 'Late on Friday'.
CLAUSE_BEGINS = split_words("that which who and but while when where because as although")
# What a clause begins with that stands before the main one.
CONDITION_BEGINS = split_words("If When While Although Though Because Since Unless Once As After Before Until Whenever")
WHEN_BEGINS = split_words("On At In By After Before Late Early Earlier Later Last Hours But And last later")
DETERMINERS = split_words("the an? its his her their several some many all no")
