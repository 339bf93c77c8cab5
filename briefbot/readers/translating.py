"""Dates as thirty languages write them -> as English does, so that one grammar reads them all.

The names of months and weekdays are those of the Unicode CLDR, which Babel carries.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from briefbot.text.lexicon.dates import MONTH_NAMES, WEEKDAY_NAMES

LANGUAGES = (
    "fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "sl", "hu", "ro", "bg", "el", "ru",
    "uk", "tr", "id", "ca", "et", "lv", "lt", "is", "eu", "gl", "vi", "ar",
)  # fmt: skip
"""Languages whose months are known by name. No month's name has two meanings among them; Croatian would clash."""
UPDATED_WORDS = (
    r"mise? à jour|modifiée?|actualisée?|maj(?=\s?:)|aktualisiert|geändert|stand(?=\s?:|\s\d)|"
    r"actualizad[oa]|modificad[oa]|aggiornat[oa]|atualizad[oa]|bijgewerkt|gewijzigd|"
    r"laatste update|uppdatera[dt]|opdateret|oppdatert|päivitetty|"
    r"muokattu|aktualizacja|zaktualizowano|aktualizováno|aktualizované|frissítve|actualizat|"
    r"обновлено|изменено|оновлено|ενημερώθηκε|güncelle(?:me|ndi)|diperbarui|cập nhật|تحديث|수정|최종\s?수정|업데이트|"
    r"更新日?時?|最終更新|修订|更新时间|更新于|最后更新"
)
"""Words before the day of a change."""
PUBLISHED_WORDS = (
    r"(?:fecha|data|date) (?:de |di )?(?:la )?(?:publicación|publicação|publication|pubblicazione|parution)|"
    r"(?:fecha|datum|data)(?=\s?:)|"
    r"publiée?|parue?|mise? en ligne|posté|rédigé|veröffentlicht|erschienen|erstellt|publicad[oa]|publicación|"
    r"pubblicat[oa]|gepubliceerd|geplaatst|publicera[dt]|publiceret|udgivet|publisert|julkaistu|opublikowano|publikacja|"
    r"zveřejněno|vydáno|publikováno|zverejnené|megjelent|közzétéve|publicat|опубликовано|опубліковано|дата публикации|"
    r"δημοσιεύθηκε|δημοσίευση|yayınlan(?:ma|dı)|diterbitkan|dipublikasikan|đăng|نشر|입력|등록|게재|송고|승인|기사입력|작성|"
    r"公開日?時?|掲載日?|配信日?時?|投稿日?|発表日?|发布(?:时间|于)?|发表于|發布|刊登"
)
"""Words before the day of publication."""
_SEASONS = {
    **dict.fromkeys(("printemps", "frühjahr", "frühling", "primavera", "voorjaar", "wiosna", "våren"), "spring"),
    **dict.fromkeys(("été", "sommer", "verano", "estate", "verão", "zomer", "lato", "sommaren"), "summer"),
    **dict.fromkeys(("automne", "herbst", "otoño", "autunno", "outono", "herfst", "jesień", "hösten"), "autumn"),
    **dict.fromkeys(("hiver", "winter", "invierno", "inverno", "zima", "vinter"), "winter"),
}
_EASTERN_MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]호?号?")
_LAST = r"(?:(?:dernière|letzte|zuletzt|última|ultimo|laatst|senast|sidst|sist)\s)?"
_AFTER_LABEL = r"(?:\s(?:le|am|el|em|il|op|den|il giorno|na|on|at))?(?![^\W\d_a-z]?[a-zà-ÿ])\s?:?"
_UPDATED = re.compile(rf"(?<!\w){_LAST}(?:{UPDATED_WORDS}){_AFTER_LABEL}", re.IGNORECASE)
_PUBLISHED = re.compile(rf"(?<!\w)(?:{PUBLISHED_WORDS}){_AFTER_LABEL}", re.IGNORECASE)
_EASTERN = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]?"
    r"(?:\s?[(（]\s?(?P<weekday>[月火水木金土日월화수목금토일])(?:曜日?|요일)?\s?[)）])?"
)
_ERA = re.compile(r"(?P<era>令和|平成)\s?(?P<year>\d{1,2}|元)年")
_ERAS = {"令和": 2018, "平成": 1988}
_EASTERN_DAY = re.compile(r"[(（]\s?(?P<weekday>[月火水木金土日월화수목금토일])(?:曜日?|요일)?\s?[)）]")
_EASTERN_DAYS = "월화수목금토일月火水木金土日"
_EASTERN_TIME = re.compile(
    r"(?P<half>오전|오후|午前|午後|上午|下午)?\s?(?P<hour>\d{1,2})(?:\s?[시時时点點]\s?(?:(?P<minute>\d{1,2})\s?[분分])?|:(?P<clock>\d{2})(?::\d{2})?)"
)
_EASTERN_HALF = re.compile("오전|오후|午前|午後|上午|下午")
_AFTERNOON = frozenset(("오후", "午後", "下午"))
_WIDE = str.maketrans("０１２３４５６７８９：／．（）", "0123456789:/.()")
_CLOCK = re.compile(
    r"(?:(?:à|um|a las?|às?|om|kl\.?|klo|ore|alle|ob|o|v|в|saat|lúc|στις|la|pukul|ás|as|a)\s)?"
    r"(?<![\d.:])(?P<hour>[01]?\d|2[0-4])"
    r"(?:\s?[h]\s?(?P<minute>[0-5]\d)?(?:min)?(?![\w])|[:.](?P<dotted>[0-5]\d)(?::[0-5]\d)?(?!\.?\d)"
    r"(?:\s?(?:uhr|uur|hs?|hrs|horas|godz|wib|น)\b\.?)?|\s(?P<uhr>uhr|uur|heures?|horas?)\b)",
    re.IGNORECASE,
)
_FOREIGN_CLOCK = re.compile(r"\d\s?h\s?[0-5]\d\b|\b(?:uhr|uur|klo|kl\.|ore|horas?|heures?|godz\.)(?!\w)", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<![\d.:/-])(\d{1,2})([/.-])\s?(\d{1,2})\2\s?((?:19|20)\d\d)(?!\d)")
_HALF = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_FILLER = re.compile(
    r"(?<!\w)(?:le|la|el|il|den|dem|der|am|um|à|a las?|às?|om|op|kl|klo|ore|alle ore|alle|ob|o|v|в|о|saat|em|"
    r"de|del|da|do|di|na|und|et|y|e|uhr|uur|heures?|horas?|hs|godz|г|р|d)(?!\w)\.?",
    re.IGNORECASE,
)


