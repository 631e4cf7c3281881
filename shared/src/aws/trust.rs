//! Whose certificates are taken for AWS's.

use aws_smithy_http_client::tls::TrustStore;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, Error};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

/// Amazon's own authorities, which vouch for every service that it runs. They are published at
/// <https://www.amazontrust.com/repository/>, and end in 2037 at the earliest.
const AMAZON: &[u8] = include_bytes!("amazon-roots.pem");

/// Who may vouch for a service, and who else may if they do not.
#[derive(Debug)]
pub(super) struct Trust {
    pub(super) first: TrustStore,
    /// To read 140 authorities takes longer than everything else until the first answer, so it is not done in vain.
    pub(super) then: Option<TrustStore>,
    changed: AtomicBool,
}

impl Trust {
    /// Amazon's authorities. Once they do not know a service any more, those that the runtime's image knows: Amazon
    /// may change its authorities, and no function has to be deployed again for it.
    pub(super) fn amazon() -> Self {
        Self::of(TrustStore::empty().with_pem_certificate(AMAZON), Some(TrustStore::default()))
    }

    /// Those in a PEM file, and no others.
    ///
    /// # Errors
    /// When it can't be read, or one in it is no certificate, or there is none.
    pub(super) fn bundle(file: &str) -> io::Result<Self> {
        let pem = std::fs::read(file)?;
        let unusable = |error| io::Error::new(io::ErrorKind::InvalidData, error);
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            let certificate = certificate.map_err(|_| unusable("it is not PEM"))?;
            roots.add(certificate).map_err(|_| unusable("a certificate in it is none"))?;
        }
        if roots.is_empty() {
            return Err(unusable("there is no certificate in it"));
        }
        Ok(Self::of(TrustStore::empty().with_pem_certificate(pem), None))
    }

    pub(super) const fn of(first: TrustStore, then: Option<TrustStore>) -> Self {
        Self { first, then, changed: AtomicBool::new(false) }
    }

    /// Whether only the second knew a service so far.
    pub(super) fn has_changed(&self) -> bool {
        self.changed.load(Ordering::Relaxed)
    }

    /// Asks the second from now on.
    pub(super) fn change(&self) {
        if !self.changed.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "Amazon's own authorities do not vouch for a service; those of the system do, and are asked"
            );
        }
    }
}

/// Whether nobody that was trusted vouches for a server. An authority may also have changed its key and kept its name.
pub(super) fn is_unknown(error: &(dyn std::error::Error + 'static)) -> bool {
    let unknown = |error: &Error| {
        matches!(error, Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::BadSignature))
    };
    std::iter::successors(Some(error), |error| cause(*error)).any(|error| error.downcast_ref().is_some_and(unknown))
}

/// What an error comes of. An `io::Error` says that of what is in it, and not what is in it.
fn cause<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a (dyn std::error::Error + 'static)> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().map(|inner| inner as _),
        None => error.source(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_embedded_authorities_are_those_that_amazon_publishes() {
        let embedded = CertificateDer::pem_slice_iter(AMAZON).map(|certificate| {
            Sha256::digest(certificate.unwrap()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        });
        let published = [
            "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
            "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
            "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
            "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
            "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
        ];
        assert_eq!(embedded.collect::<Vec<_>>(), published);
    }

    #[test]
    fn a_bundle_without_a_certificate_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let bundle = |content: &str| {
            let file = directory.path().join("bundle.pem");
            std::fs::write(&file, content).unwrap();
            Trust::bundle(file.to_str().unwrap()).map(drop).map_err(|error| error.to_string())
        };
        assert_eq!(bundle(std::str::from_utf8(AMAZON).unwrap()), Ok(()));
        assert_eq!(bundle(""), Err("there is no certificate in it".to_owned()));
        let broken = "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n";
        assert_eq!(bundle(broken), Err("it is not PEM".to_owned()));
        assert_eq!(bundle(&broken.replace('?', "AAAA")), Err("a certificate in it is none".to_owned()));
        assert!(Trust::bundle(directory.path().to_str().unwrap()).is_err());
    }
}
