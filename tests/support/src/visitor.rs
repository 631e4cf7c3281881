//! A visitor of the site.

use super::answers::{self, Answers};
use super::own_site::OWN_SITE;
use super::page::Page;
use local::BuiltSite;
use reqwest::{Client, RequestBuilder, redirect};
use shared::site::Form;
use std::sync::Arc;

/// What a first visit may take, in bytes: the initial congestion window of ten segments of 1,460 bytes (RFC 6928), less what
/// encryption adds to them.
pub const FIRST_VISIT: usize = 14 * 1024;

/// A visitor whose browser follows redirects only in [`Visitor::open`].
#[derive(Debug, Clone)]
pub struct Visitor {
    client: Client,
    site: String,
    form: &'static Form,
}

impl Visitor {
    pub fn to(site: &str) -> Self {
        Self::of(site, &OWN_SITE)
    }

    /// Returns a visitor who knows another site's form.
    pub fn of(site: &str, built: &Arc<BuiltSite>) -> Self {
        super::log::watch();
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        // Answers have static names. The few sites of a test run may stay in memory.
        let built: &Arc<BuiltSite> = Box::leak(Box::new(Arc::clone(built)));
        Self { client, site: site.to_owned(), form: &built.form }
    }

    /// Returns the site's form.
    pub const fn form(&self) -> &'static Form {
        self.form
    }

    /// Builds a request.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.client.request(method.parse().unwrap(), format!("{}{path}", self.site))
    }

    pub async fn get(&self, path: &str) -> Page {
        Page::read(self.request("GET", path).send().await.unwrap()).await
    }

    /// Returns the bytes of a first visit to a page: of the page and of its style sheet, compressed, with their headers as HTTP/1.1
    /// writes them, which is more than HTTP/2 does.
    pub async fn first_visit(&self, path: &str) -> usize {
        let weigh = async |path: &str| {
            let response = self.request("GET", path).header("accept-encoding", "gzip, br").send().await.unwrap();
            let headers =
                response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum::<usize>();
            headers + response.bytes().await.unwrap().len()
        };
        weigh(path).await + weigh(&self.get("/").await.attribute("link[rel=stylesheet]", "href")).await
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
        first.location().strip_suffix(&format!("/{}", self.form.sections[0].name)).unwrap().to_owned()
    }

    /// Opens a section's form and posts these answers with the version that it shows.
    pub async fn fill_in(&self, address: &str, section: &str, answers: Answers) -> Page {
        let path = format!("{address}/{section}");
        let version = self.get(&path).await.version();
        self.post_version(&path, answers, &version).await
    }

    /// Posts answers with this version.
    pub async fn post_version(&self, path: &str, answers: Answers, version: &str) -> Page {
        self.post(path, &answers::with(answers, "version", version)).await
    }

    /// Posts answers to the form of a page, with the version that it shows.
    pub async fn answer(&self, page: &Page, answers: Answers) -> Page {
        self.post_version(&page.attribute("main form", "action"), answers, &page.version()).await
    }

    /// Fills in a section with valid answers.
    pub async fn fill_in_section(&self, address: &str, section: &str) -> Page {
        let saved = self.fill_in(address, section, answers::valid(self.form, section)).await;
        assert!(saved.location().starts_with(address));
        saved
    }

    /// Starts an application, fills in the first section and returns its private path.
    pub async fn start_draft(&self) -> String {
        let address = self.start_application().await;
        self.fill_in_section(&address, &self.form.sections[0].name).await;
        address
    }

    /// Starts an application, fills in every section and returns its private path.
    pub async fn fill_in_everything(&self) -> String {
        let address = self.start_application().await;
        for section in &self.form.sections {
            self.fill_in_section(&address, &section.name).await;
        }
        address
    }

    /// Posts a form with one field.
    pub async fn post_field(&self, path: &str, field: &'static str, value: &str) -> Page {
        self.post(path, &vec![(field, value.to_owned())]).await
    }

    /// Posts a form without fields.
    pub async fn press(&self, path: &str) -> Page {
        self.post(path, &Vec::new()).await
    }

    /// Requests the link to a draft by email.
    pub async fn request_link(&self, address: &str, email: &str) -> Page {
        self.post_field(&format!("{address}/link"), "email", email).await
    }

    /// Replaces a private link and returns the new one.
    pub async fn replace(&self, address: &str) -> String {
        let path = format!("{address}/replace");
        let form = self.get(&path).await.attribute("input[name=form]", "value");
        let done = self.post_field(&path, "form", &form).await;
        done.location().strip_suffix("/replace?done").unwrap().to_owned()
    }

    /// Submits the form of a check page.
    pub async fn send(&self, check: &Page) -> Page {
        let hidden = |name| (name, check.attribute(&format!("input[name={name}]"), "value"));
        self.post(&check.attribute("form", "action"), &["version", "form_version"].map(hidden).into()).await
    }

    /// Fills in, checks and submits an application, and returns its private path.
    pub async fn apply(&self) -> String {
        let address = self.fill_in_everything().await;
        let sent = self.send(&self.get(&address).await).await;
        assert_eq!(sent.location(), address);
        address
    }
}
