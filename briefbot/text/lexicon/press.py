"""Words of the trade: what texts are called, how versions and corrections are marked, what is written for machines."""

from __future__ import annotations

from briefbot.text.lexicon import any_of, split_phrases, split_words

# What only the press writes, and what others write too.
PRESS = split_words("articles? pieces? stor(?:y|ies) coverage features? posts? columns? editorials?")
REPORT = split_words("reports? reviews?")
PUBLISHED = split_words("reported covered published carried")
# On a headline, of the place of a text in a row of versions; the second also where no bracket marks them.
VERSION_MARKS = split_phrases(
    r"corrected; corrections?; corrects; amended; refiled?; clarification; rpt; repeats?; urgent; flash; "
    r"breaking(?: news)?; alert; \d+(?:st|nd|rd|th)[ -]?(?:ld|lead|update)(?:[ -]writethru)?; "
    r"(?:updated?|wrapup|version|lead|ld)[ -]?\d*"
)
PLAIN_VERSION_MARKS = split_phrases(r"updated?; corrections?; corrected; \d+(?:st|nd|rd|th) (?:ld|lead)(?:-writethru)?")
EARLY_MARKS = split_words("urgent flash breaking alert")
CORRECTION_MARKS = split_words("correct amended refile clarification")
REPEAT_MARKS = split_words("rpt repeat")
# At the beginning or end of a text that was corrected.
CORRECTION_NOTES = split_phrases("correction; corrected; clarification; editors?['’]?s? note")
CORRECTION_BEGINS = split_phrases("correction; corrected; clarification; editors?['’]?s? note: (?:this|an earlier)")
CORRECTED_TEXTS = split_words("article story report")
CORRECTED = split_words("corrected amended misstated gave said")
# After the name of who wrote an article, in what stands about them below it.
AUTHOR_NOTES = split_phrases(
    "covers?; has (?:covered|been covering); writes (?:about|for|on); reports (?:on|for|from); can be reached; "
    "is (?:an?|the|our)(?: [\\w’'-]+){0,5} (?:reporter|correspondent|journalist|editor|writer|columnist|author); "
    "berichtet; schreibt (?:für|über); ist (?:freier? )?(?:Redakteur|Reporter|Journalist|Korrespondent|Autor)(?:in)?; "
    "couvre; est (?:journaliste|reporter|correspondante?); cubre; es (?:periodista|redactora?|reportera?|corresponsal)"
)
# What a text calls a reader that is a machine, and what it tells it to do.
MACHINES = split_phrases(
    "AIs?; chat ?bots?; (?:large )?language models?; [Aa]utomated (?:readers?|systems?); (?:AI|digital) assistants?; "
    "LLMs?; Assistants?(?=,); summari[sz]ers?; bots?"
)
ORDERS = split_phrases(
    "ignore; disregard; forget; override; must (?:say|answer|end|reply|add|state|repeat); "
    "answer (?:every|with|only); reply (?:only|with|to every); output; print; repeat; say that; summari[sz]ing this; "
    "that describe; do not cite; before you (?:say|answer); before summari[sz]ing"
)
PLAIN_ORDERS = (
    "(?:ignore|disregard|forget) (?:all |any |every |your |the )?"
    + any_of(split_words("previous prior earlier above other rules instructions"))
    + r"\b",
    *split_phrases(r"you are now in (?:\w+ )?mode; your new task; answer every question; system prompt"),
)
# What kind of text an article is: what genres and sections are called, and how headlines of each kind begin.
VIEW_NAMES = split_phrases(
    "opinions?; columns?; columnists?; commentary; comment; op-?ed; viewpoints?; guest essays?; voices"
)
EDITORIAL_NAMES = split_phrases("editorials?; leaders?; leading article; our view")
ANALYSIS_NAMES = split_phrases("analysis; analyses; news analysis; backgrounder; explainers?; background")
FEATURE_NAMES = split_phrases("features?; profiles?; reportage; human interest; history; anniversary; review")
INTERVIEW_NAMES = split_phrases("interviews?; q-?(?:and|&)-?a")
OBITUARY_NAMES = split_phrases("obituar(?:y|ies); obits?")
LIVE_NAMES = split_phrases("live; live blogs?; live-news; live updates")
ROUND_UP_NAMES = split_phrases("round-?ups?; digest; news summary; summary; briefs?; newsletters?; 50-states")
LIST_NAMES = split_phrases(
    "fact ?box; lists?; listing of facts; statistics; rankings?; results listings?; "
    "(?:news )?quiz(?:zes)?(?: of the week)?"
)
GALLERY_NAMES = split_phrases(
    "(?:photo |picture |video )?galler(?:y|ies); photos?; (?:in )?pictures; in photos; videos?; slideshows?; "
    "photo essay; picture essay; the (?:day|week|month|year) in (?:pictures|photos)"
)
PROMOTION_NAMES = split_phrases(
    "press releases?; sponsored; advertorials?; partner content; promotions?; reviewed; reviewedcom; deals"
)
CORRECTION_NAMES = split_phrases("corrections?; clarifications?")
ADVISORY_NAMES = split_phrases(
    "advisor(?:y|ies); daybook; agenda; diary; forecast; day ahead; schedule; note to editors"
)
NEWS_NAMES = split_phrases("news; current; actualité; update; wrap-?up; exclusive; daily coverage; urgent")
PROMOTING = split_phrases(
    "recommendations are independently chosen; may earn (?:us )?a commission; sponsored (?:content|by); "
    "this content was paid for"
)
LISTING = split_phrases(
    r"things to know; takeaways; biggest; best; full list; list of; ranked; winners and losers; photos; transcript; "
    r"most; ideas; lyrics"
)
SERVING = split_phrases(
    r"how to; what to know; what time; what we know; everything to know; start time; when (?:is|are|will|does); "
    r"where to; here['’]?s; explained; faq; questions, answered; watch"
)
SELLING = split_phrases(
    r"freebies; gift (?:ideas|guides?); (?:day|food|holiday|gift|sales?|and|best|\d{4}) deals; deals on; coupons"
)
WONDERING = split_words("why how what who could can will is are should does inside meet once")
# What the folders of an address and its section are called, by how often what stands in them is news.
SOFT_SECTIONS = split_phrases(
    "life; lifestyle; travel; entertainment; style; food; dining; books?; culture; arts?; wellness; celebrities; "
    "music; movies; tv; science"
)
SPORT_SECTIONS = split_words("sports? football soccer")
BUSINESS_SECTIONS = split_words("money business economy markets tech technology")
POLITICS_SECTIONS = split_words("politics elections?")
NEWS_SECTIONS = split_phrases(
    "nation; national; world; international; us; uk; uk-news; world-news; europe; asia; africa; middleeast; americas; "
    "crime; weather"
)
GATHERING = split_phrases(
    "news from around; in the news; things you need; 5 things; ten things; podcast; also in the news"
)
# In the line below a photograph: what it calls itself, and how it shows.
CAPTIONED = split_phrases(
    r"in this (?:[\w.,’'-]+ ){0,8}(?:photo(?:graph)?|image|picture|frame grab|screen ?shot|still|illustration); "
    r"\bfile (?:photo(?:graph)?|picture|image); "
    r"\bpictured (?:above|below|left|right|here|in|on|at|with|during|together); \bseen here; "
    r"\bhandout (?:photo|image|picture); \bposes? for (?:a |the )?(?:photo(?:graph)?s?|pictures?|portraits?)"
)
# Of what a text says of other texts, or asks of its reader.
POINTING_ELSEWHERE = split_phrases(
    r"\bsign up\b.{0,60}\b(?:newsletter|here|free|email|updates)\b; \bnewsletters?\b.{0,60}\bsign up\b; "
    r"\bsubscribe (?:to our|here|now)\b; \bdownload (?:the|our) (?:free )?app\b; "
    r"\b(?:join|follow) (?:us|me|him|her|them) (?:at|on)\b; "
    r"^follow .{2,60} on \w+(?:\s?:|\s?@|\.?$); "
    r"\ba version of this (?:article|story|piece|column)\b; \bthis (?:article|story|page|report) "
    r"(?:was|has been|is being|will be) (?:originally |first |last )?(?:published|updated|corrected)\b; "
    r"^contributing:; ^contributed to this (?:report|story)\b; "
    r"^video (?:ad feedback|player)\b; - source: \w+$; "
    r"^(?:read|see|hear|watch|learn|find out) (?:more|also|next|the full)\b[^.]{0,20}:; "
    r"^(?:more|related|read|watch|listen|gallery|video|photos?|see also|also|fact check|opinion|live updates?)\s?:"
)
