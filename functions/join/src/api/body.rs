//! Parses a request body as JSON (RFC 8259), and rejects JSON that two parsers might read differently.

use super::{ApiError, cors};
use crate::context::Context;
use lambda_http::Request;
use lambda_http::http::{HeaderName, header};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use shared::failure::Failure;
use shared::request::{self, BODY_LIMIT};
use std::collections::BTreeMap;
use std::fmt;

/// A JSON value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Text(String),
    List(Vec<Json>),
    /// The members, without duplicate names.
    Object(BTreeMap<String, Json>),
    /// A number, if it is an integer.
    Number(Option<i64>),
}

/// Returns the body, without a byte order mark.
///
/// # Errors
/// When another site forged the request, the body is not JSON, or it is too large.
pub(super) fn json_body<'a>(ctx: &Context, request: &'a Request) -> Result<&'a [u8], ApiError> {
    if request::is_cross_site(request, &ctx.settings.site_origin) && !cors::is_from_allowed_origin(ctx, request) {
        return Err(Failure::CrossSite.into());
    }
    if !is_json(&text(request, header::CONTENT_TYPE)) || !is_plain(&text(request, header::CONTENT_ENCODING)) {
        return Err(Failure::UnsupportedMediaType.into());
    }
    let body: &[u8] = request.body().as_ref();
    if body.len() > BODY_LIMIT { Err(Failure::TooLarge.into()) } else { Ok(without_mark(body)) }
}

/// Parses the body as an object, and returns its members.
pub(super) fn read(body: &[u8]) -> Result<BTreeMap<String, Json>, ApiError> {
    let refuse = |detail: &str| ApiError::Unreadable(detail.to_owned());
    let text = std::str::from_utf8(body).map_err(|_| refuse("The body is not in UTF-8."))?;
    match serde_json::from_str(text) {
        Ok(Json::Object(members)) => Ok(members),
        Ok(_) => Err(refuse("The body must be a JSON object with the fields of an application.")),
        // The only error of this category, because any other JSON is a value.
        Err(error) if error.classify() == Category::Data => Err(refuse("An object has two members of the same name.")),
        Err(error) => Err(ApiError::Unreadable(format!(
            "The body is not JSON that we can read: see line {}, column {}.",
            error.line(),
            error.column()
        ))),
    }
}

/// Removes a byte order mark, which RFC 8259, section 8.1, allows parsers to ignore.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body)
}

fn text(request: &Request, name: HeaderName) -> String {
    let value = request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    value.unwrap_or_default()
}

/// Returns whether the type is `application/json`, with or without the character set.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(|part| part.trim().to_ascii_lowercase());
    let media_type = parts.next().unwrap_or_default();
    let charset = parts.find_map(|part| part.strip_prefix("charset=").map(|name| name.trim_matches('"').to_owned()));
    media_type == "application/json"
        && charset.is_none_or(|name| matches!(name.as_str(), "utf-8" | "utf8" | "us-ascii"))
}

fn is_plain(content_encoding: &str) -> bool {
    matches!(content_encoding.trim().to_ascii_lowercase().as_str(), "" | "identity")
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyJson)
    }
}

struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(Some(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(i64::try_from(number).ok()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Number(integer(number)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = entries.next_entry()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("two members of the same name"));
            }
        }
        Ok(Json::Object(members))
    }
}

/// Returns a number as an integer; JSON does not tell `1.0` from `1`.
fn integer(number: f64) -> Option<i64> {
    let is_exact = number.fract() == 0.0 && number.abs() < 1e15;
    is_exact.then(|| format!("{number:.0}").parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(body: &[u8]) -> String {
        match read(body) {
            Err(ApiError::Unreadable(detail)) => detail,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn json_objects_are_read() {
        let members = read(br#" {"a": [null, true, 1, -2.5e3], "b": {"c": "\u00e9"}} "#).unwrap();
        assert_eq!(
            members["a"],
            Json::List(vec![Json::Null, Json::Bool(true), Json::Number(Some(1)), Json::Number(Some(-2500))])
        );
        assert_eq!(members["b"], Json::Object(BTreeMap::from([("c".to_owned(), Json::Text("é".to_owned()))])));
    }

    #[test]
    fn other_bodies_are_refused_with_the_reason() {
        assert_eq!(refusal(b"{\"a\": \"\xff\"}"), "The body is not in UTF-8.");
        assert_eq!(refusal(b"[]"), "The body must be a JSON object with the fields of an application.");
        assert_eq!(refusal(br#"{"a": 1, "\u0061": 2}"#), "An object has two members of the same name.");
        assert_eq!(refusal(br#"{"a": {"b": 1, "b": 1}}"#), "An object has two members of the same name.");
        for body in
            [&b""[..], b"{", b"{'a': 1}", b"{\"a\": \"\\ud800\"}", b"\xef\xbb\xbf{}", b"{} {}", b"{\"a\": 1e999}"]
        {
            assert!(refusal(body).starts_with("The body is not JSON"), "{body:?}");
        }
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(30_000), "]".repeat(30_000));
        assert!(refusal(deep.as_bytes()).starts_with("The body is not JSON"));
    }
}
