//! Reports of SES sent directly to the `notify` program: a bounced address gets no more mail.

use crate::support::events::SES_BOUNCE;
use crate::support::start;
use crate::support::table::{items, only_application, text};

#[tokio::test]
async fn a_bounce_is_stored_and_its_address_is_not_mailed_again() {
    let site = start().await;
    site.visitor.apply().await;
    site.stack().drained().await;
    let application = only_application(site.stack()).await;
    let bounce = SES_BOUNCE.replace("7KQX4M2P", text(&application, "reference"));
    site.function("notify").invoke(bounce).await.unwrap();
    let application = only_application(site.stack()).await;
    assert_eq!(text(&application, "contact_undelivered"), "hard_bounce");
    assert_eq!(items(site.stack(), "undeliverable").await.len(), 1);

    let before = site.mail().sent().len();
    site.visitor.apply().await;
    site.stack().drained().await;
    let sent = site.mail().sent();
    let recipients: Vec<_> = sent[before..].iter().flat_map(|sent| &sent.to).collect();
    assert_eq!(recipients, ["staff@acro.example"]);
}
