//! A visitor of the site.

use super::answers::{self, Answers};
use super::page::Page;
use reqwest::{Client, RequestBuilder, redirect};
use shared::fields::Section;

/// A visitor whose browser follows redirects only in [`Visitor::open`].
#[derive(Debug, Clone)]
pub struct Visitor {
    client: Client,
    site: String,
}

impl Visitor {
    pub fn to(site: &str) -> Self {
        super::log::watch();
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        Self { client, site: site.to_owned() }
    }

    /// Builds a request.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.client.request(method.parse().unwrap(), format!("{}{path}", self.site))
    }

    pub async fn get(&self, path: &str) -> Page {
        Page::read(self.request("GET", path).send().await.unwrap()).await
    }

    /// Gets a page and follows redirects.
    pub async fn open(&self, path: &str) -> Page {
        let mut page = self.get(path).await;
        while page.status.is_redirection() {
            page = self.get(page.header("location")).await;
        }
        page
    }

    pub async fn post(&self, path: &str, answers: &Answers) -> Page {
        Page::read(self.request("POST", path).form(answers).send().await.unwrap()).await
    }

    /// Returns the path of every page in the sitemap.
    pub async fn addresses(&self) -> Vec<String> {
        let map = self.get("/sitemap.xml").await.body;
        let addresses = map.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next());
        addresses.map(|address| address.strip_prefix(&self.site).unwrap().to_owned()).collect()
    }

    /// Starts an application and returns its private path.
    pub async fn start_application(&self) -> String {
        let first = self.get("/join/start").await;
        first.location().strip_suffix("/organization").unwrap().to_owned()
    }

    /// Opens a section's form and posts these answers with the version that it shows.
    pub async fn fill_in(&self, address: &str, section: Section, answers: Answers) -> Page {
        let path = format!("{address}/{}", section.name());
        let version = self.get(&path).await.attribute("input[name=version]", "value");
        self.post(&path, &answers::with(answers, "version", &version)).await
    }

    /// Starts an application, fills in every section and returns its private path.
    pub async fn fill_in_everything(&self) -> String {
        let address = self.start_application().await;
        for section in Section::ALL {
            let saved = self.fill_in(&address, section, answers::good(section)).await;
            assert!(saved.location().starts_with(&address));
        }
        address
    }

    /// Replaces a private link.
    pub async fn replace(&self, address: &str) -> Page {
        let path = format!("{address}/replace");
        let form = self.get(&path).await.attribute("input[name=form]", "value");
        self.post(&path, &vec![("form", form)]).await
    }

    /// Submits the form of a check page.
    pub async fn send(&self, check: &Page) -> Page {
        let action = check.attribute("form", "action");
        let version = check.attribute("input[name=version]", "value");
        self.post(&action, &vec![("version", version)]).await
    }

    /// Fills in, checks and submits an application, and returns its private path.
    pub async fn apply(&self) -> String {
        let address = self.fill_in_everything().await;
        let sent = self.send(&self.get(&address).await).await;
        assert_eq!(sent.location(), address);
        address
    }
}
