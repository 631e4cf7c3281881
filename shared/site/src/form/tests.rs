use super::*;

const BEFORE: &str = r#"
[[section]]
address = "one"
title = "One"

[[section.question]]
name = "legal_name"
label = "Name"
missing = "Enter a name"

[[section.question]]
name = "contact_email"
label = "Email"
missing = "Enter an address"

[[section.question]]
name = "privacy_notice"
label = "I have read it"
missing = "Confirm it"

[[section.question]]
name = "kind"
type = "choice"
required = true
label = "Kind"
missing = "Choose one"
choices = [{ value = "a", label = "A" }, { value = "b", label = "B" }]

[[section.question]]
name = "note"
type = "text"
label = "Note"

[[section.question]]
"#;

/// The line on which `name` of an added question is.
const LINE: usize = 35;

/// Returns the mistakes in a file, without its name.
fn mistakes(text: &str) -> Vec<String> {
    let mut diagnostics = Diagnostics::default();
    parse(Path::new("form.toml"), text, &mut diagnostics);
    diagnostics.into_list().iter().map(|mistake| mistake.to_string().replace("form.toml:", "")).collect()
}

/// Returns the mistakes in a form with another question.
fn mistakes_in(question: &str) -> Vec<String> {
    mistakes(&format!("{BEFORE}{question}"))
}

#[test]
fn likely_countries_are_known_and_once_there() {
    let with = |codes: &str| {
        mistakes(&format!("likely_countries = {codes}\n{}", BEFORE.trim_end_matches("[[section.question]]\n")))
    };
    assert_eq!(with("[\"US\", \"GB\"]"), [""; 0]);
    let expected = ["1: likely_countries has UK, which is no ISO 3166 code in capitals, such as US"];
    assert_eq!(with("[\"UK\"]"), expected);
    assert_eq!(with("[\"US\", \"US\"]"), ["1: likely_countries has US twice"]);
}

#[test]
fn every_type_can_be_declared() {
    for question in [
        "type = \"text\"\nmin = 2\nmax = 1000",
        "type = \"long_text\"\nmax = 4000",
        "type = \"choice\"\nchoices = [{ value = \"a\", label = \"A\" }]\ninvalid = \"Choose\"",
        "type = \"choices\"\nchoices = [{ value = \"a\", label = \"A\" }]\ninvalid = \"Choose\"",
        "type = \"country\"\nrequired = true\nmissing = \"Choose\"",
        "type = \"yes_no\"",
        "type = \"yes_no\"\nrequired = true\nmissing = \"Choose\"",
        "type = \"agreement\"\nmissing = \"Agree\"",
        "type = \"number\"\nmin = -5\nmax = 5\nunit = \"m\"\ninvalid = \"Enter a number\"",
        "type = \"date\"\nmin = 2026-01-01\nmax = \"2026-12-31\"\ninvalid = \"Enter a date\"",
        "type = \"email\"\ninvalid = \"Enter an address\"",
        "type = \"telephone\"\ninvalid = \"Enter a number\"",
        "type = \"web_address\"\ninvalid = \"Enter an address\"",
        "type = \"text\"\nwhen = { kind = [\"b\"] }",
    ] {
        assert_eq!(
            mistakes_in(&format!("name = \"x\"\nlabel = \"X\"\n{question}")),
            Vec::<String>::new(),
            "{question}"
        );
    }
}

