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
    assert_eq!(questions.text("#country option[selected]"), "Kosovo");
    let options = questions.texts("#country option");
    assert_eq!((options.len(), options[1].as_str()), (251, "Afghanistan"));
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
