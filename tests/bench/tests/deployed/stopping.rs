//! Stopped functions. Lambda may stop a function at any moment between events. It sends SIGKILL, preceded by SIGTERM
//! only if an extension is registered. There is none, so no function handles signals.

use crate::support::events::GET_PAGE;
use crate::support::table::{items, only_application, text};
use crate::support::{events, start};
use bench::{Failure, Signal};
use std::os::unix::process::ExitStatusExt;

#[tokio::test]
async fn a_function_stops_at_once_on_a_signal() {
    let site = start().await;
    for (name, function) in site.functions() {
        let sandbox = function.sandbox().await.unwrap();
        sandbox.signal(Signal::TERM);
        assert_eq!(sandbox.ended().await.signal(), Some(Signal::TERM.as_raw()), "{name}");
    }
}

#[tokio::test]
async fn an_event_after_a_stop_gets_a_new_sandbox() {
    let site = start().await;
    let pages = site.function("pages");
    let first = pages.invoke(GET_PAGE).await.unwrap();
    pages.sandbox().await.unwrap().kill().await;
    assert_eq!(pages.invoke(GET_PAGE).await.unwrap().body, first.body);
    assert_eq!(pages.starts(), 2);
}

#[tokio::test]
async fn an_application_survives_the_function_that_received_it() {
    let site = start().await;
    let (visitor, join) = (&site.visitor, site.function("join"));
    let address = visitor.fill_in_everything().await;
    join.sandbox().await.unwrap().kill().await;
    let sent = visitor.send(&visitor.get(&address).await).await;
    assert_eq!(sent.location(), address);
    join.sandbox().await.unwrap().kill().await;
    let status = visitor.get(&address).await;
    assert!(status.body.contains(text(&only_application(site.stack()).await, "reference")));
    assert_eq!(join.starts(), 3);
}

#[tokio::test]
async fn killing_notify_repeatedly_neither_loses_nor_duplicates_messages() {
    let site = start().await;
    let notify = site.function("notify");
    for number in 1..=3 {
        site.visitor.apply().await;
        site.stack().drained().await;
        notify.sandbox().await.unwrap().kill().await;
        assert_eq!(site.mail().sent().len(), 2 * number, "to applicant and staff");
    }
    assert_eq!(items(site.stack(), "notice").await.len(), 6);
}

#[tokio::test]
async fn an_event_fails_when_its_function_is_killed() {
    let site = start().await;
    let pages = site.function("pages").sandbox().await.unwrap();
    pages.signal(Signal::STOP);
    let (response, ()) = tokio::join!(pages.invoke(events::GET_PAGE), async { pages.signal(Signal::KILL) });
    assert!(matches!(response, Err(Failure::Ended(_))), "{response:?}");
}
