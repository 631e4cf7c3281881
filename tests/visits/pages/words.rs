//! A site's own words, in pages and messages.

use crate::support::outbox::outbox;
use crate::support::{SiteCopy, Visitor};
use local::{Options, Stack};
use shared::timestamp::Timestamp;
use std::fs;

const WORDS: &str = r#"
date.day = "{{ day }}. {{ month }} {{ year }}"

[page]
home = "Startseite"

[search]
none_for = "Nichts zu „{{ query }}“"
advice = "Zurück zur [Startseite](/)."

[list]
quoted = "„{{ words }}“"

[letters.found_for]
one = "Ein Brief zu {{ filtered_by }}"
other = "{{ count }} Briefe zu {{ filtered_by }}"

[failure.not_found]
title = "Nichts <hier>"

[form]
optional = "(freiwillig)"
problem = "Da stimmt etwas nicht"

[progress.title]
received = "Ihr \"Antrag\" ist da"

[mail]
code_title = "Adresse bestätigen"

[mail.received]
subject_code = "Eingegangen: {{ reference }}"
text = "Wir haben Ihren Antrag an {{ site.name }} erhalten."
"#;

#[tokio::test]
async fn words_of_a_site_are_in_pages_and_messages() {
    let copy = SiteCopy::new();
    let stack = Stack::start(Options { site: Some(copy.path("")), ..Options::default() }).await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    assert_eq!(visitor.get("/nothing").await.title(), "Page not found");
    fs::write(copy.path("words.toml"), WORDS).unwrap();
    copy.replace("site.toml", "language = \"en\"", "language = \"de\"\ntime_zone = \"Pacific/Auckland\"");

    assert!(visitor.get("/contact").await.body.contains(">Startseite</a>"));
    assert!(visitor.get("/nothing").await.body.contains("<h1>Nichts &lt;hier&gt;</h1>"));
    let search = visitor.get("/search?q=xyzzy").await;
    assert_eq!(
        (search.title(), search.text("main h2")),
        ("Nichts zu „xyzzy“".to_owned(), "Nichts zu „xyzzy“".to_owned())
    );
    assert!(search.body.contains("Zurück zur <a href=\"/\">Startseite</a>.</p>"));
    let letters = visitor.get("/letters?q=moths").await.text("h2.count");
    assert!(letters.contains("Brief") && letters.ends_with(" zu „moths“"), "{letters}");

    let address = visitor.start_application().await;
    assert!(visitor.get(&format!("{address}/organization")).await.body.contains("(freiwillig)"));
    let address = visitor.apply().await;
    let status = visitor.get(&address).await;
    assert_eq!(status.title(), "Ihr \"Antrag\" ist da");
    let sent = Timestamp::try_from(status.attributes("time", "datetime").remove(0)).unwrap();
    let locale = site::compile(&copy.path("")).unwrap().site.locale;
    assert_eq!(status.text("time"), locale.day(sent.unix()));

    let mail = outbox(&stack).await.into_iter().find(|mail| mail.to == "ada@example.com").unwrap();
    assert!(mail.subject.starts_with("Eingegangen: "), "{}", mail.subject);
    let received = "Wir haben Ihren Antrag an League of Public Observatories erhalten.";
    assert!(mail.text.contains(received) && mail.text.contains("Adresse bestätigen"), "{}", mail.text);
    assert!(mail.html.contains(received), "{}", mail.html);
}

#[tokio::test]
async fn mistakes_in_words_have_a_line() {
    let copy = SiteCopy::new();
    fs::write(copy.path("words.toml"), "[form]\nproblem = \"{{ problem }}\"\noptionall = \"\"\n").unwrap();
    copy.replace("site.toml", "language = \"en\"", "language = \"en\"\napplication_page = \"/zebras\"");
    let expected = [
        "words.toml:2: `form.problem` has {{ problem }}, but can only have {{ site.contact_email }}, {{ site.decision_time }}, {{ site.location }}, {{ site.name }}, {{ site.short_name }}",
        "words.toml:3: `form.optionall` is not known: perhaps `form.optional`",
        "site.toml:8: application_page links to /zebras, which is no page",
    ];
    assert_eq!(copy.diagnostics(), expected);

    copy.replace("site.toml", "application_page = \"/zebras\"", "time_zone = \"Atlantis\"");
    let diagnostics = copy.diagnostics();
    assert!(
        diagnostics.iter().any(|d| d.ends_with("time_zone must be like Europe/Stockholm, not Atlantis")),
        "{diagnostics:?}"
    );
}