class _Names(NamedTuple):
    months: dict[str, int]
    days: dict[str, int]
    date: re.Pattern[str]
    year_first: re.Pattern[str]
    weekday: re.Pattern[str]


@cache
def _names() -> _Names:
    """Month and weekday names of all languages, in small letters, and the patterns that find dates by them."""
    from babel import Locale

    months: dict[str, int] = {"märz": 3, "sept": 9, "juill": 7, "févr": 2, "aout": 8}
    days: dict[str, int] = {}
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                months |= {_bare(name): number for number, name in locale.months[context][width].items()}
                days |= {_bare(name): number for number, name in locale.days[context][width].items()}
    months = {name: number for name, number in months.items() if len(name) > 2 and name[:1].isalpha()}
    days = {name: number for name, number in days.items() if name.isalpha() and len(name) > 2}
    either = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    date = re.compile(
        rf"(?<![\d.:/-])(?P<day>\d{{1,2}})(?:er|re|º|ª|°|\.|-)?\s?(?:(?:de|d['’]|di|tháng)\s?)?(?P<month>{either})\b\.?"
        rf"(?:,?[\s-](?:(?:de|del)\s)?(?P<year>(?:19|20)\d\d)\b(?:\s?(?:г|р)\.?(?!\w))?)?",
        re.IGNORECASE,
    )
    year_first = re.compile(
        rf"(?P<year>(?:19|20)\d\d)\.?,?(?:\s?m\.)?\s(?:gada\s)?(?P<month>{either})\s(?P<day>\d{{1,2}})\b\.?(?:\sd\.)?",
        re.IGNORECASE,
    )
    longest = sorted(map(re.escape, (name for name in days if len(name) >= 3)), key=len, reverse=True)
    weekday = re.compile(rf"(?<!\w)(?:{'|'.join(longest)})\b\.?,?(?=\s|$)", re.IGNORECASE)
    return _Names(months, days, date, year_first, weekday)


def _bare(name: str) -> str:
    return name.strip(". ").lower()  # casefold parts the letters of the Greek May


@lru_cache(maxsize=4096)
def english_dates(text: str, *, day_first: bool = False) -> str:
    """The text with the dates of other languages as English or ISO 8601 write them; else the text itself.

    Args:
        text: a line or two, such as 'Publié le 27 août 2024 à 20h18'.
        day_first: whether 03/08/2024 in it is the third of August.
    """
    if not any(character.isdigit() for character in text):
        return text
    plain = text.translate(_WIDE)
    eastern = _from_the_east(plain) if re.search("[년월일年月日오午上下수입등更公掲配発发]", plain) else plain
    if eastern != plain:
        return " ".join(english_labels(eastern).split())
    labelled = english_labels(plain)
    foreign = day_first or labelled != plain or bool(_FOREIGN_CLOCK.search(plain))
    named = _dates_by_name(labelled)
    if not foreign and named == labelled:
        return text
    dated = _NUMERIC.sub(lambda m: f"{m[4]}-{int(m[3]):02d}-{int(m[1]):02d}" if int(m[3]) < 13 else m[0], named)
    if dated == plain:
        return text
    return " ".join(_FILLER.sub(" ", _clocks(_weekdays(dated))).split())


