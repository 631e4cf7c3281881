//! Keys that sign tokens.

use std::sync::OnceLock;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{EncodePublicKey, LineEnding};
use rsa::rand_core::OsRng;
use rsa::sha2::{Digest, Sha256};
use rsa::signature::{SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, RsaPrivateKey};
use serde_json::{Value, json};

/// The size of a key, in bits.
const BITS: usize = 2048;

/// An RSA key.
pub struct Key {
    private: RsaPrivateKey,
    /// The name of the key.
    pub id: String,
}

impl Key {
    /// Returns the key of this process, which it makes on first use.
    pub fn of_process() -> &'static Self {
        static KEY: OnceLock<Key> = OnceLock::new();
        KEY.get_or_init(Self::generate)
    }

    /// Makes a key.
    #[allow(clippy::expect_used, reason = "an RSA key of this size can always be made")]
    pub fn generate() -> Self {
        let private = RsaPrivateKey::new(&mut OsRng, BITS).expect("a key");
        let id: String = Sha256::digest(private.n().to_bytes_be()).iter().take(4).map(|b| format!("{b:02x}")).collect();
        Self { private, id }
    }

    /// Returns the public key as a JSON Web Key.
    pub fn jwk(&self) -> Value {
        let encode = |number: &BigUint| BASE64_URL_SAFE_NO_PAD.encode(number.to_bytes_be());
        let (n, e) = (encode(self.private.n()), encode(self.private.e()));
        json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "n": n, "e": e })
    }

    /// Returns the public key in PEM, for tests that sign with it as if it were a secret.
    #[allow(clippy::expect_used, reason = "a key that was made can be written")]
    pub fn public_pem(&self) -> String {
        self.private.to_public_key().to_public_key_pem(LineEnding::LF).expect("a key in PEM")
    }

    /// Writes a token with these claims, signed with RS256.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as(&json!({ "alg": "RS256", "typ": "JWT", "kid": self.id }), claims)
    }

    /// Writes a token with this header, signed with RS256 whatever the header says.
    pub fn sign_as(&self, header: &Value, claims: &Value) -> String {
        let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let content = format!("{}.{}", encode(header), encode(claims));
        let signature = SigningKey::<Sha256>::new(self.private.clone()).sign(content.as_bytes());
        format!("{content}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}
