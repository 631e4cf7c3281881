use super::*;
use shared::form::{Condition, Field};
use shared::site::{Form, Locale};

fn consent() -> PrivacyConsent {
    PrivacyConsent { version: "2026-11-23".to_owned(), at: Timestamp::from_unix(1_800_000_000) }
}

fn field(name: &str, kind: FieldKind, required: bool) -> Field {
    Field {
        required,
        label: format!("The {name}"),
        missing: format!("{name} is missing"),
        invalid: format!("{name} is malformed"),
        ..Field::new(name, kind)
    }
}

fn choices() -> Vec<Choice> {
    ["a", "b", "c"].map(|value| Choice { value: value.to_owned(), label: value.to_uppercase() }).into()
}

/// One question of each type.
fn every_type() -> Vec<Field> {
    vec![
        field("text", FieldKind::Text { min: 2, max: 5 }, true),
        field("long", FieldKind::LongText { min: 1, max: 2000 }, true),
        field("choice", FieldKind::Choice(choices()), true),
        field("choices", FieldKind::Choices(choices()), true),
        field("country", FieldKind::Country, true),
        field("tick", FieldKind::YesNo, false),
        field("buttons", FieldKind::YesNo, true),
        field("agreement", FieldKind::Agreement, true),
        field("privacy_notice", FieldKind::PrivacyNotice, true),
        field("number", FieldKind::Number { min: -5, max: 12_000, unit: "bees".to_owned() }, true),
        field("date", FieldKind::Date { min: "2026-01-01".to_owned(), max: "2026-12-31".to_owned() }, true),
        field("email", FieldKind::Email, true),
        field("telephone", FieldKind::Telephone, true),
        field("site", FieldKind::WebAddress, true),
    ]
}

const GOOD: [(&str, &str); 14] = [
    ("text", "word"),
    ("long", "two\nlines"),
    ("choice", "b"),
    ("choices", "a"),
    ("choices", "c"),
    ("country", "CH"),
    ("buttons", "no"),
    ("agreement", "yes"),
    ("privacy_notice", "yes"),
    ("number", "11000"),
    ("date", "2026-02-28"),
    ("email", "ada@example.com"),
    ("telephone", "+41 44 000 00 00"),
    ("site", "https://example.com/"),
];

/// Calls `run` with words that show what they are.
fn with_words<T>(run: impl FnOnce(FormWords<'_>) -> T) -> T {
    let words = [
        ("error.too_long", "{{ label }} > {{ limit }}"),
        ("error.too_short", "{{ label }} < {{ limit }}"),
        ("error.too_low", "{{ label }} ≥ {{ limit }}"),
        ("error.too_high", "{{ label }} ≤ {{ limit }}"),
        ("error.too_early", "{{ label }} from {{ limit }}"),
        ("error.too_late", "{{ label }} until {{ limit }}"),
    ];
    let words = words.map(|(key, words)| (key.to_owned(), words.to_owned())).into();
    let locale = Locale {
        thousands: ".".to_owned(),
        date: "{{ day }}-{{ month }}-{{ year }}".to_owned(),
        months: (1..=12).map(|month| format!("m{month}")).collect(),
        ..Locale::default()
    };
    run(FormWords { form: &Form { words, ..Form::default() }, locale: &locale })
}

fn parse(fields: Vec<Field>, typed: &[(&str, &str)]) -> Result<Answers, Vec<FieldError>> {
    let asked = Section { name: "s".to_owned(), title: String::new(), introduction: String::new(), fields };
    with_words(|words| section(words, &asked, &typed.iter().copied().collect(), &Answers::default(), &consent()))
}

/// Returns the only error for the good answers with another one.
fn error(name: &str, typed: &str) -> String {
    let mut answers = GOOD.to_vec();
    answers.retain(|(field, _)| *field != name);
    answers.push((name, typed));
    let errors = parse(every_type(), &answers).unwrap_err();
    assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), [name]);
    errors[0].message.clone()
}

#[test]
fn parsed_answers_parse_again_to_the_same() {
    let parsed = parse(every_type(), &GOOD).unwrap();
    assert_eq!(parsed.get("choices"), Some(&Answer::Chosen(vec!["a".to_owned(), "c".to_owned()])));
    assert_eq!((parsed.get("tick"), parsed.get("buttons")), (Some(&Answer::Flag(false)), Some(&Answer::Flag(false))));
    assert_eq!(parsed.get("number"), Some(&Answer::Number(11_000)));
    assert_eq!(parsed.text("privacy_notice_version"), Some("2026-11-23"));
    let fields = every_type();
    let asked = Section { name: "s".to_owned(), title: String::new(), introduction: String::new(), fields };
    let typed = parsed.typed(&asked.fields);
    let again = with_words(|words| section(words, &asked, &typed, &Answers::default(), &consent()));
    assert_eq!(again, Ok(parsed));
}

#[test]
fn an_empty_page_has_an_error_for_every_required_question_in_order() {
    let errors = parse(every_type(), &[]).unwrap_err();
    let required = every_type().into_iter().filter(|field| field.required).map(|field| field.missing);
    assert_eq!(errors.into_iter().map(|error| error.message).collect::<Vec<_>>(), required.collect::<Vec<_>>());
}

#[test]
fn malformed_answers_have_the_errors_of_their_questions() {
    for (name, typed) in [
        ("choice", "<script>"),
        ("choices", "d"),
        ("country", "XX"),
        ("buttons", "perhaps"),
        ("number", "many"),
        ("date", "28.02.2026"),
        ("email", "ada@-example.com"),
        ("telephone", "call me"),
        ("site", "http://"),
    ] {
        assert_eq!(error(name, typed), format!("{name} is malformed"));
    }
}

#[test]
fn answers_out_of_bounds_have_errors_that_name_the_bound() {
    assert_eq!(error("text", "x"), "The text < 2");
    assert_eq!(error("text", "longer"), "The text > 5");
    assert_eq!(error("long", &"x".repeat(2001)), "The long > 2.000");
    assert_eq!(error("number", "-6"), "The number ≥ −5\u{a0}bees");
    assert_eq!(error("number", "12001"), "The number ≤ 12.000\u{a0}bees");
    assert_eq!(error("date", "2025-12-31"), "The date from 1-m1-2026");
    assert_eq!(error("date", "2027-01-01"), "The date until 31-m12-2026");
}

#[test]
fn a_question_that_is_not_asked_needs_no_answer_and_keeps_none() {
    let when = |value: &str| Some(Condition { field: "choice".to_owned(), values: vec![value.to_owned()] });
    let fields = || {
        vec![
            field("choice", FieldKind::Choice(choices()), true),
            Field { when: when("a"), ..field("text", FieldKind::Text { min: 1, max: 5 }, true) },
        ]
    };
    assert_eq!(parse(fields(), &[("choice", "a")]).unwrap_err()[0].message, "text is missing");
    let parsed = parse(fields(), &[("choice", "b"), ("text", "word")]).unwrap();
    assert_eq!(parsed.get("text"), None);
    assert!(parse(fields(), &[("choice", "a"), ("text", "word")]).is_ok());
}
