//! Stream records that arrive after the link was replaced.

use super::{mailed, proceed};
use crate::support::changes::{hand_over, start_held_back};
use crate::support::{items, text};
use reqwest::StatusCode;

/// A stranger may request the link to a planted draft just before its owner continues it.
#[tokio::test]
async fn a_link_requested_before_a_replacement_does_not_work() {
    let (stack, visitor, changes) = start_held_back().await;
    let planted = visitor.start_draft().await;
    visitor.request_link(&planted, "stranger@example.com").await.location();
    stack.drained().await;
    let link_request = changes.of(&planted);
    let fresh = visitor.replace(&planted).await;
    assert_eq!(hand_over(&stack, stack.client(), &link_request).await, None);
    let strangers_link = mailed(&stack, "stranger@example.com").await;
    assert_eq!(visitor.get(&strangers_link).await.status, StatusCode::GONE);
    assert_eq!(proceed(&visitor, &strangers_link).await.status, StatusCode::GONE);
    assert_eq!(visitor.get(&fresh).await.location(), format!("{fresh}/profile"));
}

#[tokio::test]
async fn a_late_deletion_record_keeps_the_links_of_a_new_draft() {
    let (stack, visitor, changes) = start_held_back().await;
    let address = visitor.start_draft().await;
    let old = visitor.replace(&address).await;
    visitor.press(&format!("{old}/erase")).await.location();
    stack.drained().await;
    let deletion = changes.of(&address);
    visitor.fill_in_section(&address, "organization").await.location();
    let fresh = visitor.replace(&address).await;
    assert_eq!(hand_over(&stack, stack.client(), &deletion).await, None);
    let links = items(&stack, "link").await;
    let link = links.iter().find(|link| fresh.ends_with(text(link, "pk").strip_prefix("link#").unwrap())).unwrap();
    assert!(!link.contains_key("expires_at"), "{link:?}");
    assert_eq!(visitor.get(&fresh).await.location(), format!("{fresh}/profile"));
}
