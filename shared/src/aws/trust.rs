//! Whose certificates are taken for AWS's.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::sync::{Arc, Once, OnceLock};
use std::{fmt, io};

/// Amazon's own authorities, which vouch for every service that it runs. They are published at
/// <https://www.amazontrust.com/repository/>, and end in 2037 at the earliest.
const AMAZON: [&[u8]; 5] = [
    include_bytes!("authorities/amazon-root-ca-1.cer"),
    include_bytes!("authorities/amazon-root-ca-2.cer"),
    include_bytes!("authorities/amazon-root-ca-3.cer"),
    include_bytes!("authorities/amazon-root-ca-4.cer"),
    include_bytes!("authorities/starfield-services-root-ca-g2.cer"),
];

type Authorities = Vec<CertificateDer<'static>>;

/// Authorities that are read when they are asked: to read the 140 of a system takes longer than all else until the first
/// answer.
#[derive(Clone)]
pub(super) struct Unread(pub(super) Arc<dyn Fn() -> Authorities + Send + Sync>);

impl fmt::Debug for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unread")
    }
}

/// Who may vouch for a service, and who else may if they do not.
#[derive(Debug, Clone)]
pub(super) struct Trust {
    pub(super) first: Authorities,
    pub(super) then: Option<Unread>,
}

impl Trust {
    /// Amazon's authorities. Once they do not know a service any more, those that the runtime's image knows: Amazon
    /// may change its authorities, and no function has to be deployed again for it.
    pub(super) fn amazon() -> Self {
        Self { first: AMAZON.map(CertificateDer::from).into(), then: Some(Unread(Arc::new(of_the_system))) }
    }

    /// Those in a PEM file, and no others.
    ///
    /// # Errors
    /// When it can't be read, or one in it is no certificate, or there is none.
    pub(super) fn bundle(file: &str) -> io::Result<Self> {
        let unusable = |error| io::Error::new(io::ErrorKind::InvalidData, error);
        let pem = std::fs::read(file)?;
        let first: Authorities =
            CertificateDer::pem_slice_iter(&pem).collect::<Result<_, _>>().map_err(|_| unusable("it is not PEM"))?;
        if first.is_empty() {
            return Err(unusable("there is no certificate in it"));
        }
        match store(first.clone()) {
            (_, 0) => Ok(Self { first, then: None }),
            _ => Err(unusable("a certificate in it is none")),
        }
    }
}

fn of_the_system() -> Authorities {
    rustls_native_certs::load_native_certs().certs
}

/// A store of the authorities that can be read, and how many can't.
fn store(authorities: Authorities) -> (RootCertStore, usize) {
    let mut store = RootCertStore::empty();
    let (_, unreadable) = store.add_parsable_certificates(authorities);
    (store, unreadable)
}

/// Asks the first, then the others.
#[derive(Debug)]
pub(super) struct Verifier {
    provider: Arc<CryptoProvider>,
    first: Arc<WebPkiServerVerifier>,
    others: Option<Unread>,
    /// Nothing, if none of the others can be read.
    then: OnceLock<Option<Arc<WebPkiServerVerifier>>>,
    changed: Once,
}

impl Verifier {
    /// # Errors
    /// When none of the first authorities can be read.
    pub(super) fn new(trust: &Trust, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let first = verifier(trust.first.clone(), &provider).ok_or(Error::General("no authorities".to_owned()))?;
        Ok(Self { provider, first, others: trust.then.clone(), then: OnceLock::new(), changed: Once::new() })
    }

    fn then(&self) -> Option<&Arc<WebPkiServerVerifier>> {
        let Unread(others) = self.others.as_ref()?;
        self.then.get_or_init(|| verifier(others(), &self.provider)).as_ref()
    }
}

fn verifier(authorities: Authorities, provider: &Arc<CryptoProvider>) -> Option<Arc<WebPkiServerVerifier>> {
    let (store, _) = store(authorities);
    WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider)).build().ok()
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match self.first.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            Err(error) if is_unknown(&error) => match self.then() {
                Some(then) => {
                    let verified = then.verify_server_cert(certificate, intermediates, name, ocsp, now)?;
                    self.changed.call_once(|| {
                        tracing::warn!("Amazon's own authorities do not vouch for a service; those of the system do");
                    });
                    Ok(verified)
                }
                None => Err(error),
            },
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.first.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.first.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.first.supported_verify_schemes()
    }
}

/// Whether nobody that was asked vouches for a server. An authority may also have changed its key and kept its name.
fn is_unknown(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::BadSignature))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_embedded_authorities_are_those_that_amazon_publishes() {
        let fingerprint = |certificate: &[u8]| {
            Sha256::digest(certificate).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let published = [
            "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
            "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
            "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
            "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
            "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
        ];
        assert_eq!(AMAZON.map(fingerprint), published);
        assert_eq!(store(Trust::amazon().first).1, 0);
    }

    #[test]
    fn a_bundle_without_a_certificate_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let bundle = |content: &str| {
            let file = directory.path().join("bundle.pem");
            std::fs::write(&file, content).unwrap();
            Trust::bundle(file.to_str().unwrap()).map(drop).map_err(|error| error.to_string())
        };
        assert_eq!(bundle(&super::super::tests::pem()), Ok(()));
        assert_eq!(bundle(""), Err("there is no certificate in it".to_owned()));
        let broken = "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n";
        assert_eq!(bundle(broken), Err("it is not PEM".to_owned()));
        assert_eq!(bundle(&broken.replace('?', "AAAA")), Err("a certificate in it is none".to_owned()));
        assert!(Trust::bundle(directory.path().to_str().unwrap()).is_err());
    }
}
