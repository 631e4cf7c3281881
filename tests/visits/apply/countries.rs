//! The list of countries and territories.

use crate::support::api::with;
use crate::support::{answers, start_filled_in};
use serde_json::json;

#[tokio::test]
async fn kosovo_can_be_chosen_and_countries_have_their_common_names() {
    let (_stack, visitor, address) = start_filled_in().await;
    let chosen = answers::changed("organization", "country", "XK");
    visitor.fill_in(&address, "organization", chosen).await.location();
    let questions = visitor.get(&format!("{address}/organization")).await;
    assert_eq!(questions.typed("country"), ["Kosovo"]);
    let options = questions.attributes("#country-list option:not([label])", "value");
    assert_eq!((options.len(), options[0].as_str()), (250, "Afghanistan"));
    for name in ["United Kingdom", "Taiwan", "South Korea", "Côte d’Ivoire"] {
        assert!(options.iter().any(|option| option == name), "{name}");
    }
    let check = visitor.get(&address).await;
    assert!(check.texts("dl.rows > div").iter().any(|row| row.starts_with("Country Kosovo")));
    visitor.send(&check).await.location();
    let copy = visitor.get(&format!("{address}/copy")).await;
    assert!(copy.texts("dl.rows > div").contains(&"Country Kosovo".to_owned()));

    let received = visitor.post_json(with("country", json!("XK")), &[]).await.received();
    assert_eq!(visitor.get(&format!("{received}/data")).await.json()["answers"]["organization"]["country"], "XK");
    let schema = visitor.get("/api/openapi.json").await.json();
    let offered = &schema["components"]["schemas"]["Application"]["properties"]["country"]["enum"];
    assert!(offered.as_array().unwrap().contains(&json!("XK")));
}

#[tokio::test]
async fn a_country_is_found_by_the_names_that_people_use() {
    let (_stack, visitor, address) = start_filled_in().await;
    for (typed, name) in [
        ("UK", "United Kingdom"),
        ("england", "United Kingdom"),
        ("Great Britain", "United Kingdom"),
        ("USA", "United States"),
        ("South Korea", "South Korea"),
        ("Holland", "Netherlands"),
        ("Cote d'Ivoire", "Côte d’Ivoire"),
    ] {
        let chosen = answers::changed("organization", "country", typed);
        visitor.fill_in(&address, "organization", chosen).await.location();
        let page = visitor.get(&format!("{address}/organization")).await;
        assert_eq!(page.typed("country"), [name], "{typed}");
        // What the page shows can be saved as it is.
        let shown = answers::changed("organization", "country", name);
        visitor.fill_in(&address, "organization", shown).await.location();
    }
    let unknown = answers::changed("organization", "country", "Atlantis");
    let refused = visitor.fill_in(&address, "organization", unknown).await;
    assert_eq!((refused.status.as_u16(), refused.typed("country")), (422, vec!["Atlantis".to_owned()]));
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#country"]);
    let strict = visitor.post_json(with("country", json!("UK")), &[]).await;
    assert_eq!(strict.status.as_u16(), 422, "programs send codes");
}

#[tokio::test]
async fn a_misspelled_country_gets_a_suggestion() {
    let (_stack, visitor, address) = start_filled_in().await;
    for (typed, expected) in [("Germny", "Did you mean Germany?"), ("Untied Kingdom", "Did you mean United Kingdom?")] {
        let page = visitor.fill_in(&address, "organization", answers::changed("organization", "country", typed)).await;
        assert!(page.text(".error-summary li").ends_with(expected), "{}", page.text(".error-summary"));
        assert_eq!(page.typed("country"), [typed]);
    }
    for (vague, expected) in [
        ("congo", "Enter Congo - Brazzaville or Congo - Kinshasa"),
        ("Korea", "Enter North Korea or South Korea"),
        ("virgin islands", "Enter British Virgin Islands or U.S. Virgin Islands"),
    ] {
        let page = visitor.fill_in(&address, "organization", answers::changed("organization", "country", vague)).await;
        assert!(page.text(".error-summary li").starts_with(expected), "{vague}: {}", page.text(".error-summary"));
    }
    let unknown = answers::changed("organization", "country", "Narnia");
    let page = visitor.fill_in(&address, "organization", unknown).await;
    assert!(!page.text(".error-summary").contains("Did you mean"));
}
