//! The search for applications.

use super::desk::{Desk, apply, listed};
use crate::support::start;
use shared::staff::Role::Reviewer;

#[tokio::test]
async fn an_application_is_found_by_what_staff_know_of_it() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let french = [
        ("legal_name", "Société d’Études Cliniques"),
        ("public_name", "Clini-Pro"),
        ("website", "https://www.clinipro.example/about"),
        ("contact_email", "Marie@mail.clinipro.example"),
    ];
    let japanese = [
        ("legal_name", "臨床試験協会"),
        ("public_name", "臨床試験協会"),
        ("website", "https://rinsho.example"),
        ("contact_email", "hikaru@rinsho.example"),
    ];
    let (_, french) = apply(&stack, &visitor, &french).await;
    let (_, japanese) = apply(&stack, &visitor, &japanese).await;
    apply(&stack, &visitor, &[]).await;
    stack.drained().await;
    let lower = french.to_lowercase();
    for (query, expected) in [
        (french.as_str(), Some(&french)),
        (&lower, Some(&french)),
        ("societe", Some(&french)),
        ("SOCIÉTÉ etud", Some(&french)),
        ("cliniq", Some(&french)),
        ("www.clinipro.example", Some(&french)),
        ("marie@mail.clinipro.example", Some(&french)),
        ("臨床", Some(&japanese)),
        ("臨床試験協会", Some(&japanese)),
        ("rinsho.example", Some(&japanese)),
        ("société rinsho", None),
        ("<script>alert(1)</script>", None),
        ("\u{0}", None),
        ("", None),
    ] {
        let query_encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let page = desk.open(&format!("/staff/search?q={query_encoded}")).await;
        let expected: Vec<_> = expected.into_iter().cloned().collect();
        assert_eq!(listed(&page), expected, "{query}");
        assert_eq!(page.count("script"), 0, "{query}");
        let links: Vec<_> = expected.iter().map(|reference| format!("/staff/applications/{reference}")).collect();
        assert_eq!(page.attributes("tbody a", "href"), links, "{query}");
    }
}
