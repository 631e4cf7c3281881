//! Random tokens, and cookies that hold them.

use lambda_http::Request;
use lambda_http::http::{HeaderValue, header};
use shared::application::history::Hash;
use shared::entropy::{Entropy, NoEntropy};
use std::fmt;

/// 256 random bits, in hexadecimal digits. Only their hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(Hash);

impl Token {
    /// Returns a new token.
    ///
    /// # Errors
    /// When the system has no random bytes.
    pub(crate) fn random(entropy: &Entropy) -> Result<Self, NoEntropy> {
        Ok(Self(Hash::from_bytes(&entropy.bytes::<32>()?)))
    }

    /// Parses the token in a cookie, unless the request has the cookie more than once: then somebody else may have set
    /// one of them.
    pub(crate) fn in_cookie(request: &Request, name: &str) -> Option<Self> {
        let mut found = cookies(request, name);
        let value = found.next()?;
        if found.next().is_some() { None } else { Self::parse(value) }
    }

    /// Parses a token.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Hash::parse(text).map(Self)
    }

    /// The digits.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the hash under which the table knows this token.
    pub(crate) fn hash(&self) -> Hash {
        Hash::of(self.as_str().as_bytes())
    }

    /// Returns another token that follows from this one, and from which this one can't be computed.
    pub(crate) fn derive(&self, purpose: &str) -> String {
        Hash::of(format!("{purpose}\n{}", self.as_str()).as_bytes()).as_str().to_owned()
    }
}

impl fmt::Debug for Token {
    /// Omits the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// Compares secrets in a time that doesn't depend on where they differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let difference = one.bytes().zip(other.bytes()).fold(0, |difference, (one, other)| difference | (one ^ other));
    one.len() == other.len() && difference == 0
}

fn cookies<'a>(request: &'a Request, name: &str) -> impl Iterator<Item = &'a str> {
    let lines = request.headers().get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    pairs.filter(move |(known, _)| *known == name).map(|(_, value)| value)
}

/// Returns a `Set-Cookie` header. `__Host-` in a cookie's name makes browsers refuse it from any other host, and without
/// TLS. `Lax` sends it along when the issuer sends the visitor back, but with no other site's posts.
pub(crate) fn set_cookie(name: &str, value: &str, max_age: Option<i64>) -> Option<HeaderValue> {
    let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::Body;

    fn request(cookies: &[&str]) -> Request {
        let mut request = Request::new(Body::Empty);
        for cookie in cookies {
            request.headers_mut().append("cookie", HeaderValue::from_str(cookie).unwrap());
        }
        request
    }

    #[test]
    fn only_a_whole_token_that_is_there_once_is_read() {
        let token = "a1".repeat(32);
        let cookie = format!("a={token}");
        let found = |cookies: &[&str]| Token::in_cookie(&request(cookies), "a").map(|token| token.as_str().to_owned());
        assert_eq!(found(&[&cookie]), Some(token.clone()));
        assert_eq!(found(&[&format!("b=c; {cookie}; d")]), Some(token));
        for cookies in
            [&[][..], &["a"], &["a="], &["a=A1"], &["b=1"], &[&cookie, &cookie], &[&format!("a=1; {cookie}")]]
        {
            assert_eq!(found(cookies), None, "{cookies:?}");
        }
    }

    #[test]
    fn tokens_are_random_and_derived_ones_tell_nothing_of_them() {
        let entropy = Entropy::system();
        let (one, other) = (Token::random(&entropy).unwrap(), Token::random(&entropy).unwrap());
        assert_ne!(one, other);
        let texts = [one.as_str().to_owned(), one.hash().as_str().to_owned(), one.derive("a"), one.derive("b")];
        for (index, text) in texts.iter().enumerate() {
            assert!(texts.iter().skip(index + 1).all(|other| !same(text, other)));
        }
        assert_eq!(format!("{one:?}"), "Token");
    }

    #[test]
    fn equal_texts_are_the_same() {
        assert!(same("ab", "ab"));
        assert!(!same("ab", "ac") && !same("ab", "abc") && !same("", "a"));
    }
}