@lru_cache(maxsize=4096)
def english_months(text: str) -> str:
    """The text with 'août 2024', '2024年8月' and 'été 2019' as 'August 2024' and 'summer 2019'; else the text itself.

    Args:
        text: a line that names a month or a season and its year.
    """
    plain = text.translate(_WIDE)
    if (eastern := _EASTERN_MONTH.fullmatch(plain)) and 1 <= int(eastern["month"]) <= 12:
        return f"{MONTH_NAMES[int(eastern['month']) - 1]} {eastern['year']}"
    months = _names().months

    def named(match: re.Match[str]) -> str:
        word = match[0].rstrip(".").lower()
        return MONTH_NAMES[months[word] - 1] if word in months else _SEASONS.get(word, match[0])

    told = re.sub(r"[^\W\d_]{3,}\b\.?", named, plain)
    return re.sub(r"\s(?:de|del|di)\s(?=\d{4})", " ", told) if told != plain else text


def date_labels(text: str) -> list[int]:
    """Where words such as 'publié' and '입력' stand in a text."""
    return [match.start() for pattern in (_PUBLISHED, _UPDATED) for match in pattern.finditer(text)]


def english_labels(text: str) -> str:
    """The text with 'mis à jour' as 'updated' and 'publié le' as 'published'."""
    return _PUBLISHED.sub("published ", _UPDATED.sub("updated ", text))


def _dates_by_name(text: str) -> str:
    """The text with '27 août 2024' as '2024-08-27', and '27 août' as '27 August'."""
    words = {word.lower() for word in _WORD.findall(text)}
    names = _names()
    if not words & names.months.keys() and "tháng" not in words:
        return text
    for pattern in (names.year_first, names.date):
        text = pattern.sub(_date, text)
    return text


def _date(match: re.Match[str]) -> str:
    number = _names().months[match["month"].lower()]
    if not 1 <= int(match["day"]) <= 31:
        return match[0]
    if match["year"]:
        return f"{match['year']}-{number:02d}-{int(match['day']):02d}"
    return f"{int(match['day'])} {MONTH_NAMES[number - 1]}"


def _weekdays(text: str) -> str:
    names = _names()
    return names.weekday.sub(lambda match: WEEKDAY_NAMES[names.days[_bare(match[0].strip(","))]], text)


def _clocks(text: str) -> str:
    """The text with '20h18', 'um 20.18 Uhr' and '9 Uhr' as '20:18' and '9:00'."""
    text = _HALF.sub(r"\1m", text)
    dates = [match.span() for match in re.finditer(r"\d{4}-\d\d-\d\d", text)]

    def clock(match: re.Match[str]) -> str:
        if any(start < match.end() and match.start() < end for start, end in dates):
            return match[0]
        return f" {match['hour']}:{match['minute'] or match['dotted'] or '00'} "

    return _CLOCK.sub(clock, text)


def _from_the_east(text: str) -> str:
    """The text with 2026年3月1日 as 2026-03-01 and 오후 3시 5분 as 3:05 pm."""

    def date(match: re.Match[str]) -> str:
        weekday = WEEKDAY_NAMES[_EASTERN_DAYS.index(match["weekday"]) % 7] if match["weekday"] else ""
        return f"{match['year']}-{int(match['month']):02d}-{int(match['day']):02d} {weekday}"

    def era(match: re.Match[str]) -> str:
        return f"{_ERAS[match['era']] + (1 if match['year'] == '元' else int(match['year']))}年"

    def clock(match: re.Match[str]) -> str:
        half = "" if not match["half"] else " pm" if match["half"] in _AFTERNOON else " am"
        return f" {match['hour']}:{int(match['minute'] or match['clock'] or 0):02d}{half} "

    dated = _EASTERN.sub(date, _ERA.sub(era, text))
    dated = _EASTERN_DAY.sub(lambda match: WEEKDAY_NAMES[_EASTERN_DAYS.index(match["weekday"]) % 7], dated)
    labelled = english_labels(dated)
    return _EASTERN_TIME.sub(clock, labelled) if labelled != text or _EASTERN_HALF.search(text) else text
