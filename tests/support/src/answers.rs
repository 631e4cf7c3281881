//! Valid answers.

use shared::fields::Section;

/// Form fields and values, as a browser posts them.
pub type Answers = Vec<(&'static str, String)>;

/// Returns valid answers for a section.
pub fn good(section: Section) -> Answers {
    let pairs: &[(&str, &str)] = match section {
        Section::Organization => &[
            ("legal_name", "Müller & Sons <Clinical> GmbH"),
            ("public_name", "Müller’s"),
            ("website", "www.example.com"),
            ("kind", "cro"),
            ("country", "DE"),
            ("registration_number", "HRB 12345"),
            ("parent", ""),
        ],
        Section::Profile => &[
            ("services", "safety"),
            ("services", "data-management"),
            ("regions", "europe"),
            ("employees", "250-999"),
            ("why_join", "We run trials in nine countries.\r\nWe would like to help shape the rules."),
        ],
        Section::People => &[
            ("contact_name", "Ada O’Neill"),
            ("contact_title", "Head of regulatory affairs"),
            ("contact_email", "ada@example.com"),
            ("contact_phone", "+49 30 123456"),
            ("representative_name", "岡田 光"),
            ("representative_title", "Director"),
            ("representative_email", "hikaru@example.com"),
            ("billing_email", ""),
        ],
        Section::Declarations => &[
            ("committees", "responsible-ai"),
            ("heard_from", "A colleague"),
            ("code_of_ethics", "yes"),
            ("antitrust", "yes"),
            ("authority", "yes"),
            ("privacy_notice", "yes"),
        ],
    };
    pairs.iter().map(|(field, value)| (*field, (*value).to_owned())).collect()
}

/// Returns the version of the site's privacy notice.
pub fn privacy_notice() -> String {
    <shared::site::Site as shared::site::Embedded>::embedded().unwrap().privacy_notice
}

/// Returns valid answers for a section with another answer for `field`.
pub fn changed(section: Section, field: &'static str, value: &str) -> Answers {
    with(good(section), field, value)
}

/// Replaces the answers for `field`.
pub fn with(mut answers: Answers, field: &'static str, value: &str) -> Answers {
    answers.retain(|(name, _)| *name != field);
    answers.push((field, value.to_owned()));
    answers
}

/// Removes the answers for `field`.
pub fn without(mut answers: Answers, field: &str) -> Answers {
    answers.retain(|(name, _)| *name != field);
    answers
}

/// Encodes answers as a form.
pub fn encoded(answers: &[(&str, String)]) -> String {
    let url = reqwest::Url::parse_with_params("http://localhost", answers).unwrap();
    url.query().unwrap().to_owned()
}
