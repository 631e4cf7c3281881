use super::*;
use std::fs;
use std::path::PathBuf;

fn parse(language: &str, text: &str) -> (Catalogue, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let catalogue = Catalogue::parse(Path::new("words.toml"), text, language, &mut diagnostics);
    (catalogue, diagnostics.into_list().iter().map(ToString::to_string).collect())
}

fn good(language: &str, text: &str) -> Catalogue {
    let (catalogue, mistakes) = parse(language, text);
    assert_eq!(mistakes, [""; 0]);
    catalogue
}

#[test]
fn a_site_overrides_what_it_wants() {
    let catalogue = good("sv", "[form]\noptional = \"(frivilligt)\"\nproblem = \"{{ site.name }}: fel\"");
    assert_eq!(catalogue.text("form.optional"), "(frivilligt)");
    assert_eq!(catalogue.text("form.problem"), "{{ site.name }}: fel");
    assert_eq!(catalogue.text("form.choose"), "Choose one");
    let left: Vec<_> = catalogue.not_overridden().filter(|key| key.starts_with("form.")).collect();
    assert_eq!(left, ["form.choose", "form.error", "form.new_tab"]);
}

#[test]
fn mistakes_have_their_line_and_say_what_would_be_right() {
    let text = r#"nonsense = 7
[form]
option = "x"
error = 7
[status]
answer_by = "Till {{ day }}"
answer_received = "Ja"
next_title = "**Sedan**"
show = "[Visa](/)"
always = "[{{ address_to_keep }}](/)"
copy = ""
[letters]
none = "Inget"
found = "ett brev"
words = { one = "ord", other = "ord" }
[news.found]
one = "en"
[news.found_for]
one = "en från {{ filtered_by }}"
two = "två från {{ filtered_by }}"
other = "{{ count }} från {{ filtered_by }}"
[country]
XX = "Ingenstans"
se = "Sverige"
SE = 7"#;
    let (_, mistakes) = parse("sv", text);
    let site = "{{ site.contact_email }}, {{ site.decision_time }}, {{ site.location }}, {{ site.name }}, {{ site.short_name }}";
    let expected = [
        "1: `nonsense` is not known".to_owned(),
        "3: `form.option` is not known: perhaps `form.optional`".to_owned(),
        "4: `form.error` must be words in quotes, not integer".to_owned(),
        format!("6: `status.answer_by` has {{{{ day }}}}, but can only have {{{{ date }}}}, {site}"),
        "7: `status.answer_received` must have {{ date }}, as the English words do".to_owned(),
        "8: `status.next_title` can have no strong words (**)".to_owned(),
        "9: `status.show` can have no link".to_owned(),
        "10: `status.always` must link to {{ address }}, as the English words do".to_owned(),
        "11: `status.copy` has no words".to_owned(),
        "14: `letters.found` depends on a count: write a text for each of other, one".to_owned(),
        "15: `letters.words` depends on no count: write one text".to_owned(),
        "16: `news.found` has no text for `other`, which the language sv needs for 0".to_owned(),
        "18: `news.found_for` has a text for `two`, which the language sv never uses".to_owned(),
        "23: `country.XX` must be an ISO 3166 code in capitals, such as SE".to_owned(),
        "24: `country.se` must be an ISO 3166 code in capitals, such as SE".to_owned(),
        "25: `country.SE` must be a name in quotes".to_owned(),
    ];
    assert_eq!(mistakes, expected.map(|mistake| format!("words.toml:{mistake}")));
}

#[test]
fn a_file_that_is_not_toml_has_one_mistake() {
    let (_, mistakes) = parse("en", "[form]\noptional = ");
    assert!(mistakes.len() == 1 && mistakes[0].starts_with("words.toml:2: "), "{mistakes:?}");
}

#[test]
fn dates_have_the_sites_order_and_names() {
    let english = good("en", "");
    assert_eq!(english.date("2025", Some(6), Some(10)), "June\u{a0}10,\u{a0}2025");
    assert_eq!(english.date("2025", Some(12), None), "December 2025");
    assert_eq!(english.date("2025", None, None), "2025");
    let words = "date.day = \"{{ day }}. {{ month }} {{ year }}\"\n[month]\njune = \"června\"\njuly = \"července\"\n[month_alone]\njune = \"červen\"";
    let czech = good("cs", words);
    assert_eq!(czech.date("2025", Some(6), Some(1)), "1. června 2025");
    assert_eq!(czech.date("2025", Some(6), None), "červen 2025");
    assert_eq!(czech.date("2025", Some(7), None), "července 2025", "there is no other name");
    assert_eq!(czech.locale("UTC").day(1_749_513_600), "10. června 2025");
}

#[test]
fn countries_are_sorted_for_the_language_if_any_has_another_name() {
    assert!(good("sv", "").countries().is_empty());
    let countries = good("sv", "[country]\nSE = \"Sverige\"\nAT = \"Österrike\"").countries();
    assert_eq!(countries.len(), 250);
    assert_eq!(countries.last().unwrap(), &("AT".to_owned(), "Österrike".to_owned()));
    assert!(countries.contains(&("SE".to_owned(), "Sverige".to_owned())));
    assert!(countries.contains(&("DE".to_owned(), "Germany".to_owned())));
}

#[test]
fn every_word_is_used_and_every_template_finds_its_words() {
    let catalogue = good("en", "");
    let mut used = BTreeSet::new();
    let functions = ["directory", "pages", "join", "membership", "notify", "review"]
        .map(|name| format!("../functions/{name}/templates"));
    for directory in ["templates".to_owned()].into_iter().chain(functions) {
        let directory = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(directory);
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let (name, source) = (path.to_string_lossy(), fs::read_to_string(&path).unwrap());
            let spliced = crate::splice::splice(&name, &source, &catalogue);
            spliced.unwrap_or_else(|mistakes| panic!("{}", mistakes[0]));
            let keys = source.split("[[").skip(1).filter_map(|after| after.split([';', ']']).next());
            used.extend(keys.map(str::to_owned));
        }
    }
    let dates = catalogue.english.keys().filter(|key| key.starts_with("date.") || key.starts_with("month"));
    used.extend(
        dates
            .cloned()
            .chain(["list.last_separator", "list.quoted", "number.thousands", "page.home"].map(str::to_owned)),
    );
    used.extend(crate::form::WORDS.map(str::to_owned));
    used.extend(crate::markdown::WORDS.map(str::to_owned));
    used.extend(crate::kinds::words().map(str::to_owned));
    let unused: Vec<_> = catalogue.english.keys().filter(|key| !used.contains(*key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}
