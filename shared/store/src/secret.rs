//! The stack's secret, and the keyed hashes (HMAC, RFC 2104), codes and links derived from it.
//!
//! The secret is an item of the table, created when it is first needed. It protects data that leaves the table without it,
//! such as an index, a stream record or a log of keys; it does not protect a copy of the whole table.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use shared::applicant::EmailAddress;
use shared::application::history::Hash;
use shared::application::{ApplicationId, ConfirmationCode, FormId, Holder, LINK_LENGTH, LinkId, Reference};
use std::fmt;

/// The length of a secret, in bytes.
pub const SECRET_LENGTH: usize = 32;

/// A key for HMAC-SHA-256.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET_LENGTH]);

impl Secret {
    /// Creates a secret from random bytes.
    pub const fn from_random(bytes: [u8; SECRET_LENGTH]) -> Self {
        Self(bytes)
    }

    /// The secret's bytes, for the table.
    pub(crate) const fn as_bytes(&self) -> &[u8; SECRET_LENGTH] {
        &self.0
    }

    /// Returns the keyed hash of an address's mailbox. All spellings of the mailbox have the same hash.
    pub fn mailbox(&self, address: &EmailAddress) -> Hash {
        self.hash("mailbox", &[&address.mailbox()])
    }

    /// Returns the keyed hash of an `Idempotency-Key`.
    pub fn idempotency_key(&self, key: &str) -> Hash {
        self.hash("idempotency key", &[key])
    }

    /// Returns the keyed hash that identifies a repeated request body.
    pub fn body(&self, body: &[u8]) -> Hash {
        Hash::from_bytes(&self.mac("body", &[body]))
    }

    /// Returns the code that confirms the main contact's address.
    pub fn confirmation_code(&self, id: &ApplicationId) -> ConfirmationCode {
        let mac = self.mac("confirmation", &[id.as_str().as_bytes()]);
        ConfirmationCode::from_bytes(first(&mac))
    }

    /// Returns the link to email to a mailbox while `replaces` is the application's private link. It is the same at each
    /// attempt.
    pub fn mailed_link(&self, id: &ApplicationId, mailbox: &Hash, replaces: Option<&LinkId>) -> LinkId {
        let replaces = replaces.map_or("", LinkId::as_str);
        let mac = self.mac("mailed link", &[id.as_str().as_bytes(), mailbox.as_str().as_bytes(), replaces.as_bytes()]);
        LinkId::from_random(first::<LINK_LENGTH>(&mac))
    }

    /// Returns the link to a member's own page for the reader of a mailbox, on an occasion such as a request. It is the
    /// same at each attempt.
    pub fn member_link(&self, reference: &Reference, mailbox: &str, occasion: &str) -> LinkId {
        let parts = [reference.as_str().as_bytes(), mailbox.as_bytes(), occasion.as_bytes()];
        LinkId::from_random(first::<LINK_LENGTH>(&self.mac("member link", &parts)))
    }

    /// Returns the link that replaces the holder's when a form is posted. It is the same when that form is posted again.
    /// `form` is random and known only to the visitor who was shown the form, so others who have the old link can't derive
    /// the new one.
    pub fn replacement(&self, holder: &Holder, form: &FormId) -> LinkId {
        let link = holder.link.as_ref().map_or("", LinkId::as_str);
        let parts = [holder.id.as_str().as_bytes(), link.as_bytes(), form.as_str().as_bytes()];
        LinkId::from_random(first::<LINK_LENGTH>(&self.mac("replacement", &parts)))
    }

    fn hash(&self, purpose: &str, parts: &[&str]) -> Hash {
        let parts: Vec<_> = parts.iter().map(|part| part.as_bytes()).collect();
        Hash::from_bytes(&self.mac(purpose, &parts))
    }

    /// Hashes the purpose, so that a hash for one purpose is useless for another, and the parts, each after its length.
    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC accepts a key of any length (RFC 2104), so this never fails.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return [0; 32] };
        for part in [purpose.as_bytes()].iter().chain(parts) {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

fn first<const N: usize>(bytes: &[u8; 32]) -> [u8; N] {
    let mut prefix = [0; N];
    prefix.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    prefix
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(byte: u8) -> Secret {
        Secret::from_random([byte; SECRET_LENGTH])
    }

    #[test]
    fn a_hash_needs_the_secret_and_serves_one_purpose() {
        let ada = EmailAddress::parse("Ada@EXAMPLE.com").unwrap();
        let same = EmailAddress::parse("ada@example.com").unwrap();
        assert_eq!(secret(1).mailbox(&ada), secret(1).mailbox(&same));
        assert_ne!(secret(1).mailbox(&ada), secret(2).mailbox(&ada));
        assert_ne!(secret(1).mailbox(&same), Hash::of(b"ada@example.com"));
        assert_ne!(secret(1).idempotency_key("x"), secret(1).body(b"x"));
    }

    /// printf '\x04\0\0\0\0\0\0\0body\x01\0\0\0\0\0\0\0x' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0101…01
    #[test]
    fn a_hash_is_the_hmac_that_other_programs_compute() {
        let expected = "a19cb946caa9678bb3309116c4004e1a8e6f6f11aa2769f4006764381472c5b8";
        assert_eq!(secret(1).body(b"x").as_str(), expected);
    }

    /// The computation in docs/runbook.md: `hexkey:0101…01`, and the normalized address.
    #[test]
    fn an_operator_can_compute_the_hash_of_a_mailbox() {
        let ada = EmailAddress::parse("Ada@EXAMPLE.com").unwrap();
        let expected = "a9fb1a1560c2a7cc6e887b02955fce03ba8005fef2c36e257f1d4280a194dcc0";
        assert_eq!(secret(1).mailbox(&ada).as_str(), expected);
    }

    #[test]
    fn codes_and_links_belong_to_one_application() {
        let ids = [1, 2].map(|byte| ApplicationId::from_random([byte; 26]));
        let codes = ids.each_ref().map(|id| secret(1).confirmation_code(id).to_string());
        assert_ne!(codes[0], codes[1]);
        let mailbox = Hash::of(b"mailbox");
        let links = ids.each_ref().map(|id| secret(1).mailed_link(id, &mailbox, None));
        assert_ne!(links[0], links[1]);
        assert_ne!(secret(1).mailed_link(&ids[0], &mailbox, Some(&links[0])), links[0]);
        assert_eq!(secret(1).mailed_link(&ids[0], &mailbox, None), links[0]);
    }

    #[test]
    fn only_the_same_form_gets_the_same_replacement_link() {
        let holder = Holder::of_original(ApplicationId::from_random([1; 26]));
        let [one, other] = [1, 2].map(|byte| FormId::from_random([byte; 26]));
        assert_eq!(secret(1).replacement(&holder, &one), secret(1).replacement(&holder, &one));
        assert_ne!(secret(1).replacement(&holder, &one), secret(1).replacement(&holder, &other));
        let later = Holder { link: Some(secret(1).replacement(&holder, &one)), ..holder.clone() };
        assert_ne!(secret(1).replacement(&later, &one), secret(1).replacement(&holder, &one));
    }
}
