//! What holds for any site: for the one in `shared/site`, whatever it is, and for those of the tests.

use crate::beekeepers::BEEKEEPERS;
use crate::support::outbox::deliveries;
use crate::support::{FIRST_VISIT, OWN_SITE, api, own_site, start_built};
use local::BuiltSite;
use reqwest::StatusCode;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::sync::{Arc, LazyLock};
use toml::Table;

/// The site in `shared/site`, as the functions have it, and those of the tests.
static SITES: LazyLock<[Arc<BuiltSite>; 3]> =
    LazyLock::new(|| [Arc::new(BuiltSite::embedded().unwrap()), Arc::clone(&OWN_SITE), Arc::clone(&BEEKEEPERS)]);

#[tokio::test]
async fn every_page_has_a_title_a_heading_and_a_summary() {
    for site in SITES.iter() {
        let (_stack, visitor) = start_built(site).await;
        let addresses = visitor.addresses().await;
        let mut titles = BTreeSet::new();
        for address in &addresses {
            let page = visitor.get(address).await;
            assert_eq!(page.status, StatusCode::OK, "{address}");
            assert_eq!(page.count("h1"), 1, "{address}");
            assert!(page.text("title").ends_with(&format!(" – {}", site.site.name)), "{address}");
            assert!(!page.attribute("meta[name=description]", "content").is_empty(), "{address}");
            assert_eq!(page.attribute("html", "lang"), site.site.language, "{address}");
            assert!(titles.insert(page.title()), "{address} has the title of another page");
        }
        assert!(addresses.iter().any(|address| address == "/"));
    }
}

#[tokio::test]
async fn words_and_phrases_lead_to_their_pages() {
    let embedded = option_env!("SITE_DIRECTORY").unwrap_or("../shared/site");
    for (site, directory) in SITES.iter().zip([embedded, "site", "sites/beekeepers"]) {
        let text = fs::read_to_string(own_site::directory(directory).join("site.toml")).unwrap();
        let settings: Table = text.parse().unwrap();
        let best = settings.get("search").and_then(|search| search.get("best")?.as_array());
        let (_stack, visitor) = start_built(site).await;
        for lead in best.into_iter().flatten() {
            for words in lead["words"].as_array().unwrap() {
                let page = visitor.get(&format!("/search?q={}", words.as_str().unwrap().replace(' ', "+"))).await;
                let found = page.attributes(".entries h3 a", "href");
                assert_eq!(found.first().map(String::as_str), lead["path"].as_str(), "{words}");
            }
        }
    }
}

#[tokio::test]
async fn every_link_and_image_works() {
    for site in SITES.iter() {
        let (_stack, visitor) = start_built(site).await;
        let mut opened = HashMap::new();
        for address in visitor.addresses().await {
            let page = visitor.get(&address).await;
            let links = page.attributes("a[href^='/'], link[href^='/']", "href");
            for link in links.into_iter().chain(page.attributes("img", "src")) {
                let (path, fragment) =
                    link.split_once('#').map_or((&*link, None), |(path, fragment)| (path, Some(fragment)));
                if !opened.contains_key(path) {
                    opened.insert(path.to_owned(), visitor.open(path).await);
                }
                let target = &opened[path];
                assert_eq!(target.status, StatusCode::OK, "{address} links to {link}");
                let has = |id: &str| target.count(&format!("[id='{id}']")) == 1;
                assert!(fragment.is_none_or(has), "{address} links to {link}");
            }
        }
    }
}

#[tokio::test]
async fn the_first_visit_fits_one_initial_congestion_window() {
    for site in SITES.iter() {
        let (_stack, visitor) = start_built(site).await;
        for address in visitor.addresses().await {
            let bytes = visitor.first_visit(&address).await;
            assert!(bytes < FIRST_VISIT, "{address} takes {bytes} bytes");
        }
    }
}

#[tokio::test]
async fn an_application_with_valid_answers_is_received() {
    for site in SITES.iter() {
        let (stack, visitor) = start_built(site).await;
        let address = visitor.apply().await;
        let status = visitor.get(&address).await;
        assert_eq!((status.status, status.count(".reference")), (StatusCode::OK, 1));
        assert_eq!(visitor.get(&format!("{address}/copy")).await.status, StatusCode::OK);
        let received = visitor.post_json(api::application_to(visitor.form()), &[]).await.received();
        let answers = async |address: &str| visitor.get(&format!("{address}/data")).await.json()["answers"].take();
        let (mut form, mut api) = (answers(&address).await, answers(&received).await);
        for answers in [&mut form, &mut api] {
            for section in answers.as_object_mut().unwrap().values_mut() {
                section.as_object_mut().unwrap().remove("privacy_notice_at");
            }
        }
        assert_eq!(form, api);
        assert_eq!(deliveries(&stack).await.len(), 4, "a message to the applicant and one to staff, for each");
    }
}
