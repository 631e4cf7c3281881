//! The private address by e-mail, and confirming that an address is the applicant's. What is sent is another matter.

use crate::support::store::{id, move_to, store, submitted};
use crate::support::{Item, Visitor, answers, handlers, only_application, start, text};
use aws_sdk_dynamodb::types::AttributeValue;
use local::{Options, Stack};
use reqwest::StatusCode;
use shared::application::{ApplicationId, Status};
use shared::env::Aws;
use shared::fields::Section;
use shared::world::World;

const TOKEN: &str = "0123456789abcdefghjkmnpqrs";

async fn draft(visitor: &Visitor) -> String {
    let address = visitor.start_application().await;
    visitor.fill_in(&address, Section::Organization, answers::good(Section::Organization)).await;
    address
}

fn email(address: &str) -> Vec<(&'static str, String)> {
    vec![("email", address.to_owned())]
}

/// Sets an attribute of an application, as the function does that sends the receipt.
async fn set(stack: &Stack, id: &ApplicationId, name: &str, value: &str) {
    let item = only_application(stack).await;
    let key = |item: &Item| ["pk", "sk"].map(|name| (name.to_owned(), item[name].clone())).into_iter().collect();
    assert!(text(&item, "pk").ends_with(id.as_str()));
    let update = stack.client().update_item().table_name(stack.table_name()).set_key(Some(key(&item)));
    let update = update.update_expression("SET #name = :value").expression_attribute_names("#name", name);
    update.expression_attribute_values(":value", AttributeValue::S(value.to_owned())).send().await.unwrap();
}

#[tokio::test]
async fn the_address_of_a_draft_is_sent_where_it_is_asked_for() {
    let (stack, visitor) = start().await;
    let address = draft(&visitor).await;
    let questions = visitor.get(&format!("{address}/profile")).await;
    let link = format!("{address}/link");
    assert!(questions.attributes("a", "href").contains(&link));
    assert_eq!(visitor.get(&link).await.title(), "Send me this link");
    let sent = visitor.post(&link, &email(" ada@Example.com ")).await;
    assert_eq!(sent.location(), format!("{address}/link?sent"));
    assert_eq!(visitor.get(sent.location()).await.title(), "Your link is on its way");
    let application = only_application(&stack).await;
    assert_eq!(text(&application, "link_email"), "ada@example.com");
    assert_eq!(application["link_requests"].as_n().unwrap(), "1");
    assert_eq!(application["version"].as_n().unwrap(), "1", "no page that is open grows old by it");
}

#[tokio::test]
async fn the_main_contact_is_proposed() {
    let (_stack, visitor) = start().await;
    let address = visitor.fill_in_everything().await;
    assert_eq!(visitor.get(&format!("{address}/link")).await.typed("email"), ["ada@example.com"]);
}

#[tokio::test]
async fn what_is_no_address_is_refused_and_kept() {
    let (_stack, visitor) = start().await;
    let link = format!("{}/link", draft(&visitor).await);
    for typed in ["", "ada@", "ada@example.com\r\nBcc: x@example.com"] {
        let page = visitor.post(&link, &email(typed)).await;
        assert_eq!(
            (page.status, page.title().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "Error: Send me this link")
        );
        assert_eq!(page.attributes(".error-summary a", "href"), ["#email"]);
    }
}

#[tokio::test]
async fn nobody_is_written_to_without_end() {
    let (stack, visitor) = start().await;
    let address = draft(&visitor).await;
    for _ in 0..5 {
        visitor.post(&format!("{address}/link"), &email("ada@example.com")).await.location();
    }
    let told = visitor.post(&format!("{address}/link"), &email("ada@example.com")).await;
    assert_eq!((told.status, told.text(".notice h2").as_str()), (StatusCode::TOO_MANY_REQUESTS, "Nothing was sent"));
    assert_eq!(only_application(&stack).await["link_requests"].as_n().unwrap(), "5");
}

#[tokio::test]
async fn an_address_is_sent_of_drafts_only_and_forgotten_once_they_are_sent() {
    let (stack, visitor) = start().await;
    let address = visitor.fill_in_everything().await;
    visitor.post(&format!("{address}/link"), &email("private@example.com")).await.location();
    visitor.send(&visitor.get(&address).await).await.location();
    assert!(!only_application(&stack).await.contains_key("link_email"));
    assert_eq!(visitor.get(&format!("{address}/link")).await.location(), address);
    assert_eq!(visitor.post(&format!("{address}/link"), &email("ada@example.com")).await.location(), address);
    let nothing = visitor.post(&format!("/join/{}/link", "0".repeat(26)), &email("ada@example.com")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn opening_the_link_confirms_nothing_and_pressing_the_button_does() {
    let (stack, visitor) = start().await;
    let address = visitor.apply().await;
    set(&stack, &id(&address), "confirm_token", TOKEN).await;
    let link = format!("{address}/confirm?token={TOKEN}");
    for _ in 0..3 {
        assert_eq!(visitor.get(&link).await.title(), "Confirm your e-mail address");
    }
    assert_eq!(submitted(&stack, &address).await.contact_confirmed_at, None);

    let page = visitor.get(&link).await;
    let token = vec![("token", page.attribute("input[name=token]", "value"))];
    for _ in 0..3 {
        assert_eq!(visitor.post(&format!("{address}/confirm"), &token).await.location(), address);
    }
    assert!(submitted(&stack, &address).await.contact_confirmed_at.is_some());
    assert!(visitor.get(&address).await.text("main").contains("You confirmed the main contact’s e-mail address"));
    assert_eq!(visitor.get(&link).await.location(), address, "it has been done");
}

#[tokio::test]
async fn another_token_confirms_nothing_and_says_so_and_a_closed_application_has_nothing_to_confirm() {
    let (stack, visitor) = start().await;
    let address = visitor.apply().await;
    set(&stack, &id(&address), "confirm_token", TOKEN).await;
    let confirm = format!("{address}/confirm");
    for token in ["", "z", "zzzzzzzzzzzzzzzzzzzzzzzzzz", "<script>"] {
        let told = visitor.post(&confirm, &vec![("token", token.to_owned())]).await;
        let (title, heading) = ("Error: Confirm your e-mail address", "Your address is not confirmed yet");
        assert_eq!((told.status, told.title().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, title));
        assert_eq!(told.text(".notice h2"), heading);
    }
    for to in [Status::InReview, Status::Declined] {
        move_to(&stack, &address, to).await;
    }
    for token in [TOKEN, "z"] {
        assert_eq!(visitor.post(&confirm, &vec![("token", token.to_owned())]).await.location(), address);
    }
    assert_eq!(visitor.get(&format!("{confirm}?token={TOKEN}")).await.location(), address);
    assert_eq!(submitted(&stack, &address).await.contact_confirmed_at, None);
    let history = store(&stack).history(&id(&address)).await.unwrap();
    assert_eq!(history.len(), 3);
}

#[tokio::test]
async fn where_no_mail_is_sent_none_is_offered() {
    let stack = Stack::start_with(Options::default(), |mut environments| async move {
        environments.values_mut().for_each(|environment| drop(environment.remove("MAIL_FROM")));
        Ok(handlers(environments, &World::real(), |environment| Aws::client(environment).unwrap()))
    });
    let stack = stack.await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    let address = draft(&visitor).await;
    let link = format!("{address}/link");
    assert!(!visitor.get(&format!("{address}/profile")).await.attributes("a", "href").contains(&link));
    assert_eq!(visitor.get(&link).await.location(), address);
}
