"""The top level of IPTC's media topics: how its news sounds, and what desks and addresses call it."""

from __future__ import annotations

from briefbot.text.lexicon import split_phrases, split_words

# By topic: how its news begins, to be compared with the beginning of an article, and the words that a section or a part
# of an address is called by.
TOPICS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Politics": (
        split_phrases(
            "The president signs a bill into law; Senate votes down the budget; party leader resigns after "
            "election defeat; candidates clash in a debate before the primary; prime minister reshuffles her "
            "cabinet; foreign ministers meet for talks; poll shows voters split over the governor; "
            "congressman accuses the White House"
        ),
        split_words("politics elections? election parliament government diplomacy westminster congress brexit"),
    ),
    "Conflict": (
        split_phrases(
            "Troops cross the border as shelling goes on; rebels seize a town in the north; missile strike "
            "kills civilians in the capital; a ceasefire holds for a second day; army says it shot down "
            "drones; soldiers killed in an ambush by militants; hostages are freed in exchange for prisoners"
        ),
        split_words("war conflict defence defense military terrorism"),
    ),
    "Crime and courts": (
        split_phrases(
            "Man charged with murder after a shooting; jury finds a former officer guilty; judge rules that "
            "the ban is unlawful; police arrest two over the robbery; supreme court hears an appeal; she was "
            "sentenced to nine years in prison; lawsuit accuses the company of fraud; victim's family asks "
            "for witnesses"
        ),
        split_words("crime courts? law justice legal police"),
    ),
    "Disasters": (
        split_phrases(
            "Earthquake kills dozens in the mountains; rescuers search the rubble for survivors; a plane "
            "crashes on landing; wildfire forces thousands from their homes; explosion at a chemical plant; "
            "floods wash away bridges; train derails; hurricane leaves a trail of wreckage"
        ),
        split_words("disasters? accidents? emergency"),
    ),
    "Economy": (
        split_phrases(
            "Shares fall as the central bank raises interest rates; company reports a fall in profit; "
            "inflation slows to a two-year low; the carmaker cuts a thousand jobs; how to save for "
            "retirement and pay off a credit card; the retailer files for bankruptcy; house prices rise "
            "again; tax refunds and gas prices"
        ),
        split_words("business economy money markets? finance companies economics banking personalfinance investing"),
    ),
    "Health": (
        split_phrases(
            "Hospitals are short of nurses; a new vaccine cuts infections in a trial; doctors warn of a rise "
            "in flu; regulator approves a drug against cancer; cases of the virus double in a week; study "
            "links diet with heart disease; mental health of young people"
        ),
        split_words("health medicine coronavirus covid wellness healthcare medical"),
    ),
    "Science and technology": (
        split_phrases(
            "Astronomers find a planet; a rocket lifts off for the moon; the company unveils a phone; "
            "researchers teach a computer to write; hackers steal data of users; social network changes its "
            "rules; fossil of an unknown dinosaur; an app and its new features"
        ),
        split_words("science tech technology space ai gadgets research"),
    ),
    "Environment": (
        split_phrases(
            "Emissions reach a record; nations agree on climate targets; oil spill threatens sea birds; "
            "forest is cleared for cattle; wind farm is approved; endangered whales are counted; plastic "
            "found in rivers"
        ),
        split_words("environment climate nature wildlife energy green"),
    ),
    "Education": (
        split_phrases(
            "Teachers go on strike over pay; students protest against tuition fees; school board bans books; "
            "exam results are out; university admits fewer from abroad; pupils return to class; college "
            "scholarship"
        ),
        split_words("education schools? universities students learning"),
    ),
    "Culture": (
        split_phrases(
            "The film wins best picture; singer announces a tour; a review of the new series; actor dies at "
            "81; museum returns a painting; the novel is on the shortlist; celebrity couple marries; a "
            "television show is cancelled after two seasons; red carpet at the awards"
        ),
        split_words(
            "entertainment arts? culture music movies films? tv television books celebrities celebrity showbiz media"
        ),
    ),
    "Sport": (
        split_phrases(
            "Late goal sends the team to the final; quarterback is traded; she wins gold in the 200 metres; "
            "coach is sacked after six defeats; tennis champion withdraws with an injury; season opener ends "
            "in a draw; playoff bracket and schedule; the striker signs for three years"
        ),
        split_words(
            "sports? football soccer nfl nba mlb nhl tennis golf cricket rugby olympics ncaaf ncaab racing cycling"
        ),
    ),
    "Weather": (
        split_phrases(
            "Snow and ice are forecast for the weekend; heat warning as temperatures reach 40 degrees; storm "
            "is expected to bring heavy rain; how long will the cold last; forecast for the holiday"
        ),
        split_words("weather forecast"),
    ),
    "Life": (
        split_phrases(
            "Recipes for a summer dinner; where to travel this autumn; how to clean a kitchen; the best "
            "restaurants in town; what to wear to a wedding; pope speaks of forgiveness; a couple restore an "
            "old house; dogs and their owners; gifts for Mother's Day; the new car is tested on the road"
        ),
        split_words("life lifestyle food travel fashion style dining family religion society living cars"),
    ),
}
