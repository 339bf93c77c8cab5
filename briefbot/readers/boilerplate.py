"""The words by which page furniture, credits and captions are known: one reason, one list of patterns.

A pattern must fit a whole piece, and a short one, because a dropped sentence can answer no question. In doubt a
piece stays.
"""

from __future__ import annotations

import re
from functools import lru_cache

from briefbot.readers.dates import date_line
from briefbot.text.lexicon import any_of, split_phrases
from briefbot.text.lexicon.layout import AFTER_SHARE_BUTTON, LIST_HEADINGS, SHARE_BUTTONS

LONGEST_NOTICE = 400
"""Characters beyond which a piece is prose."""
AGENCIES = (
    r"(?:AP|AFP|UPI|EPA|EFE|ANI|PTI|IANS|TASS|Reuters|Yonhap|Yonhap News|Yonhap News Agency|Newsis|Xinhua|Kyodo|"
    r"Kyodo News|Jiji|Jiji Press|Bloomberg|Bernama|Anadolu|CNN|BBC|dpa|KCNA|PA|PA Media|The Canadian Press|"
    r"Associated Press|The Associated Press|Agence France-Presse|Getty Images|ots|epd|KNA|ANSA|Europa Press|Télam|"
    r"Notimex|Lusa|Belga|연합뉴스|뉴시스)"
)
KEPT_NOTES = re.compile(r"(?:corrections?|clarifications?|editor['’]?s note)\b[^:@]{0,30}[:—–-](?!.*@)", re.IGNORECASE)
"""Notes that change what an article says are part of it, whatever else they look like."""
_PAGE = r"(?:page|p\.|seite|s\.|página|pág\.|pagina|pag\.)? ?[A-Z]?\d{1,3}[A-Z]?"
JUMP_LINE = re.compile(
    rf"[(\[<»▶►]?\s?(?:"
    rf"(?:story |article )?(?:continue[ds]?|cont['’.]?d?|turn) (?:on|from|to|at|in) (?:the )?(?:back )?{_PAGE}"
    rf"|(?:please )?(?:see|from|turn to) (?-i:[A-Z][A-Z'’ -]{{1,30}}),? (?:on |from )?{_PAGE}"
    rf"|(?:fortsetzung|weiter|mehr)(?: auf| von)? {_PAGE}|(?:lire la )?suite(?: en| de la)? {_PAGE}"
    rf"|(?:continúa|sigue|viene)(?: en| de)?(?: la)? {_PAGE}|(?:segue|continua)(?: a| da)? {_PAGE}"
    r"|continued (?:on|from) (?:next|previous|front|back|last) page"
    r"|\d{1,3}면(?:에서|에|으로)? (?:계속|이어집니다)\.?)\s?[)\]>«◀◄]?\.?",
    re.IGNORECASE,
)
"""What sends the reader of a printed page on."""
CONTACT = re.compile(
    r"(?:rückfragen(?: bitte)? an|(?:presse|medien)?kontakt|(?:media|press|news) (?:contacts?|enquiries|inquiries)|"
    r"contacts? (?:de |di )?(?:presse|stampa)|contacto (?:de |para )?(?:prensa|medios)|contatto stampa|perscontact)\W*",
    re.IGNORECASE,
)
"""A line above the names and numbers of those who answer questions."""
RULES: dict[str, tuple[str, ...]] = {
    "end mark": (
        r"[(\[]?(?:end|ends|end of (?:story|article|report))[)\]]?\.?",
        r"[-–—]* ?(?:30|0|ends?) ?[-–—]+",
        r"#[# ]{0,12}",
        r"enditem",
    ),
    "separator": (r"[-=_*~•·.—–|/\\<> ]+",),
    "advertisement": (
        r"[-– ]*(?:advertisements?|advertising|ad|sponsored(?: content)?|promoted(?: content)?)[-– ]*(?::.{0,100})?",
        r"(?:story|article) continues (?:below|after)\b.{0,60}",
        r"(?:advertisements?\W{1,3})?scroll (?:down )?(?:to|for) (?:continue|more)\b.{0,40}",
        r"[-–— (]*(?:anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie|광고|広告)[-–— )]*",
    ),
    "copyright": (
        r"[<(]?(?:copyrights?|\(c\))\W{0,4}(?:©|ⓒ|\(c\)|(?:19|20)\d\d\b|by\b|all rights\b).{0,250}",
        r"copyright(?: (?-i:[A-Z])[\w'’&-]{0,30}){1,6}\.?(?: .{0,40}\b(?:prohibited|permission)\b.{0,60})?",
        r"[©ⓒ].{1,250}",
        r"[<〈＜(\[ ]{0,3}저작권자.{1,250}|.{0,60}무단 ?전재.{0,80}금지.{0,60}",
        r".{0,150}\ball rights reserved\b.{0,150}",
        r"[“\"]?(?:이|본) (?:자료|기사|콘텐츠|저작물)[은는] .{1,100}(?:전재|제공|저작권|금지|이용할 수).{0,60}",
        r"this (?:material|article|content|story) may not be (?:published|reproduced|copied|broadcast)\b.{0,250}",
        r"(?:any |unauthori[sz]ed )?(?:reproduction|redistribution|copying)\b.{0,100}\b(?:prohibited|banned)\b.{0,60}",
    ),
    "newsletter": (
        r"(?:sign up|subscribe|register)(?: (?:here|now|today|free))?(?: (?:for|to|and|with)\b.{0,160})?[.!]?",
        r"(?:get|receive)\b.{0,80}\b(?:in|to) your inbox\b.{0,60}",
        r".{0,150}\bnewsletters?\b[^.]{0,40}[.:!]? "
        r"(?:sign up|subscribe|jetzt anmelden|inscrivez-vous|suscríbete)\b.{0,60}",
        r"(?:follow|suivez|folgen sie|folge|abonnieren sie|síguenos|sigue|seguici|"
        r"retrouvez)\b[^.]{0,80}\b(?:facebook|twitter|"
        r"instagram|whatsapp|youtube|tiktok|bluesky|mastodon|linkedin|telegram|threads|google|messenger)\b.{0,200}",
        r"(?:follow|suivez|folgen sie|síguenos|sigue)\b.{0,60}\b(?:on|sur|auf|en) x\b.{0,100}",
        r"(?:add us|make us|ajoutez|añádenos|añade|fügen sie)\b.{0,60}\b(?:preferred|source|fuente|quelle|"
        r"google)\b.{0,120}",
        r"[^.]{0,60}(?:구독(?:하기|하세요|해 ?주세요)|채널 (?:추가|구독)).{0,60}",
        r"[^.]{0,90}\b(?:en (?:tu|su) correo|dans votre boîte (?:mail|aux lettres)|in (?:ihr|dein) postfach)\b.{0,60}",
        r"(?:was this (?:e-?mail|newsletter) forwarded to you|forwarded this (?:e-?mail|newsletter))\?.{0,80}",
        r"download (?:the|our)\b.{0,40}\bapp\b.{0,80}",
        r"you (?:receive|are receiving|received)\b.{0,250}\bsubscribed\b.{0,150}",
        r".{0,80}\bunsubscribe\b.{0,80}",
        r"to stop receiving\b.{0,150}",
        r"(?:follow|like|find) us (?:on|at)\b.{0,120}",
    ),
    "call for tips": (
        r"(?:do you have|have you got|got) (?:an? |any |more )?(?:story|stories|tips?|news|information|"
        r"views?)\b.{0,60}\?.{0,250}",
        r"(?:have you (?:been|spotted|noticed)|spotted an? (?:error|mistake)|see an? (?:error|"
        r"mistake))\b.{0,80}\?.{0,250}",
        r"(?:haben sie|hast du) .{0,80}(?:hinweis|fehler|information|tipp)\w*\b.{0,60}\?.{0,250}",
        r"(?:vous avez|avez-vous) .{0,80}(?:erreur|information|témoign|remarqu|repéré)\w*\b.{0,60} ?\?.{0,250}",
        r"¿(?:tienes|tiene|has|ha|conoces) .{0,80}(?:error|información|pista|historia|noticia)\w*\b.{0,60}\?.{0,250}",
        r"\W{0,3}(?:기사 ?)?제보(?:는|하기|전화|메일| ?[:：]).{0,150}",
    ),
    "link": (
        r"(?:click|tap) (?:here|on the (?:link|image|photo))\b.{0,200}",
        r"(?:read|see|watch|listen|also read|see also|related|read (?:also|more|next)) ?[:>»→|].{1,250}(?<!\.)",
        r"(?:related|more|other|also) (?:stories|articles|news|coverage) ?[:>»|].{1,250}(?<!\.)",
        r"(?:more|also) (?:in|from|on)(?: [\w.&-]{1,15}){1,3} ?[:>»|].{1,250}(?<!\.)",
        r"more(?: [a-z]{1,15}){1,3} ?[>»→]+|more ?: .{1,250}(?<!\.)",
        r"(?:more|analysis|opinion|explainer|video|live|in pictures) ?[>»→|].{0,200}",
        r"(?:read|see|watch) (?:more|the full (?:story|article|interview))(?: (?:at|on|here)\b.{0,80})?[.>» ]*",
        r"(?-i:MORE [A-Z]+) ?:.{1,250}",
        r"(?:continue reading|full story)\b.{0,40}",
        r"(?:(?:à )?lire (?:aussi|également)|voir aussi|(?:lesen|sehen) sie auch|mehr zum thema|auch interessant|"
        r"(?:te|le) puede interesar|(?:lee|lea|ver|ve) también|también te interesa|más información|leggi anche|"
        r"leia também|lees ook|läs också|les også|관련 ?기사|関連記事)\b ?[:>»→|].{0,250}(?<!\.)",
        r"https?://\S+",
        r".{0,40}다른 ?기사 ?(?:더 ?)?보기.{0,10}|(?:이전|다음) ?글",
    ),
    "paywall notice": (
        r"il vous reste \d[\d.,]* ?% (?:de cet article )?à lire\b.{0,100}",
        r"(?:la suite de )?(?:cet )?article (?:est )?réservé(?:e)? (?:à nos|aux) abonnés\b.{0,40}",
        r"la suite (?:de cet article )?est réservée (?:à nos|aux) abonnés\b.{0,40}",
        r"suscríbete para (?:seguir )?le(?:er|yendo)\b.{0,60}|lee sin límites\.?",
        r"(?:diese[rn] artikel (?:ist|lesen)|(?:jetzt )?weiterlesen)\b.{0,60}\b(?:abo|plus|abonnenten)\b.{0,60}",
        r"(?:to (?:continue|keep) reading|to read (?:the full story|more)),? (?:please )?"
        r"(?:subscribe|log in|sign in|register)\b.{0,100}",
        r"(?:already (?:a )?subscribe(?:r|d)\??|déjà abonné ?\?|bereits abonniert\?|¿ya eres suscriptor\?).{0,60}",
        r"this (?:article|story|content) is (?:only |exclusively )?(?:for|available to) (?:our )?"
        r"(?:subscribers|members)\b.{0,60}",
    ),
    "player notice": (
        r"(?:listen to (?:this|the) (?:article|story)|(?:écouter|écoutez) (?:cet |l['’])article|"
        r"(?:diesen )?artikel (?:an)?hören|"
        r"escuch(?:ar?|e) (?:este |el |la |esta )?(?:artículo|noticia)|기사 ?(?:듣기|읽어주기))\b.{0,60}",
        r"to (?:play|watch|view|hear) this (?:video|audio|content|clip)\b.{0,200}",
        r"this (?:video|audio|content|clip) (?:can ?not|can't|could not) be (?:played|loaded)\b.{0,200}",
        r"(?:you|please|you need to|you must) enable javascript\b.{0,200}",
        r"(?:the|your) (?:media|video|browser) (?:could not be loaded|does not support|is not supported)\b.{0,200}",
    ),
    "share links": (
        r"(?:partager|teilen|compartir|comparte|condividi|partilhar|delen|dela|공유(?:하기)?|シェア)"
        r"(?: (?:sur|auf|en|su|no|op|på))?(?: (?:facebook|twitter|x|whatsapp|linkedin|telegram|e-?mail|mail))*\W*",
        rf"{any_of(SHARE_BUTTONS)}\b(?:\W|{any_of(AFTER_SHARE_BUTTON)}\b)*+",
        r"partager (?:la page|cette page|l['’]article|cet article)|copier (?:le lien|dans le presse-papiers?)|"
        r"(?:link|adresse) kopieren|copiar (?:el )?enlace|copy (?:the )?link",
        r"share this (?:article|story|page)\b.{0,80}|font size\b.{0,20}",
    ),
    "comments": (
        r"\d[\d,.]*k? ?(?:comments?|shares?|views?|likes?|reactions?)",
        r"comments? ?\(?\d*\)?",
        r"(?:leave|post|write|add) a comment\b.{0,60}",
        r"(?:view|show|see|read|hide)(?: all)?(?: \d+)? comments\b.{0,40}",
        r"(?:sign|log) in to comment\b.{0,40}",
        r"(?:comentarios?|kommentare?|commentaires?|commenti|comentários|reacties|댓글|"
        r"전체 ?기사 ?의견|의견)\W*\d*\W*(?:개|"
        r"건)?\W*",
        r"\d+ (?:responses?|replies|comentarios|kommentare|commentaires)",
        r"이 (?:페이지|자료|기사).{0,30}만족하(?:십니까|셨습니까|시나요)\?*",
        r"was this (?:\w+ )?helpful\b.{0,30}",
        r"be the first to comment\b.{0,40}",
        r"join the (?:conversation|discussion)\.?",
    ),
    "cookie notice": (
        r"(?:we|this (?:web)?site|our (?:web)?site)\b.{0,20}\buses? cookies\b.{0,250}",
        r"by (?:using|continuing|clicking)\b.{0,160}\b(?:cookies|terms|privacy policy)\b.{0,160}",
        r"(?:accept|reject|manage|allow)(?: all)? cookies|cookie (?:settings|policy|preferences)",
    ),
    "navigation": (
        r"skip to (?:the |main )?(?:content|navigation)\b.{0,30}",
        r"(?:back to )?top|menu|search|log ?in|sign in|home|next|previous|prev|go back|close",
        r"(?:next|previous|prev) (?:article|story|page|post)\b.{0,120}",
        r"(?:tags?|topics?|keywords?|filed under) ?:.{1,200}",
        r"(?:etiquetas|schlagw(?:orte|örter)|stichw(?:orte|örter)|mots[- ]clés|태그) ?:.{1,200}",
        r"reuse this content|terms of (?:use|service)|privacy policy",
        r"page \d+(?: of \d+)?|[—–|·-]? ?\d+ ?min(?:ute)?s? read|\d{1,3} ?/ ?\d{1,3}",
        r"(?:(?:temps de )?lecture|lesezeit|tiempo de lectura|tempo d[ie] (?:lettura|leitura)|leestijd) ?:? ?"
        r"(?:ca\. )?\d+ ?min\w*\.?|\d+ ?min(?:uten)? lesezeit|\d+ min(?:utos)? de lectura",
        r"(?:summary|key (?:points|takeaways|facts)|highlights|at a glance|in brief|in short)\W?",
    ),
    "byline": (
        r"(?:(?:senior|chief|special|foreign|staff|political|crime|health|science) )?"
        r"(?:correspondent|reporter|editor|columnist)",
        r"(?:agency|staff|wire) reports?|agencies|staff (?:reporter|writer)s?|(?:from )?(?:news|wire) services",
    ),
    "credits": (
        r"[(\[](?:additional |with )?(?:reporting|writing|editing|compiled|edited|translat\w+)\b.{1,300}[)\]]\.?",
        r"(?:additional )?(?:reporting|writing|compiled) .{0,20}by .{1,150}; ?.{0,40}(?:editing|edited) by .{1,99}",
        r"(?:additional reporting|reporting|editing|edited|translated|compiled) by [^.;]{2,60}",
        r"our standards: .{0,120}",
        r"a version of this (?:article|story) (?:appears|appeared|ran) (?:in print|on page)\b.{0,250}",
        r"(?:dieses thema im programm: )?(?:über dieses thema|darüber) (?:berichtete[n]?|berichtet)\b.{1,150}",
        r"this (?:story|report) (?:was first|first) (?:broadcast|aired) (?:on|in)\b.{1,120}",
    ),
    "desk note": (
        r"(?:for immediate release|(?:press|news|media) release|embargoed\b.{0,80})\W{0,3}",
        r"[(\[](?:attn|eds?|adds|recasts|updates|changes|corrects|rewrites|more|writethru)\b.{0,200}[)\]]",
        r"(?:attn|eds): .{1,200}",
    ),
    "agency credit": (
        rf"(?:source: ?|[-–—=*]{{1,3}} ?)?[(\[]?{AGENCIES}[)\]]?\.?",
        rf"(?-i:(?:[a-z]{{2,5}}[/,-] ?)+{AGENCIES}(?:[/,-] ?[a-zA-Z]{{2,5}})*)",  # gfa/dpa
        r"(?-i:[A-Z]{2,5}/[a-z]{2,4})",
        r"(?-i:[a-z]{2,4}(?:[/-][a-z]{2,4}){1,4})",
        rf"(?:\| ?|(?:avec|con|mit|with) (?:(?:l['’]|la |le |el |der )?)){AGENCIES}(?:(?:,| et| y| und| and|"
        rf"/) ?{AGENCIES})*\.?",
        rf"con (?:información|datos) de (?:agencias|{AGENCIES}).{{0,60}}|avec (?:les )?agences.{{0,20}}",
        rf"(?:quelle ?: ?)?(?:mit )?(?:material|informationen|angaben|inhalten) (?:von|der|des) "
        rf"(?:\w*agentur(?:en)?|{AGENCIES}).{{0,60}}",
        r"(?:with )?(?:additional|further) reporting (?:by|from) .{2,120}|with (?:files|reporting|"
        r"material) from .{2,80}",
        r"(?-i:SOURCE) (?-i:[A-Z]).{1,80}|original-content von\b.{1,200}",
    ),
    "photo caption": (
        r"[▲△]\s?.{5,350}|[(\[]?(?:사진|자료 ?사진|그래픽|영상) ?[=:：] ?.{1,60}",
        r"(?:[\w’'-]+ ){0,3}(?:file )?(?:photo|foto) ?/ ?.{2,40}",
        r"FILE ?(?:[-–—]|PHOTO\b).{1,380}",
        r"[(\[]?(?:file |handout )?(?:photo(?:graph)?s?|pictures?|images?|captions?|graphics?)(?: credit)? ?:.{1,350}",
        r".{1,300}[.)] (?:photo(?:graph)?|picture|image|credit)s?(?: by)? ?: ?.{2,80}",
        r"(?:photo(?:graph)?|picture) (?:above|below|left|right|top) ?:.{1,300}",
        r"[(\[](?:file )?(?:photos?|captions?|pictures?|images?)[)\]].{1,380}",
        r"[(\[]?credits? ?[:：].{1,80}",
        r"[(\[]?(?:file )?(?:photos?|photograph|picture|image|illustration) (?:by|courtesy of) .{1,80}",
        r".{0,330}[(\[][^()\[\]]{0,60}\b(?:photos?|getty images|courtesy|handout|via ap)\b[^()\[\]]{0,60}[)\]]\.?",
        rf"[(\[][^()\[\]]{{1,60}}\b{AGENCIES}[)\]]",
    ),
    "contact": (
        r"(?:media |press )?contacts? ?: .{1,100}\d{3}[- ./]?\d{3,4}",
        CONTACT.pattern,
        r"(?:문의|お問い合わせ) ?[:：].{1,150}",
        r".{0,120}\b(?:tips|contact|feedback|letters|e-?mail|questions) ?: ?[\w.+-]{1,60}@[\w.-]{1,90}",
        r"(?:[^.!]{0,60}[\W])?[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}(?:[,;/ ]{1,3}[\w.+-]{1,60}@[\w.-]{1,120})?",
    ),
    "jump line": (JUMP_LINE.pattern,),
    "feed footer": (
        r"this (?:story|article) (?:was )?(?:originally|first) (?:appeared|published) (?:in|on|by) .{1,80}",
        r"(?:the|this) (?:post|article|story|entry) .{1,250} (?:first appeared|appeared first|was first published) "
        r"(?:on|in|by|at) .{1,80}",
        r"(?:der beitrag|der artikel) .{1,250} erschien zuerst (?:auf|bei) .{1,80}",
        r"(?:l['’]article|cet article|le post) .{1,250} est apparu en premier sur .{1,80}",
        r"(?:la entrada|el artículo|la noticia) .{1,250} (?:se publicó primero|apareció primero) en .{1,80}",
        r"(?:l['’]articolo|il post) .{1,250} (?:proviene da|sembra essere il primo su|è apparso per primo su) .{1,80}",
        r"(?:o post|o artigo) .{1,250} (?:apareceu|foi publicado) primeiro em .{1,80}",
        r"het (?:bericht|artikel) .{1,250} verscheen eerst op .{1,80}",
        r"(?:artykuł|wpis) .{1,250} pochodzi z serwisu .{1,80}",
        r"inlägget .{1,250} dök först upp på .{1,80}",
        r"[^.]{1,250} 게시물이 .{1,80}에 처음 (?:등장|게시)(?:했습니다|되었습니다)",
    ),
    "date line": (
        r"\d{1,2} ?(?:h|hrs?|min|mins|d)(?: ago)?",
        r"(?:first |last )?(?:published|updated|posted)\s*:?",
        r"(?:from|by|authors?|source|location)\s*:|publication date|author",
    ),
}
_PATTERNS = [(reason, re.compile("|".join(patterns), re.IGNORECASE)) for reason, patterns in RULES.items()]
# The same in German, French, Spanish and Korean.
_LIST_HEADINGS = split_phrases(
    "meistgelesen(?:e artikel)?; (?:lesen sie|lest) (?:auch|dazu|mehr); (?:das )?könnte sie auch interessieren; "
    "(?:auch|ebenfalls) (?:interessant|lesenswert); mehr (?:zum thema|dazu); weitere (?:artikel|"
    "nachrichten|meldungen); "
    "verwandte (?:artikel|themen); schlagworte; "
    "(?:à )?(?:lire|voir|écouter) (?:aussi|également); (?:les )?(?:articles? )?(?:les )?plus (?:lus|consultés); "
    "(?:sur le même (?:sujet|thème)|dans la même rubrique); (?:articles|sujets) (?:liés|associés|similaires); "
    "(?:à la une|nos derniers articles|les dernières actualités); "
    "(?:lea|lee|leer|ver|vea|mira) (?:también|además|más); más (?:información|noticias|sobre (?:el|este) tema); "
    "(?:lo|las|los) más (?:leído|leídas|visto|vistas)s?; (?:noticias|artículos|temas) relacionad[oa]s; archivado en; "
    "(?:te|le) (?:puede|podría) interesar; también te (?:puede )?interesa[r]?; "
    "(?:관련|추천|인기|주요|최신) ?(?:기사|뉴스); (?:많이|가장 많이) 본 (?:뉴스|기사); "
    "함께 (?:본|읽은|볼만한) (?:뉴스|기사); "
    "이 ?시각 (?:주요 ?)?뉴스; 이 기사도 (?:읽어보세요|함께 보세요); (?:이전|다음) ?글"
)
# A summary that a machine wrote says so of itself.
_MACHINE_MADE = split_phrases(
    "(?:AI|KI|IA)[- ]?(?:generated|summary|summaries|zusammenfassung|요약)|résumé (?:IA|par IA)|resumen (?:IA|con IA); "
    ".{0,80}(?:summar|key points|takeaways|zusammenfass|résumé|resumen|riassunt|요약).{0,80}"
    "(?:\\b(?:AI|KI|IA|GPT|ChatGPT)\\b|artificial intelligence|künstlich|intelligence artificielle|"
    "inteligencia artificial|인공지능).{0,80}; "
    ".{0,60}(?:\\b(?:AI|KI|IA|GPT|ChatGPT)(?:\\b|가)|artificial intelligence|künstlich|intelligence artificielle|"
    "inteligencia artificial|인공지능).{0,80}(?:summar|zusammen|résumé|resum|요약).{0,80}"
)
LIST_HEADING = re.compile(rf"{any_of((*LIST_HEADINGS, *_LIST_HEADINGS))}\W{{0,3}}", re.IGNORECASE)
"""A line above a list of other articles."""


