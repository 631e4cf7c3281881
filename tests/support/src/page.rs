//! A response as a visitor reads it.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

/// A response.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Page {
    pub async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    /// Returns a header's value; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Returns the target of the redirect.
    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.header("location")
    }

    /// Returns the title without the association's name.
    pub fn title(&self) -> String {
        self.text("title").rsplit_once(" – ").unwrap().0.to_owned()
    }

    /// Returns the text of the first element that matches, with single spaces; empty if none does.
    pub fn text(&self, selector: &str) -> String {
        self.texts(selector).into_iter().next().unwrap_or_default()
    }

    /// Returns the text of every element that matches.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.select(selector, |element| {
            element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
        })
    }

    /// Returns an attribute of the first element that matches; empty if there is none.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        self.attributes(selector, name).into_iter().next().unwrap_or_default()
    }

    /// Returns an attribute of every element that matches and has it.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let values = self.select(selector, |element| element.attr(name).map(str::to_owned));
        values.into_iter().flatten().collect()
    }

    /// Returns the version in the form.
    pub fn version(&self) -> String {
        self.attribute("input[name=version]", "value")
    }

    /// Returns the objects that the page describes to search engines.
    pub fn linked_data(&self) -> serde_json::Value {
        let data = self.inner_html("script[type='application/ld+json']");
        serde_json::from_str::<serde_json::Value>(&data).unwrap()["@graph"].take()
    }

    /// Counts the elements that match.
    pub fn count(&self, selector: &str) -> usize {
        self.select(selector, |_| ()).len()
    }

    /// Returns the markup inside the first element that matches.
    pub fn inner_html(&self, selector: &str) -> String {
        self.select(selector, |element| element.inner_html()).into_iter().next().unwrap_or_default()
    }

    /// Returns the values that a field of the form would post unchanged.
    pub fn typed(&self, field: &str) -> Vec<String> {
        let named = format!("[name={field}]");
        let boxes = self.attributes(&format!("input{named}[checked]"), "value");
        let texts = format!("input:not([type=radio], [type=checkbox]){named}");
        let lines = self.select(&format!("textarea{named}"), |area| area.text().collect::<String>());
        let lines = lines.into_iter().map(|text| text.strip_prefix('\n').unwrap_or(&text).to_owned());
        let chosen = self.attributes(&format!("select{named} option[selected]"), "value");
        let all = boxes.into_iter().chain(self.attributes(&texts, "value")).chain(chosen).chain(lines);
        all.filter(|value| !value.is_empty()).collect()
    }

    fn select<T>(&self, selector: &str, read: impl Fn(ElementRef<'_>) -> T) -> Vec<T> {
        // A place where a line may break is not between words.
        let body = self.body.replace("<wbr>", "");
        Html::parse_document(&body).select(&Selector::parse(selector).unwrap()).map(read).collect()
    }
}
