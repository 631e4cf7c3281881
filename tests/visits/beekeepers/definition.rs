//! The form changes while applications are under way.

use crate::support::{SiteCopy, Visitor, answers, only_application, options};
use local::{Options, Stack};
use reqwest::StatusCode;

/// Starts a stack that shows edits of a copy of the tests' own site.
async fn start(copy: &SiteCopy) -> (Stack, Visitor) {
    let stack = Stack::start(Options { site: Some(copy.path("")), ..options() }).await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    (stack, visitor)
}

/// Adds a question to the first section of the copy's form.
fn ask_about_color(copy: &SiteCopy) {
    let question = "[[section.question]]\nname = \"color\"\ntype = \"text\"\nrequired = true\nlabel = \"Favorite color\"\nmissing = \"Enter a color\"\n";
    copy.replace(
        "form.toml",
        "[[section]]\naddress = \"profile\"",
        &format!("{question}\n[[section]]\naddress = \"profile\""),
    );
}

#[tokio::test]
async fn a_submitted_application_is_shown_with_the_words_that_it_answered() {
    let copy = SiteCopy::new();
    let (stack, visitor) = start(&copy).await;
    let address = visitor.apply().await;
    let before = visitor.get(&address).await.texts("details dl");
    let label = &answers::question("registration_number").label;
    // The question about it goes, and another takes its place.
    copy.replace("form.toml", "name = \"registration_number\"", "name = \"tax_number\"");
    copy.replace("form.toml", &format!("label = \"{label}\""), "label = \"Tax number\"");
    assert_eq!(visitor.get(&address).await.texts("details dl"), before);
    assert!(before[0].contains(label.as_str()) && before[0].contains("HRB 12345"));
    let data = visitor.get(&format!("{address}/data")).await.json();
    assert_eq!(data["answers"]["organization"]["registration_number"], "HRB 12345");
    assert!(only_application(&stack).await.contains_key("form_version"));

    let newer = visitor.apply().await;
    let shown = visitor.get(&newer).await.texts("details dl");
    assert!(shown[0].contains("Tax number") && !shown[0].contains(label.as_str()));
}

#[tokio::test]
async fn a_draft_without_an_answer_to_a_new_question_is_led_to_its_page() {
    let copy = SiteCopy::new();
    let (_stack, visitor) = start(&copy).await;
    let address = visitor.fill_in_everything().await;
    let check = visitor.get(&address).await;
    ask_about_color(&copy);
    assert_eq!(visitor.send(&check).await.location(), address);
    assert_eq!(visitor.get(&address).await.location(), format!("{address}/organization"));
    let page = visitor.get(&format!("{address}/organization")).await;
    assert_eq!(page.attribute("[name=legal_name]", "value"), "Müller & Sons <Clinical> GmbH");
    let saved = visitor.answer(&page, answers::changed("organization", "color", "Green")).await;
    assert_eq!(saved.location(), address);
    assert_eq!(visitor.send(&visitor.get(&address).await).await.location(), address);
    assert!(visitor.get(&address).await.texts("dd").contains(&"Green".to_owned()));
}

#[tokio::test]
async fn an_answer_to_a_removed_question_does_not_hold_up_a_draft() {
    let copy = SiteCopy::new();
    let (_stack, visitor) = start(&copy).await;
    ask_about_color(&copy);
    let address = visitor.start_application().await;
    visitor.fill_in(&address, "organization", answers::changed("organization", "color", "Green")).await.location();
    copy.replace(
        "form.toml",
        "name = \"color\"\ntype = \"text\"\nrequired = true",
        "name = \"hue\"\ntype = \"text\"\nrequired = true",
    );
    copy.replace(
        "form.toml",
        "name = \"hue\"\ntype = \"text\"\nrequired = true\nlabel = \"Favorite color\"\nmissing = \"Enter a color\"",
        "name = \"hue\"\ntype = \"text\"\nlabel = \"Favorite hue\"",
    );
    for section in &answers::SECTIONS[1..] {
        visitor.fill_in_section(&address, section).await;
    }
    assert_eq!(visitor.send(&visitor.get(&address).await).await.location(), address);
    assert!(!visitor.get(&address).await.body.contains("Green"));
}

#[tokio::test]
async fn a_draft_is_completed_on_a_new_first_page() {
    let copy = SiteCopy::new();
    let (_stack, visitor) = start(&copy).await;
    let address = visitor.fill_in_everything().await;
    let first = "[[section]]\naddress = \"start\"\ntitle = \"Start\"\n\n[[section.question]]\nname = \"color\"\ntype = \"text\"\nrequired = true\nlabel = \"Favorite color\"\nmissing = \"Enter a color\"\n\n";
    copy.replace(
        "form.toml",
        "[[section]]\naddress = \"organization\"",
        &format!("{first}[[section]]\naddress = \"organization\""),
    );
    assert_eq!(visitor.get(&address).await.location(), format!("{address}/start"));
    let saved = visitor.fill_in(&address, "start", vec![("color", "Green".to_owned())]).await;
    assert_eq!(saved.location(), address);
    assert_eq!(visitor.send(&visitor.get(&address).await).await.location(), address);
}

#[tokio::test]
async fn answers_to_reworded_questions_are_checked_again() {
    let copy = SiteCopy::new();
    let (stack, visitor) = start(&copy).await;
    let address = visitor.fill_in_everything().await;
    let check = visitor.get(&address).await;
    let label = &answers::question("authority").label;
    copy.replace("form.toml", &format!("label = \"{label}\""), "label = \"I may sign for everything\"");
    let again = visitor.send(&check).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.texts(".statements li").contains(&"I may sign for everything".to_owned()));
    assert_eq!(only_application(&stack).await["status"].as_s().unwrap(), "draft");
    assert_eq!(visitor.send(&again).await.location(), address);
}