HOME = re.compile(r"home|start(?:seite)?|accueil|inicio|portada|홈|首页|ホーム", re.IGNORECASE)
"""Where the trail of a page begins."""
MACHINE = re.compile(any_of(_MACHINE_MADE), re.IGNORECASE)
"""A line that tells of a summary that a machine wrote it."""


@lru_cache(maxsize=4096)  # each line of a file is asked about several times
def furniture(text: str) -> str | None:
    """The reason to leave a piece out by its own words, or None for what may be text."""
    if len(text) > LONGEST_NOTICE or KEPT_NOTES.match(text):
        return None
    if _is_navigation(text):
        return "navigation"
    if " | " not in text:
        return None if date_line(text) else _by_words(text)
    parts = text.split(" | ")
    if any(date_line(part) for part in parts[:3]):
        return None
    reasons = [reason for part in parts for reason, pattern in _PATTERNS if pattern.fullmatch(part.strip())]
    if reasons and (len(parts) == 1 or all(len(part.split()) <= 8 for part in parts)):
        return reasons[0]
    return _by_words(text)


def _by_words(text: str) -> str | None:
    return next((reason for reason, pattern in _PATTERNS if pattern.fullmatch(text)), None)


def _is_navigation(text: str) -> bool:
    """Whether the piece is a trail such as `Home > World > Asia` or a bar such as `News | Sport | Opinion`."""
    steps = [step.strip() for step in re.split(r"[>»›|]", text)]
    if len(steps) >= 3 and HOME.fullmatch(steps[0]) and "|" not in text:
        return True
    if not all(0 < len(step.split()) <= 4 for step in steps) or date_line(steps[-1]) or date_line(steps[0]):
        return False
    return len(steps) >= 3 or (len(steps) == 2 and "|" not in text and len(text.split()) <= 5)
