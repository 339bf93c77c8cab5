"""Verbs, and words beside them, that speak of what is past or still to come.

The patterns of tense leave out blanks: those of their entries that are two words are joined by a class of blanks.
"""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words

WILL = split_words("will won't shall would must should could can may might cannot")
FORMS_OF_BE = split_words("is are was were has have be been")
WILL_SURELY = split_words("will shall must")
PERHAPS = split_words("would could should may might")
POSSIBLE = (*PERHAPS, "can")
# Before "to".
INTENDING = split_words(
    "is are was were be has have due set likely ready about able wants? hopes? expects? plans? intends? aims? going "
    "agree[sd]? decided vow(?:s|ed)? promised pledged prepar(?:es|ing|ed) supposed wanted hoped intended"
)
PLANNED = split_words("expected scheduled planned planning slated due upcoming forthcoming proposed")
SEEKING = split_words(r"wants? wanted seeks? sought (?:calls?|called|asks?|asked)\sfor")
POSTPONED = split_words(r"postponed delayed moved extended put\soff pushed\sback")
CONVENING = split_words("hold resume restart reopen convene reconvene elect")
TIMETABLED = split_words(
    r"opens closes begins starts resumes ends expires meets holds hosts decides hears arrives visits travels heads "
    r"takes\splace kicks\soff takes\seffect comes\sinto\sforce"
)
PAST_VERBS = split_words(
    r"had did was were been would\shave could\shave said told met held took made came went began won lost left "
    r"fell rose shot shook sent gave got saw broke led flew wrote spoke sank struck hit cut became grew brought "
    r"found spent sat stood ran paid kept felt bought sold taught thought built heard drew drove fought bore blew "
    r"chose threw withdrew tore wore swore froze stole understood slept swept dealt meant sought caught laid lay "
    r"fled (?:has|have)(?!\sto) (?!hundred|indeed|united|need)[a-z]{2,}ed"
)
# After "to", what somebody is still to do: "a plan to open the bridge in June".
UNDERTAKEN = split_words(
    "open start begin close end launch vote meet visit travel speak testify appear run decide rule hear return publish "
    "release introduce replace leave join hold resume restart reopen convene reconvene elect retire expire expand"
)
# Before a participle that tells no past.
PASSIVES = split_words("be being is are am get gets getting")
DECIDING = split_words("agreed decided vowed promised pledged wanted hoped intended planned")
# What begins a clause with a verb of its own.
CLAUSE_WORDS = split_words("that which who whose where when because while although")
# Before "that", where a clause tells what is said or known; before "of", of those of whom some are meant.
BEFORE_CLAUSE = split_words("so now all held found knew made")
SOME_OF = split_words("some many most all several")
# What begins a clause that says which thing is meant.
RELATIVES = split_words("who which whose where")
SUBJECTS = split_words("the an? his her its their our he she it they we there no")
# In a sentence with a date still to come, the first say that something happens then, the second that it may not.
COMING = split_phrases(
    "will; would; must; shall; (?:is|are) (?:to|due|expected); if; unless; until; obliges?; requires?; remains?; "
    "before; by"
)
# Before what has happened already, and of what happens again and again.
AFTERMATH = split_words("after despite since following while")
# Before what has happened already, whatever verb stands beside it.
CAUSES = split_phrases(
    "thanks to; because of; owing to; in response to; in reaction to; in the wake of; in light of; as a result of"
)
HABITUAL = split_phrases(
    "(?:each|every) (?:year|month|week|day|term|season|autumn|fall|spring|summer|winter); traditionally; usually; "
    "typically; normally"
)
UNSURE = split_phrases(
    "wanted; (?:had|has|have) (?:hoped|planned|wanted); rejected; turned down; could perhaps; might; "
    "speculat(?:e[sd]?|ing|ion)"
)
# Before a verb, of what is wished, ordered or only possible, and of what is denied.
UNREAL = split_phrases(
    r"would; could; should; may; might; must; will; shall; can; unless; if; whether; force[sd]?; oblige[sd]?; "
    r"require[sd]?; demand(?:s|ed)?; want(?:s|ed)?; plan(?:s|ned)?; hope[sd]?; expect(?:s|ed)?; promise[sd]?; "
    r"threaten(?:s|ed)?; propose[sd]?; ought; due; likely; make; makes; has to; have to; had to"
)
DENIED = split_phrases(
    r"not; never; no; nor; neither; nobody; without; refus(?:e|es|ed); den(?:y|ies|ied); fail(?:s|ed)?; "
    r"declin(?:e|es|ed); reject(?:s|ed)?; ruled out; turned down; stayed away; cannot; \w+n['’]t"
)
REFUSED = split_phrases(
    "refus(?:e|es|ed); den(?:y|ies|ied); declin(?:e|es|ed); reject(?:s|ed)?; ruled out; turned down; stayed away; "
    "walked out"
)
# Past forms that share no stem with their verb, by the verb.
IRREGULAR = {
    past: verb
    for verb, *pasts in map(
        str.split,
        split_phrases(
            "shoot shot shooting; meet met meeting; leave left; break broke broken; begin began begun; win won; "
            "lose lost loss; hold held; lead led; fall fell fallen; rise rose risen; fly flew flown flight; choose "
            "chose chosen "
            "choice; fight fought; steal stole stolen; write wrote written; speak spoke spoken speech; strike struck; "
            "sink sank sunk; throw threw thrown; give gave given; take took taken; find found; build built; sell sold "
            "sale; buy bought; send sent; teach taught; catch caught; seek sought; draw drew drawn; hide hid hidden; "
            "freeze froze frozen; withdraw withdrew withdrawn withdrawal; fire firing; die died death dead; "
            "burn burnt; grow grew grown growth; resign resignation; propose proposal; suspend suspension; arrive "
            "arrival; refuse "
            "refusal; decide decision; elect election; launch launcher; apologise apology; demonstrate demonstration "
            "demonstrator; protest protester; extradite extradition; negotiate negotiation negotiator; respond response"
        ),
    )
    for past in pasts
}
