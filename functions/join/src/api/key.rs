//! The `Idempotency-Key` header, as in draft-ietf-httpapi-idempotency-key-header.

use super::ApiError;
use lambda_http::Request;

/// The longest key, in characters.
const LIMIT: usize = 255;
/// Returns the key of a request, if there is one.
pub(super) fn of(request: &Request) -> Result<Option<String>, ApiError> {
    let mut values = request.headers().get_all("idempotency-key").iter();
    let Some(value) = values.next() else { return Ok(None) };
    let key = value.to_str().ok().and_then(parse).filter(|_| values.next().is_none());
    key.ok_or(ApiError::UnusableKey).map(Some)
}

/// Parses a key of 1 to 255 printable ASCII characters. The draft requires quotes (RFC 8941), but most clients omit
/// them.
fn parse(value: &str) -> Option<String> {
    let value = value.trim();
    let key = quoted(value).unwrap_or_else(|| value.to_owned());
    let usable = (1..=LIMIT).contains(&key.len()) && key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    usable.then_some(key)
}

/// Returns the text in quotes, where a backslash escapes a quote or backslash.
fn quoted(value: &str) -> Option<String> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    let mut key = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        key.push(match character {
            '"' => return None,
            '\\' => characters.next().filter(|escaped| matches!(escaped, '"' | '\\'))?,
            other => other,
        });
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::openapi::tests::document;
    use proptest::prelude::*;
    use proptest::string::string_regex;
    use regex::Regex;
    use serde_json::Value;
    use std::sync::LazyLock;

    /// The description of the header in the OpenAPI document: an ECMA-262 regular expression for accepted headers, and
    /// their greatest length. The header is an RFC 8941 string, or the bare key, which neither begins nor ends with a
    /// space and is not just two quotes. In quotes, each character may need a backslash.
    static SCHEMA: LazyLock<Value> =
        LazyLock::new(|| document()["components"]["parameters"]["IdempotencyKey"]["schema"].clone());
    static DOCUMENTED: LazyLock<Regex> = LazyLock::new(|| Regex::new(pattern()).unwrap());

    fn pattern() -> &'static str {
        SCHEMA["pattern"].as_str().unwrap()
    }

    /// Generates headers of any characters, mainly quotes and backslashes, with lengths around the limits.
    fn header() -> impl Strategy<Value = String> {
        let characters = r#"(["\\]|[ -~]|[a-z]|[\té])"#;
        let any = |length| string_regex(&format!("{characters}{length}")).unwrap();
        let quoted = |most| string_regex(&format!(r#""([ !#-\[\]-~]|\\["\\]){{{most}}}""#)).unwrap();
        prop_oneof![
            any("{0,4}"),
            any("{253,257}"),
            any("{510,514}"),
            string_regex("[ -~]{253,257}").unwrap(),
            quoted("0,3"),
            quoted("254,256"),
            string_regex(pattern().trim_start_matches('^').trim_end_matches('$')).unwrap(),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_documented_pattern_matches_exactly_the_accepted_keys(header in header()) {
            // The space around a header does not belong to it (RFC 9110, section 5.5).
            let header = header.trim();
            prop_assert_eq!(DOCUMENTED.is_match(header), parse(header).is_some(), "{}", header);
            prop_assert!(parse(header).is_none() || SCHEMA["maxLength"] == 2 * LIMIT + 2 && header.len() <= 2 * LIMIT + 2);
        }
    }

    #[test]
    fn a_key_is_the_same_with_quotes_and_without() {
        for (value, key) in [
            ("8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
            ("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
            (r#""a \"b\" \\""#, r#"a "b" \"#),
            ("a\"b", "a\"b"),
            ("\"", "\""),
        ] {
            assert_eq!(parse(value).as_deref(), Some(key));
        }
        assert!(parse(&"k".repeat(255)).is_some());
    }
}
