//! Pages as a browser parses them.

use scraper::{ElementRef, Html, Selector};

/// A page.
pub(crate) struct Page(Html);

impl Page {
    /// Parses a page.
    pub(crate) fn read(text: &str) -> Self {
        Self(Html::parse_document(text))
    }

    /// Returns every element that a selector matches.
    pub(crate) fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.0.select(&Selector::parse(selector).unwrap()).collect()
    }

    /// Whether a selector matches.
    pub(crate) fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// Asserts that only our own markup runs, loads, styles or links elsewhere.
    pub(crate) fn assert_harmless(&self) {
        for element in self.all("*") {
            let name = element.value().name();
            if name == "script" {
                assert_data(element);
                continue;
            }
            let refused = ["iframe", "object", "embed", "base", "style", "frame", "svg", "math", "meta"];
            let known = match name {
                "meta" => element.attr("http-equiv").is_none(),
                "iframe" => element.attr("src").is_some_and(|src| src.starts_with("/members/")),
                _ => false,
            };
            assert!(known || !refused.contains(&name), "{}", element.html());
            for (attribute, value) in element.value().attrs() {
                assert!(!attribute.starts_with("on") && attribute != "style", "{}", element.html());
                if matches!(attribute, "href" | "src" | "action" | "formaction") {
                    let start = ["/", "#", "https://", "http://", "mailto:", "tel:+"];
                    assert!(start.iter().any(|start| value.starts_with(start)), "{}", element.html());
                }
            }
        }
    }

    /// Returns the value of a field.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        let field = self.all(&format!("main [name={name}]")).into_iter().next()?;
        Some(match field.value().name() {
            "textarea" => field.text().collect(),
            _ => field.attr("value").unwrap_or_default().to_owned(),
        })
    }

    /// Returns the form as a browser posts it.
    pub(crate) fn filled_in(&self) -> Vec<(String, String)> {
        let fields = self.all("main form input, main form select, main form textarea").into_iter();
        fields.filter_map(|field| Some((field.attr("name")?.to_owned(), entry(field)?))).collect()
    }
}

/// Asserts that structured data is valid JSON.
fn assert_data(script: ElementRef<'_>) {
    assert_eq!(script.attr("type"), Some("application/ld+json"), "{}", script.html());
    let text: String = script.text().collect();
    serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
}

/// Returns the value that a field posts, with line ends as in a request; none for an unchecked box.
fn entry(field: ElementRef<'_>) -> Option<String> {
    let value = || field.attr("value").unwrap_or_default().to_owned();
    let entry = match (field.value().name(), field.attr("type")) {
        ("input", Some("radio" | "checkbox")) => field.attr("checked").map(|_| value())?,
        ("input", _) => value(),
        ("select", _) => {
            let chosen = field.select(&Selector::parse("option[selected]").unwrap()).next();
            chosen.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
        }
        _ => field.text().collect(),
    };
    Some(entry.replace('\n', "\r\n"))
}
