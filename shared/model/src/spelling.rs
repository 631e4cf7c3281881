//! Maps British spellings to American ones, so that search treats them as one word.

/// Beginnings of words: British, American.
const BEGINNINGS: [(&str, &str); 31] = [
    ("acknowledgement", "acknowledgment"),
    ("ageing", "aging"),
    ("artefact", "artifact"),
    ("benefitt", "benefit"),
    ("biass", "bias"),
    ("calibre", "caliber"),
    ("coeliac", "celiac"),
    ("defenc", "defens"),
    ("diarrhoea", "diarrhea"),
    ("enrolment", "enrollment"),
    ("fibre", "fiber"),
    ("focuss", "focus"),
    ("foet", "fet"),
    ("fulfilment", "fulfillment"),
    ("grey", "gray"),
    ("instalment", "installment"),
    ("judgement", "judgment"),
    ("licenc", "licens"),
    ("manoeuvr", "maneuver"),
    ("mould", "mold"),
    ("oedem", "edem"),
    ("oesoph", "esoph"),
    ("oestr", "estr"),
    ("offenc", "offens"),
    ("practis", "practic"),
    ("sceptic", "skeptic"),
    ("signall", "signal"),
    ("specialit", "specialt"),
    ("sulph", "sulf"),
    ("targett", "target"),
    ("totall", "total"),
];

/// Whole words: British, American.
const WORDS: [(&str, &str); 3] = [("enrol", "enroll"), ("fulfil", "fulfill"), ("programme", "program")];

/// Stems before an `our` that is `or` in American spelling. `four`, `hour`, `source` and `tour` keep theirs.
const BEFORE_OUR: [&str; 27] = [
    "ard", "arm", "behavi", "cand", "clam", "col", "demean", "endeav", "fav", "ferv", "flav", "glam", "harb", "hon",
    "hum", "lab", "neighb", "od", "ranc", "rig", "rum", "sav", "savi", "splend", "tum", "vap", "vig",
];

/// Endings after an `is` or `ys` that is `iz` or `yz` in American spelling.
const AFTER_IS: [&str; 8] = ["e", "ed", "er", "ing", "ation", "ational", "able", "ability"];

/// Turns `organisation` into `organization`, `centre` into `center` and `paediatric` into `pediatric`.
///
/// The result need not be a word: `advise` becomes `advize`. Only spellings of the same word may become equal.
pub(crate) fn american(mut word: String) -> String {
    if let Some((_, whole)) = WORDS.iter().find(|(british, _)| word == *british) {
        return (*whole).to_owned();
    }
    if let Some((british, beginning)) = BEGINNINGS.iter().find(|(british, _)| word.starts_with(british)) {
        word.replace_range(..british.len(), beginning);
    }
    if let Some(at) = word.find("our")
        && word.get(..at).is_some_and(|before| BEFORE_OUR.iter().any(|stem| before.ends_with(stem)))
    {
        word.replace_range(at..at + 3, "or");
    }
    // Not in `Michael`.
    if word.len() > 5
        && let Some(at) = word.find("ae")
        && word.get(at + 2..).is_some_and(|after| !after.starts_with('l'))
    {
        word.replace_range(at..at + 2, "e");
    }
    let is_long = |stem: &&str| stem.len() > 3 && stem.ends_with(['i', 'y']);
    let before_s = |ending: &&str| word.strip_suffix(*ending)?.strip_suffix('s').filter(is_long).map(str::len);
    if let Some(at) = AFTER_IS.iter().find_map(before_s) {
        word.replace_range(at..=at, "z");
    } else if word.len() > 5 && ["elled", "elling", "eller", "ellor"].iter().any(|ending| word.ends_with(ending)) {
        word = word.replace("ell", "el");
    } else if let Some(stem) = word.strip_suffix("tre").filter(|stem| stem.len() > 1) {
        word = format!("{stem}ter");
    } else if let Some(stem) = word.strip_suffix("tred").filter(|stem| stem.len() > 2) {
        word = format!("{stem}tered");
    } else if word.ends_with("logue") {
        word.truncate(word.len() - 2);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::super::terms::{self, Language};

    fn term(word: &str) -> String {
        terms::term(word, Language::English)
    }

    /// British and American spellings.
    const SAME: &str = "
        organisation/organization organisations/Organizations organisational/organizational
        decentralised/decentralized randomise/randomize randomises/randomizes optimising/optimizing
        organisers/organizers recognisable/recognizable analyse/analyze analysed/analyzed catalysing/catalyzing
        behaviour/behavior behavioural/behavioral favourable/favorable unfavourable/unfavorable tumours/tumors
        labour/labor centre/center centres/centers centred/centered multicentre/multicenter millilitre/milliliter
        fibre/fiber programme/program programmes/programs catalogue/catalog dialogues/dialogs paediatric/pediatric
        leukaemia/leukemia anæmia/anemia oestrogen/estrogen fœtal/fetal labelled/labeled modelling/modeling
        counsellor/counselor enrol/enroll enrols/enrolls enrolment/enrollment fulfilment/fulfillment licence/license
        licenced/licensed practise/practice practising/practicing defence/defense judgement/judgment
        specialities/specialties sulphate/sulfate focussed/focused";

    /// Pairs of different words that rules for spellings could confuse.
    const DIFFERENT: &str = "
        four/for our/or hour/hor tour/tor source/sorce contour/contor prise/prize size/sise filled/filed balled/baled
        Michael/Michel premise/promise analysis/analyst basis/base tree/teer rogue/rog mail/email site/onsite
        clinical/nonclinical does/des poetry/petry";

    fn pairs(words: &str) -> impl Iterator<Item = (&str, &str)> {
        words.split_whitespace().map(|pair| pair.split_once('/').unwrap())
    }

    #[test]
    fn british_and_american_spellings_match() {
        for (british, american) in pairs(SAME) {
            assert_eq!(term(british), term(american), "{british}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (one, other) in pairs(DIFFERENT) {
            assert_ne!(term(one), term(other), "{one}");
        }
    }
}
