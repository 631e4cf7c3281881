//! The `Idempotency-Key` header, as in draft-ietf-httpapi-idempotency-key-header.

use super::problem::Problem;
use lambda_http::Request;
use shared::application::history::Hash;
use shared::store::Key;

/// The most characters that a key may have.
pub(super) const LIMIT: usize = 255;

/// The key that a request bears, if it does, and what it is for: this body.
pub(super) fn of(request: &Request, body: &[u8]) -> Result<Option<Key>, Problem> {
    let mut values = request.headers().get_all("idempotency-key").iter();
    let Some(value) = values.next() else { return Ok(None) };
    let key = value.to_str().ok().and_then(parse).filter(|_| values.next().is_none());
    let key = key.ok_or(Problem::UnusableKey)?;
    Ok(Some(Key { name: Hash::of(key.as_bytes()), body: Hash::of(body) }))
}

/// A key of 1 to 255 printable ASCII characters. The draft wants a string of RFC 8941, in quotes; most clients leave them
/// out.
fn parse(value: &str) -> Option<String> {
    let value = value.trim();
    let key = quoted(value).unwrap_or_else(|| value.to_owned());
    let usable = (1..=LIMIT).contains(&key.len()) && key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    usable.then_some(key)
}

/// What stands in the quotes, where a backslash makes the next quote or backslash part of it.
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

    #[test]
    fn what_is_empty_too_long_or_not_ascii_is_no_key() {
        for value in ["", " ", "\"\"", "ké", "a\tb", &"k".repeat(256)] {
            assert_eq!(parse(value), None, "{value}");
        }
    }
}
