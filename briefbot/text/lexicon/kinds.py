"""Words by which a question tells its kind: what is asked for, and in what shape."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words

# Before the name of one side of a comparison: 'the accounts of'.
TOLD_BY = split_phrases(
    "accounts?; versions?; figures?; views?; positions?; statements?; words; numbers; counts?; plans?; offers?"
)
# Before a question, and no part of it.
POLITE = split_phrases(
    r"please; (?:can|could|would|will) you(?: please)?; (?:can|could|may) i (?:get|have|see); "
    r"i(?:['’]d| would) like(?: to (?:know|see|have))?; i (?:want|need)(?: to (?:know|see|have))?; hey; hi; hello; ok; "
    r"so; and; but; then; also; do you know; (?:tell|show) me(?= (?:who|what|when|where|why|how|which)\b); just; now"
)
SAY = split_words(
    r"say said saying says tell told telling write wrote written tweet(?:ed)? remark(?:ed)? comment(?:ed)? "
    r"repl(?:y|ied) answer(?:ed)? call(?:s|ed)? predict(?:s|ed)? den(?:y|ies|ied) "
    r"claim(?:s|ed)? argue[sd]?"
)
# Of words that somebody said, after 's.
WORDS_OF = split_phrases(
    r"(?:exact |own |actual )*words?; comments?; remarks?; quot(?:e|ation)s?; statements?; response; reaction; reply"
)
GIVE = split_words("gave give gives given cited cites cite named names offered")
VIEWS = split_words("opinions? views? viewpoints? reactions? positions? attitudes? stances? arguments? criticisms?")
THINK = split_words("think thinks thought feel feels felt make makes made believe believes")
# What people do who are for or against something.
SIDING = split_words(
    r"support(?:s|ed|ing)? oppos(?:e|es|ed|ing) critici[sz](?:e|es|ed|ing) welcom(?:e|es|ed|ing) "
    r"condemn(?:s|ed|ing)? back(?:s|ed|ing)? reject(?:s|ed|ing)? object(?:s|ed|ing)? prais(?:e|es|ed|ing) "
    r"blam(?:e|es|ed|ing) defend(?:s|ed|ing)? favou?r(?:s|ed|ing)? disagree(?:s|d|ing)? agree(?:s|d|ing)? "
    r"approv(?:e|es|ed|ing) disapprov(?:e|es|ed|ing) complain(?:s|ed|ing)? protest(?:s|ed|ing)? doubt(?:s|ed|ing)? "
    r"denounc(?:e|es|ed|ing) attack(?:s|ed|ing)? disputed? accus(?:e|es|ed|ing) regret(?:s|ted)? "
    r"strongly mistake wrong unacceptable outrage"
)
# Of people who hold views, where nobody is named.
HOLDERS = split_words(
    "people critics experts observers others everyone politicians parties opponents supporters sides sources analysts "
    "lawmakers protesters governments leaders papers world"
)
HOLD = split_words("think say said react respond feel view see make judge regard rate defend")
# How somebody sees something, after 'how does'.
VIEWED = split_words(
    r"react(?:s|ed)? respond(?:s|ed)? defend(?:s|ed)? justif(?:y|ies|ied) explain(?:s|ed)? view(?:s|ed)? sees? saw "
    r"judges? judged regards? regarded rates? rated assess(?:es|ed)? interprets? interpreted describes? described"
)
# Before what somebody might be for or against.
ANY_VIEWS = split_words(
    r"criticisms? reactions? objections? praise support opposition critics complaints? doubts? protests? responses?"
)
HAPPEN = split_phrases(
    "happen(?:ed|ing)?; going on; go(?:es)? on; went on; gone on; occur(?:red)?; t(?:ook|ake|akes|aken) place"
)
DEVELOP = split_phrases("unfold(?:ed)?; develop(?:ed)?; evolve[ds]?; progress(?:ed)?; come (?:about|to this); play out")
IN_ORDER = split_phrases(
    r"time ?lines?; chronolog\w+; sequence of events; order of events; events? in order; in order of dates?; "
    r"in order(?=\W*$); "
    r"history of; course of events; key dates; main dates; important dates; dates? (?:of|in) the (?:key|main) events; "
    r"step by step; milestones; what happened when; dates? of what happened; day by day; (?:list(?:ed)? )?by date; "
    r"with (?:the |their |its )?dates"
)
ASKED_NEWEST = split_words("latest newest freshest")
OF_THE_NEWEST = split_phrases(
    r"news; developments?; updates?; state; status; word; situation; things?; on; about; with; regarding; from; in; of"
)
NEW = split_phrases(
    r"(?:any|what(?:['’]?s| is)(?: the)?) (?:new|news|updates?)\b; "
    r"(?:is|are) there (?:any |some )?(?:new|news|updates?)\b; news (?:about|on|of|from)\b; "
    r"what has changed; (?:any|give me an?) updates? on; "
    r"where (?:do|does|did) .{2,60} stand(?! (?:on|over)\b); current (?:state|status|situation); "
    r"what(?:['’]?s| is) (?:happening|going on|the situation)\b; "
    r"how (?:are|is) .{2,40} (?:going|doing|coming along|progressing|getting on)\b; "
    r"most recent (?:news|developments?|events?); what(?:['’]?s| is) the news; "
    r"what (?:is|was|are|were) .{0,60}\bmost recent\b; what (?:has|have|had) become of; what became of"
)
SUMMING = split_phrases(
    r"summari[sz]e; sum up; recap; brief me; catch me up; outline; fill me in; "
    r"(?:give|get|write|make|show)(?: me| us)? (?:an?|the) (?:\w+ ){0,2}"
    r"(?:summary|overview|outline|gist|recap|rundown|briefing|digest|background|account); "
    r"tell (?:me|us)(?: more| all| something| everything)? about; explain (?:the|what)(?! \w+ means?)"
)
SUMMED = split_words("summary overview gist rundown recap digest")
KNOWN_OF = split_phrases(
    r"what do (?:we|you|the (?:sources|articles)) (?:know|have|say) (?:about|on); what is known (?:about|of); "
    r"(?:main|key) (?:points?|facts?) (?:of|on|about|in)"
)
COMPARING = split_phrases(
    r"compar(?:e|es|ed|ing|ison); contrast(?:s|ed)?; differ(?:s|ed|ences?|ently)?; versus; vs; "
    r"disagree(?:s|d|ments?)? (?:on|about|over); discrepanc(?:y|ies); (?:conflicting|different|competing) "
    r"(?:accounts?|versions?|figures?|numbers?|counts?|reports?|ways?)"
)
# In sentences about a thing that was told or done otherwise before or after.
CHANGED = split_phrases(
    "at first; first; initially; originally; earlier version; later; now; since; instead; in the end; meanwhile; "
    "no longer; had said; had been; was to; were to; is to; corrected; revised; again; as late as"
)
# Of two states of one thing that a question puts beside each other.
TWO_STATES = split_phrases(
    r"(?:at )?first\b.*\b(?:later|afterwards|then|now|in the end|corrected); "
    r"and (?:what|how many|how much|who) (?:in|on|at|after|later|then|now|afterwards)\b; "
    r"(?:planned|expected|were to|was to)\b.*\b(?:in the end|in fact|now|actually)"
)
# Of those who are against something, and of those who are for it.
AGAINST = split_words(
    r"against oppos(?:e|es|ed|ing|ition) reject(?:s|ed|ing)? critici[sz](?:e|es|ed|ing) condemn(?:s|ed|ing)? "
    r"denounc(?:e|es|ed|ing) object(?:s|ed|ing)? disagree(?:s|d)? blam(?:e|es|ed|ing) attack(?:s|ed)? "
    r"accus(?:e|es|ed|ing) outrage wrong unlawful illegal unacceptable mistake critics? opponents? sceptics? short"
)
IN_FAVOUR = split_words(
    r"support(?:s|ed|ing)? back(?:s|ed|ing)? welcom(?:e|es|ed|ing) favou?r(?:s|ed)? approv(?:e|es|ed|ing) "
    r"prais(?:e|es|ed|ing) defend(?:s|ed|ing)? agree(?:s|d)? accept(?:s|ed|ing)? respected hoped?"
)
ASKED_AGAINST = split_words(
    r"against oppos\w+ reject\w* critici\w+ critics condemn\w* denounc\w+ object\w* blam\w+ opponents sceptics"
)
ASKED_FOR = split_phrases(r"support\w*; back(?:s|ed)?; welcom\w+; in favou?r; approv\w+; prais\w+; defend\w*")
# Holders of views of whom any will do.
ANYBODY = frozenset(split_words("people others everyone sides sources parties world experts observers analysts papers"))
ASKED_LIST = split_phrases(
    r"list(?: out| up)?; enumerate; name; itemi[sz]e; (?:give|show|tell|get)(?: me| us)? (?:an?|the|all|every)"
    r"(?: \w+){0,2} (?:list|names) of; give (?:me|us) (?:all|every|each); (?:show|tell) (?:me|us) (?:all|every|each)"
)
# Before the things of a list.
ALL_OF = split_words("all every each of the some any a an me us them those these his her its their our out up")
NO_PLURALS = frozenset(
    split_words(
        "is was has does this his its as us news series politics talks-show gas bus boss loss pass press process "
        "progress success access address congress business kindness illness witness princess analysis crisis basis "
        "status "
        "census virus bonus focus campus consensus always perhaps across less unless towards afterwards yes plus thus "
        "sometimes happens whereas besides brexit-ers"
    )
)
"""Words that end in s and are no plurals."""
# What is asked for besides something that is known.
BESIDES = split_phrases(r"besides; apart from; other than; in addition to; aside from")
# Plurals that ask for people, besides those of offices, and for places.
PEOPLE_ASKED = split_words(
    r"people persons men women politicians rebels victims members colleagues rivals candidates \w*guests experts "
    r"critics opponents supporters witnesses suspects negotiators diplomats envoys journalists reporters "
    r"scientists players donors leaders heads names mps tories democrats republicans conservatives"
)
PLACES_ASKED = split_words(
    r"countries nations states places cities towns venues regions provinces districts capitals governments islands"
)
# Those of them that are of countries only, and of towns only.
COUNTRIES_ASKED = split_words("countries nations states governments")
TOWNS_ASKED = split_words("cities towns capitals")
AFTER_THINGS = split_words("of in on for at to from that which who behind by with named")
# After a verb that looks like a plural: "what condenses at"; after a plural "of" and "that" may stand too.
AFTER_DOING = split_words("at in on by with from to for behind")
AFTER_SIDES = split_words(
    r"on about of over regarding in for differ\w* disagree\w* say said says report\w* differently each"
)
# Around the things of a list within a sentence.
BEFORE_ITEMS = split_words(
    "for of are were is was be include[sd]? including as with on from in into them namely between by both to has have "
    "had said at against over about after besides like"
)
AFTER_ITEMS = split_words(
    "are were is was has have had will would can could said says take[sn]? took all that which who in"
)
# What says what a thing or somebody is.
BEING = split_words("is was becomes became are were remains be")
NAMING = split_phrases("known as; called; named; dubbed; nicknamed; referred to as; so-called; titled; termed")
SORTS = split_words(
    "agreement law bill pact plan system weapon missile group exercise guarantee company agency party mission law act"
)
DESCRIBING = split_words("a an the one once former then his her its their who which whose also formerly")
NO_DEFINING = split_phrases(
    r"of; in; on; at; for; to; by; with; from; between; among; under; that; who; which; when; after; before; about; "
    r"not; and; or"
)
# What a question is asked about, and is no topic of it.
NO_TOPIC = split_words(
    r"about on of regarding concerning over to toward towards around after in when asked for with during at by from"
)
# Words of a question that name no topic.
ASKING = frozenset(
    split_words(
        "who whom whose what which when where why how is are was were be been did do does done has have had will would "
        "can could should shall may might must the a an of in on at to for from by with and or about please tell me us "
        "give list name summarise summarize summary sum up overview timeline latest newest news happened happening "
        "happen going on events event order chronology chronological say said says tell told words word quote quotes "
        "think thinks view views opinion opinions reaction reactions position stance compare comparison contrast "
        "differ difference differences different between versus account accounts all every each any some as so far "
        "become became recent new "
        "vs versus thinks believes holds argues "
        "this that these those there it its he she they them his her their i we you my our your recent most more "
        "late early mid trace please tl;dr tldr ordered become "
        "develop developed development developments unfold unfolded state status current now today yesterday tomorrow "
        "week month year day days time date dates key main important points point facts know known get got gave "
        "involve involves involved "
        "regarding concerning mentioned named things thing stand stands story stories sources source articles article "
        "report reports reported people did full complete short brief quick everything something anything write recap "
        "supports supported support opposes opposed oppose against favour favor criticised criticized welcomed "
        "condemned backed rejected blamed praised react reacted respond responded took taken take place since until "
        "during before after first last history"
    )
)
