//! Whose certificates are taken for AWS's.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::io;
use std::sync::{Arc, OnceLock};

/// Amazon's own authorities, which vouch for every service that it runs, as they are published at
/// <https://www.amazontrust.com/repository/>. They end in 2037 at the earliest.
const AMAZON: [&[u8]; 5] = [
    include_bytes!("amazon/AmazonRootCA1.cer"),
    include_bytes!("amazon/AmazonRootCA2.cer"),
    include_bytes!("amazon/AmazonRootCA3.cer"),
    include_bytes!("amazon/AmazonRootCA4.cer"),
    include_bytes!("amazon/SFSRootCAG2.cer"),
];

/// Amazon's authorities.
pub(super) fn amazon() -> RootCertStore {
    roots(AMAZON.into_iter().map(CertificateDer::from))
}

/// Those in a PEM file.
///
/// # Errors
/// When it can't be read, or one in it is no certificate, or there is none.
pub(super) fn bundle(file: &str) -> io::Result<RootCertStore> {
    let pem = std::fs::read(file)?;
    let unusable = |why| io::Error::new(io::ErrorKind::InvalidData, why);
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|_| unusable("it is not PEM"))?;
        roots.add(certificate).map_err(|_| unusable("a certificate in it is none"))?;
    }
    if roots.is_empty() { Err(unusable("there is no certificate in it")) } else { Ok(roots) }
}

/// Those that the runtime's image knows, of which one may be broken and the rest be good.
pub(super) fn system() -> RootCertStore {
    roots(rustls_native_certs::load_native_certs().certs)
}

fn roots(certificates: impl IntoIterator<Item = CertificateDer<'static>>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates);
    roots
}

/// Who may vouch for a service, and who else may if they do not: Amazon may change its authorities, and no function has
/// to be deployed again for it.
#[derive(Debug)]
pub(super) struct Trust {
    provider: Arc<CryptoProvider>,
    first: Arc<WebPkiServerVerifier>,
    /// To read 140 authorities takes longer than everything else until the first answer, so it is not done in vain.
    others: Option<fn() -> RootCertStore>,
    read: OnceLock<Option<Arc<WebPkiServerVerifier>>>,
    said: OnceLock<()>,
}

impl Trust {
    /// Those, and then the others.
    ///
    /// # Errors
    /// When the first are none.
    pub(super) fn new(
        provider: Arc<CryptoProvider>,
        first: RootCertStore,
        others: Option<fn() -> RootCertStore>,
    ) -> io::Result<Self> {
        let first = verifier(&provider, first).ok_or_else(|| io::Error::other("nobody is trusted"))?;
        Ok(Self { provider, first, others, read: OnceLock::new(), said: OnceLock::new() })
    }

    fn others(&self) -> Option<&WebPkiServerVerifier> {
        let others = self.others?;
        self.read.get_or_init(|| verifier(&self.provider, others())).as_deref()
    }
}

fn verifier(provider: &Arc<CryptoProvider>, roots: RootCertStore) -> Option<Arc<WebPkiServerVerifier>> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build().ok()
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let refused = match self.first.verify_server_cert(certificate, between, name, ocsp, now) {
            Err(error) if is_unknown(&error) => error,
            decided => return decided,
        };
        let verified = self.others().ok_or(refused)?.verify_server_cert(certificate, between, name, ocsp, now)?;
        self.said.get_or_init(|| {
            tracing::warn!("a service is vouched for by the system's authorities and not by Amazon's own any more");
        });
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.first.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.first.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.first.supported_verify_schemes()
    }
}

/// Whether others may vouch for a server that those who were asked do not vouch for: an authority may have changed its key
/// and kept its name, or one of several chains may have expired. A name that is not the server's is wrong whoever says it.
const fn is_unknown(error: &Error) -> bool {
    let Error::InvalidCertificate(because) = error else { return false };
    !matches!(because, CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_embedded_authorities_are_those_that_amazon_publishes() {
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
    fn a_bundle_without_a_certificate_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let bundle = |content: &str| {
            let file = directory.path().join("bundle.pem");
            std::fs::write(&file, content).unwrap();
            bundle(file.to_str().unwrap()).map(|roots| roots.len()).map_err(|error| error.to_string())
        };
        let good = rcgen::generate_simple_self_signed(Vec::new()).unwrap().cert.pem();
        assert_eq!(bundle(&good.repeat(2)), Ok(2));
        assert_eq!(bundle(""), Err("there is no certificate in it".to_owned()));
        let broken = "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n";
        assert_eq!(bundle(broken), Err("it is not PEM".to_owned()));
        assert_eq!(bundle(&(good + &broken.replace('?', "AAAA"))), Err("a certificate in it is none".to_owned()));
        assert!(super::bundle(directory.path().to_str().unwrap()).is_err());
    }
}
