//! The page of an application.

use super::desk::{Desk, apply, reference};
use crate::support::answers::own_form;
use crate::support::store::{apply_as_a_program, code};
use crate::support::{api, start};
use serde_json::Value;
use shared::form::FieldKind;
use shared::staff::Role::Reviewer;

const HOSTILE: &str = "We <script>alert(1)</script> & \"{{ secret }}\" </textarea> run trials in nine countries now.";

#[tokio::test]
async fn every_answer_is_there_as_text() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let (_, reference) = apply(&stack, &visitor, &[("why_join", HOSTILE)]).await;
    let page = desk.file(&reference).await;
    assert_eq!(page.count("script"), 0);
    let all = page.text(".file-text");
    let mut body = api::application();
    body["why_join"] = HOSTILE.into();
    for (name, answer) in body.as_object().unwrap() {
        let field = own_form().field(name).unwrap();
        let label = |value: &Value| match &field.kind {
            FieldKind::Choice(choices) | FieldKind::Choices(choices) => {
                choices.iter().find(|choice| value == choice.value.as_str()).unwrap().label.clone()
            }
            _ => value.as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let expected = match (&field.kind, answer) {
            (FieldKind::Country, _) => vec!["Germany".to_owned()],
            (_, Value::Array(values)) => values.iter().map(label).collect(),
            (_, Value::String(_)) => vec![label(answer)],
            (_, Value::Number(number)) => vec![number.to_string()],
            _ => vec!["Yes".to_owned()],
        };
        for text in expected {
            assert!(all.contains(&text), "{name}: {text} is not in {all}");
        }
    }
}

#[tokio::test]
async fn what_the_site_knows_is_on_the_page() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let (address, first) = apply(&stack, &visitor, &[]).await;
    let (_, second) = apply(&stack, &visitor, &[]).await;
    stack.drained().await;
    let page = desk.file(&first).await;
    let text = page.text("main");
    for part in [
        "has not confirmed",
        "Receipt : sent",
        "Notification to staff : sent",
        "same name",
        "We delete the application on",
    ] {
        let spaced = part.replace(" :", ":");
        assert!(text.contains(part) || text.contains(&spaced), "{part} is not in {text}");
    }
    assert_eq!(page.attributes(".file-text li a", "href"), [format!("/staff/applications/{second}")]);
    let code = code(&stack, &address).await;
    visitor.post_field(&format!("{address}/confirm"), "code", &code).await.location();
    assert!(desk.file(&first).await.text("main").contains("confirmed their email address on"));

    let suspect = apply_as_a_program(&stack, &visitor).await;
    stack.drained().await;
    let page = desk.file(&reference(&stack, &suspect).await).await;
    let main = page.text("main");
    assert!(main.contains("A field that people cannot see was filled in"), "{main}");
    assert!(page.text(".lead").contains("Likely spam"));
}
