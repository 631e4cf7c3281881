use super::*;
use model::terms::Language::{English, Other};

fn settings(toml: &str) -> SearchSettings {
    toml::from_str(toml).unwrap()
}

/// Documents with these titles, summaries and texts.
fn sources(texts: &[[&str; 3]]) -> Vec<Source> {
    let source = |(number, [title, summary, text]): (u32, &[&str; 3])| {
        let item = Item {
            path: format!("/{number}"),
            title: (*title).to_owned(),
            summary: (*summary).to_owned(),
            date: "2026".to_owned(),
            date_words: "2026".to_owned(),
            source: None,
            tags: Vec::new(),
            kind: PageKind::Plain,
            visibility: Visibility::default(),
            number,
        };
        Source::new(item, Vec::new(), text)
    };
    (0..).zip(texts).map(source).collect()
}

/// Returns the numbers of the documents with a term, best first.
fn found(index: &Index, term: &str) -> Vec<u32> {
    let mut postings = index.terms.get(term).map(|term| term.postings.clone()).unwrap_or_default();
    postings.sort_by_key(|posting| std::cmp::Reverse(posting.score));
    postings.iter().map(|posting| posting.document).collect()
}

#[test]
fn a_title_outweighs_a_summary_and_that_a_text() {
    let often = "Trials and trials. ".repeat(20);
    let documents = sources(&[
        ["Other", "Words.", often.as_str()],
        ["Other", "All trials.", "Words."],
        ["Trials", "Words.", "Words."],
        ["Nothing", "Words.", "Words."],
    ]);
    let index = Index::of(&documents, &SearchSettings::default(), English);
    assert_eq!(found(&index, "trial")[0], 2);
    assert!(!found(&index, "trial").contains(&3));
}

#[test]
fn notes_are_found_but_excerpts_do_not_show_them() {
    let mut documents = sources(&[["Title", "Words.", "Words."]]);
    documents[0].notes = "A survey.".to_owned();
    let index = Index::of(&documents, &SearchSettings::default(), English);
    assert_eq!(found(&index, "survey"), [0]);
    assert_eq!(index.terms["survey"].postings[0].passages, 0);
}

#[test]
fn policies_come_first_and_newer_items_before_older_ones() {
    let mut documents = sources(&[["Trials", "", ""], ["Trials", "", ""], ["Trials", "", ""], ["Trials", "", ""]]);
    let policy = model::Policy { ask: "Ask.".to_owned(), asked: None, pending: None, group: None, order: 1 };
    let kinds = [PageKind::News(model::News), PageKind::News(model::News), PageKind::Plain, PageKind::Policy(policy)];
    for (document, (kind, date)) in documents.iter_mut().zip(kinds.into_iter().zip(["2019", "2026", "2010", "2010"])) {
        document.item.kind = kind;
        document.item.date = date.to_owned();
    }
    let index = Index::of(&documents, &SearchSettings::default(), English);
    assert_eq!(found(&index, "trial"), [3, 2, 1, 0]);
}

#[test]
fn synonyms_find_each_other_after_the_word_itself() {
    let documents = sources(&[
        ["A", "The fee is low.", ""],
        ["B", "The dues are low.", ""],
        ["C", "The GDPR is a law.", ""],
        ["D", "On data protection.", ""],
        ["E", "Data is here.", "Protection is there."],
        ["F", "Protection only.", ""],
    ]);
    let settings = settings(r#"synonyms = [["dues", "fee"], ["GDPR", "data protection"]]"#);
    let index = Index::of(&documents, &settings, English);
    assert_eq!((found(&index, "dues"), found(&index, "fee")), (vec![1, 0], vec![0, 1]));
    assert_eq!(found(&index, "gdpr"), [2, 3], "words of a phrase that are apart mean something else");
    assert_eq!(index.terms["gdpr"].synonyms, ["data protection"]);
    let phrase = found(&index, "data protection");
    assert_eq!((phrase[0], phrase.contains(&2), phrase.contains(&4), phrase.contains(&5)), (3, true, true, false));
    assert_eq!(index.terms["data protection"].synonyms, ["data", "gdpr", "protection"]);
    assert_eq!(index.terms["dues"].synonyms, ["fee"]);
    assert!(index.terms["fee"].postings.iter().all(|posting| posting.passages == 1), "the summary");
}

#[test]
fn the_best_page_of_a_word_is_that_of_its_synonyms_too() {
    let documents = sources(&[["Join", "How.", ""], ["Other", "Cost.", ""]]);
    let settings =
        settings("synonyms = [[\"dues\", \"annual fee\"]]\nbest = [{ words = [\"Dues\", \"price\"], path = \"/0\" }]");
    let index = Index::of(&documents, &settings, English);
    for term in ["dues", "annual fee", "price"] {
        assert_eq!(index.terms[term].best, Some(0), "{term}");
    }
    assert_eq!(index.terms["cost"].best, None);
}

#[test]
fn stop_words_are_those_of_the_language_or_of_the_site() {
    let documents = sources(&[["The league", "Und the stars.", ""]]);
    let stop_words = |settings: &SearchSettings, language| {
        let index = Index::of(&documents, settings, language);
        let all = index.terms.into_iter().filter(|(_, term)| term.is_stop_word);
        all.map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(stop_words(&SearchSettings::default(), English), ["the"]);
    assert_eq!(stop_words(&SearchSettings::default(), Other), [""; 0]);
    assert_eq!(stop_words(&settings("stop_words = [\"und\"]"), English), ["und"]);
}

#[test]
fn the_vocabulary_has_no_words_that_nobody_may_see_yet() {
    let mut documents = sources(&[["Public", "An ordinary GDPR page.", ""], ["Secret", "Merger.", ""]]);
    documents[1].item.visibility.publish_at = Some(7);
    let index = Index::of(&documents, &SearchSettings::default(), English);
    let words: Vec<KnownWordOwned> = index
        .words()
        .unwrap()
        .values()
        .flat_map(|bytes| postcard::from_bytes::<Vec<model::KnownWord<'_>>>(bytes).unwrap())
        .map(|known| (known.term.to_owned(), known.word.to_owned(), known.is_in_title))
        .collect();
    let expected = [("gdpr", "GDPR", false), ("page", "", false), ("public", "Public", true), ("ordinary", "", false)];
    assert_eq!(words, expected.map(|(term, word, is_in_title)| (term.to_owned(), word.to_owned(), is_in_title)));
}

type KnownWordOwned = (String, String, bool);
