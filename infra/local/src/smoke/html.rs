//! Reads pages and their forms.

use scraper::{Html, Selector};
use serde_json::{Map, Value};
use shared::application::{NO, YES};

/// Returns an attribute of every element that matches and has it.
pub(super) fn attributes(html: &str, selector: &str, name: &str) -> Vec<String> {
    let Ok(selector) = Selector::parse(selector) else { return Vec::new() };
    let document = Html::parse_document(html);
    document.select(&selector).filter_map(|element| element.attr(name)).map(str::to_owned).collect()
}

/// Returns the text of every element that matches, with single spaces.
pub(super) fn texts(html: &str, selector: &str) -> Vec<String> {
    let Ok(selector) = Selector::parse(selector) else { return Vec::new() };
    let document = Html::parse_document(html);
    let words = document.select(&selector).map(|element| element.text().flat_map(str::split_whitespace));
    words.map(|words| words.collect::<Vec<_>>().join(" ")).collect()
}

/// Returns what a browser posts if a visitor gives the answers of `example` to the questions on a page.
pub(super) fn filled_in(html: &str, example: &Map<String, Value>) -> Vec<(String, String)> {
    const FORM: &str = "main form[method=post]";
    let hidden = |name| attributes(html, &format!("{FORM} input[type=hidden]"), name);
    let mut fields: Vec<_> = hidden("name").into_iter().zip(hidden("value")).collect();
    let mut asked = Vec::new();
    for control in ["input:not([type=hidden])", "textarea", "select"] {
        asked.extend(attributes(html, &format!("{FORM} {control}"), "name"));
    }
    let ticks = attributes(html, &format!("{FORM} input[type=checkbox]"), "name");
    asked.sort_unstable();
    asked.dedup();
    // A question that the example leaves out is optional, or a trap for programs.
    for (name, answer) in asked.into_iter().filter_map(|name| example.get(&name).map(|answer| (name.clone(), answer))) {
        let values = match answer {
            Value::String(text) => vec![text.clone()],
            Value::Array(chosen) => chosen.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Value::Bool(true) => vec![YES.to_owned()],
            Value::Bool(false) if ticks.contains(&name) => Vec::new(),
            Value::Bool(false) => vec![NO.to_owned()],
            other => vec![other.to_string()],
        };
        fields.extend(values.into_iter().map(|value| (name.clone(), value)));
    }
    fields
}