#[test]
fn a_mistake_in_a_question_names_its_line_and_what_would_be_right() {
    let named = |name: &str, rest: &str| format!("name = \"{name}\"\nlabel = \"X\"\n{rest}");
    let typed = |rest: &str| named("x", rest);
    for (question, expected) in [
        (typed(""), "x needs a `type`; only these core questions have one already: legal_name, "),
        (
            named("website", "type = \"text\"\ninvalid = \"X\""),
            "website is a core question: its type, choices and bounds are fixed",
        ),
        (
            named("website", "invalid = \"X\"\nwhen = { kind = [\"a\"] }"),
            "website is a core question, which has no `when`",
        ),
        (named("note", "type = \"text\""), "the question note is there twice"),
        (named("status", "type = \"text\""), "the name status is taken by the program"),
        (named("x_version", "type = \"text\""), "the name x_version is taken by the program"),
        (named("X", "type = \"text\""), "a question's name must be lower-case letters"),
        ("name = \"x\"\nlabel = \" \"\ntype = \"text\"".to_owned(), "x needs a label"),
        (typed("type = \"text\"\nrequired = true"), "x needs `missing`, the error for a missing answer"),
        (typed("type = \"text\"\nmissing = \"X\""), "`missing` of x is never shown"),
        (typed("type = \"yes_no\"\ninvalid = \"X\""), "`invalid` of x is never shown"),
        (typed("type = \"text\"\ninvalid = \"X\""), "`invalid` of x is never shown"),
        (typed("type = \"email\""), "x needs `invalid`, the error for a malformed answer"),
        (typed("type = \"agreement\"\nrequired = false\nmissing = \"X\""), "an answer to x is always required"),
        (named("representative_same", "required = true"), "an answer to representative_same is never required"),
        (typed("type = \"choice\"\ninvalid = \"X\""), "x needs 1 to 100 choices"),
        (
            typed("type = \"choice\"\ninvalid = \"X\"\nchoices = [{ value = \"a\", label = \"\" }]"),
            "the choice a of x needs a label",
        ),
        (
            typed(
                "type = \"choice\"\ninvalid = \"X\"\nchoices = [{ value = \"a\", label = \"A\" }, { value = \"a\", label = \"B\" }]",
            ),
            "x has the choice a twice",
        ),
        (
            typed("type = \"choice\"\ninvalid = \"X\"\nchoices = [{ value = \"\", label = \"A\" }]"),
            "a choice of x needs a value",
        ),
        (typed("type = \"country\"\ninvalid = \"X\"\nchoices = []"), "x can't have `choices`"),
        (typed("type = \"text\"\nunit = \"m\""), "x can't have `unit`"),
        (typed("type = \"text\"\nmin = 5\nmax = 4"), "the bounds of x must be in order, from 1 to 1000 characters"),
        (typed("type = \"text\"\nmax = 1001"), "the bounds of x must be in order"),
        (typed("type = \"text\"\nmax = \"many\""), "`max` of x must be a whole number"),
        (
            typed("type = \"number\"\nmin = 5\nmax = 4\ninvalid = \"X\""),
            "the bounds of x must be in order and have at most 15 digits",
        ),
        (typed("type = \"date\"\nmin = \"soon\"\ninvalid = \"X\""), "`min` of x must be a date such as 2026-11-27"),
        (
            typed("type = \"date\"\nmin = 2026-01-02\nmax = 2026-01-01\ninvalid = \"X\""),
            "the first date of x is after its last one",
        ),
        (typed("type = \"text\"\nwhen = { later = [\"a\"] }"), "`when` of x names later, which the form does not ask"),
        (typed("type = \"text\"\nwhen = { x = [\"a\"] }"), "`when` of x points forward"),
        (
            typed("type = \"text\"\nwhen = { note = [\"a\"] }"),
            "`when` of x names note, whose answer is not chosen from a list",
        ),
        (typed("type = \"text\"\nwhen = { kind = [\"c\"] }"), "`when` of x names the answer c; kind offers a, b"),
        (
            typed("type = \"text\"\nwhen = { kind = [\"b\", \"a\"] }"),
            "`when` of x names every answer of kind: leave it out",
        ),
        (typed("type = \"text\"\nwhen = { kind = [] }"), "`when` of x must name one question and at least one answer"),
        (typed("type = \"text\"\nwhen = { kind = [\"a\"], note = [\"b\"] }"), "`when` of x must name one question"),
    ] {
        let found = mistakes_in(&question);
        assert!(
            found.iter().any(|mistake| mistake.starts_with(&format!("{LINE}: {expected}"))),
            "{expected}: {found:?}"
        );
    }
    let unknown = mistakes_in(&typed("type = \"colour\""));
    assert!(unknown[0].starts_with("37: unknown variant `colour`, expected one of `text`"), "{unknown:?}");
    let condition = typed(
        "type = \"yes_no\"\nwhen = { kind = [\"a\"] }\n[[section.question]]\nname = \"y\"\nlabel = \"Y\"\ntype = \"text\"\nwhen = { x = [\"yes\"] }",
    );
    assert!(mistakes_in(&condition)[0].contains("names x, which is itself not always asked"));
}

#[test]
fn a_form_has_its_core_questions_and_limits() {
    let found = mistakes("[[section]]\naddress = \"copy\"\ntitle = \"\"");
    for expected in [
        "2: a section's address must be lower-case letters, digits and hyphens, and not answer, ",
        "2: the section copy needs a title",
        "2: the section copy asks nothing",
        "1: the core question legal_name is missing",
        "1: the core question contact_email is missing",
        "1: the core question privacy_notice is missing",
    ] {
        assert!(found.iter().any(|mistake| mistake.starts_with(expected)), "{expected}: {found:?}");
    }
    let question =
        |index: usize| format!("[[section.question]]\nname = \"q{index}\"\nlabel = \"Q\"\ntype = \"text\"\nmax = 10\n");
    let many: String = (0..56).map(question).collect();
    let text = BEFORE.trim_end().strip_suffix("[[section.question]]").unwrap();
    assert_eq!(mistakes(&format!("{text}{many}")), ["1: a form has at most 60 questions, not 61"]);
    let long_text = "name = \"NAME\"\nlabel = \"X\"\ntype = \"long_text\"\nmax = 5000\n";
    let two = [long_text.replace("NAME", "x"), long_text.replace("NAME", "y")].join("[[section.question]]\n");
    let long = mistakes_in(&two);
    assert!(long[0].contains("answers to the section one can take") && long.len() == 1, "{long:?}");
    let pages: String = (0..9)
        .map(|index| format!("[[section]]\naddress = \"s{index}\"\ntitle = \"S\"\n[[section.question]]\nname = \"q{index}\"\nlabel = \"Q\"\ntype = \"long_text\"\nmax = 4000\n"))
        .collect();
    let large = mistakes(&format!("{text}{pages}"));
    assert!(large[0].contains("the limit is 100000") && large.len() == 1, "{large:?}");
}
