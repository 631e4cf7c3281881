//! Root certificates that verify AWS's servers.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::io;
use std::sync::{Arc, OnceLock};

/// Amazon's root certificates, as published at <https://www.amazontrust.com/repository/>. They verify every AWS service,
/// and expire in 2037 at the earliest.
const AMAZON: [&[u8]; 5] = [
    include_bytes!("amazon/AmazonRootCA1.cer"),
    include_bytes!("amazon/AmazonRootCA2.cer"),
    include_bytes!("amazon/AmazonRootCA3.cer"),
    include_bytes!("amazon/AmazonRootCA4.cer"),
    include_bytes!("amazon/SFSRootCAG2.cer"),
];

/// Returns Amazon's root certificates.
pub(super) fn amazon() -> RootCertStore {
    roots(AMAZON.into_iter().map(CertificateDer::from))
}

/// Loads the root certificates from a PEM file.
///
/// # Errors
/// When the file can't be read, has no certificate, or has a malformed one.
pub(super) fn bundle(file: &str) -> io::Result<RootCertStore> {
    let pem = std::fs::read(file)?;
    let invalid = |reason| io::Error::new(io::ErrorKind::InvalidData, reason);
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|_| invalid("the file is not PEM"))?;
        roots.add(certificate).map_err(|_| invalid("the file has a malformed certificate"))?;
    }
    if roots.is_empty() { Err(invalid("the file has no certificate")) } else { Ok(roots) }
}

/// Loads the system's root certificates, which the runtime's image has. Skips malformed ones.
pub(super) fn system() -> RootCertStore {
    roots(rustls_native_certs::load_native_certs().certs)
}

fn roots(certificates: impl IntoIterator<Item = CertificateDer<'static>>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates);
    roots
}

/// A verifier of server certificates with primary roots, and fallback roots for other issuers. When Amazon changes its
/// roots, functions keep working without a deployment.
#[derive(Debug)]
pub(super) struct RootVerifier {
    provider: Arc<CryptoProvider>,
    primary: Arc<WebPkiServerVerifier>,
    /// Loads the fallback roots. Loading the system's takes longer than the rest of a first request, so it happens only
    /// when they are needed.
    load_fallback: Option<fn() -> RootCertStore>,
    fallback: OnceLock<Option<Arc<WebPkiServerVerifier>>>,
    warned: OnceLock<()>,
}

impl RootVerifier {
    /// Creates a verifier with these roots.
    ///
    /// # Errors
    /// When there are no primary roots.
    pub(super) fn new(
        provider: Arc<CryptoProvider>,
        primary: RootCertStore,
        load_fallback: Option<fn() -> RootCertStore>,
    ) -> io::Result<Self> {
        let primary = verifier(&provider, primary).ok_or_else(|| io::Error::other("no root certificates"))?;
        Ok(Self { provider, primary, load_fallback, fallback: OnceLock::new(), warned: OnceLock::new() })
    }

    fn fallback(&self) -> Option<&WebPkiServerVerifier> {
        let load = self.load_fallback?;
        self.fallback.get_or_init(|| verifier(&self.provider, load())).as_deref()
    }
}

fn verifier(provider: &Arc<CryptoProvider>, roots: RootCertStore) -> Option<Arc<WebPkiServerVerifier>> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build().ok()
}

impl ServerCertVerifier for RootVerifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let rejected = match self.primary.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            Err(error) if may_have_other_issuer(&error) => error,
            result => return result,
        };
        let verified =
            self.fallback().ok_or(rejected)?.verify_server_cert(certificate, intermediates, name, ocsp, now)?;
        self.warned.get_or_init(|| {
            tracing::warn!("certificate verified by the system's roots, not by Amazon's");
        });
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.primary.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.primary.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.primary.supported_verify_schemes()
    }
}

/// Returns whether other roots may verify a rejected certificate: an authority may have changed its key and kept its
/// name, or one of several chains may have expired. A wrong server name is wrong with any roots.
const fn may_have_other_issuer(error: &Error) -> bool {
    let Error::InvalidCertificate(reason) = error else { return false };
    !matches!(reason, CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_embedded_roots_match_those_that_amazon_publishes() {
        let fingerprint =
            |certificate| Sha256::digest(certificate).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let published = [
            "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
            "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
            "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
            "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
            "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
        ];
        assert_eq!(AMAZON.map(fingerprint), published.map(str::to_owned));
        assert_eq!(amazon().len(), published.len());
    }

    #[test]
    fn a_bundle_needs_wellformed_certificates() {
        let directory = tempfile::tempdir().unwrap();
        let bundle = |content: &str| {
            let file = directory.path().join("bundle.pem");
            std::fs::write(&file, content).unwrap();
            bundle(file.to_str().unwrap()).map(|roots| roots.len()).map_err(|error| error.to_string())
        };
        let good = rcgen::generate_simple_self_signed(Vec::new()).unwrap().cert.pem();
        assert_eq!(bundle(&good.repeat(2)), Ok(2));
        assert_eq!(bundle(""), Err("the file has no certificate".to_owned()));
        let broken = "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n";
        assert_eq!(bundle(broken), Err("the file is not PEM".to_owned()));
        assert_eq!(
            bundle(&(good + &broken.replace('?', "AAAA"))),
            Err("the file has a malformed certificate".to_owned())
        );
        assert!(super::bundle(directory.path().to_str().unwrap()).is_err());
    }
}
