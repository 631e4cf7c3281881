//! A TLS proxy in front of a plain server.

use crate::lock;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PKCS_RSA_SHA256};
use rsa::RsaPrivateKey;
use rsa::pkcs8::EncodePrivateKey;
use rsa::rand_core::OsRng;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

type Error = Box<dyn std::error::Error + Send + Sync>;

/// Terminates TLS with a certificate from its own root, and forwards the content.
pub struct TlsFront {
    port: u16,
    acceptor: TlsAcceptor,
    authority: Arc<TempDir>,
    connections: Arc<Mutex<Connections>>,
    accepting: AbortHandle,
}

#[derive(Default)]
struct Connections {
    open: JoinSet<()>,
    accepted: usize,
    refused: usize,
}

impl TlsFront {
    /// Starts on a free port, in front of a local server.
    ///
    /// # Errors
    /// If there is no free port, or no certificate can be made.
    pub async fn start(server: SocketAddr) -> io::Result<Self> {
        let (acceptor, authority) = certified().map_err(io::Error::other)?;
        let directory = TempDir::new()?;
        std::fs::write(directory.path().join("ca.pem"), authority)?;
        Self::certified_by(acceptor, Arc::new(directory), server).await
    }

    /// Starts another proxy with the same certificate.
    ///
    /// # Errors
    /// If there is no free port.
    pub async fn another(&self, server: SocketAddr) -> io::Result<Self> {
        Self::certified_by(self.acceptor.clone(), Arc::clone(&self.authority), server).await
    }

    async fn certified_by(acceptor: TlsAcceptor, authority: Arc<TempDir>, server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let connections = Arc::<Mutex<Connections>>::default();
        let accepting =
            tokio::spawn(accept(listener, acceptor.clone(), server, Arc::clone(&connections))).abort_handle();
        Ok(Self { port, acceptor, authority, connections, accepting })
    }

    /// Returns its URL.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// Returns the PEM file of its root certificate, for `AWS_CA_BUNDLE`.
    pub fn authority(&self) -> PathBuf {
        self.authority.path().join("ca.pem")
    }

    /// Counts the connections with a complete handshake.
    pub fn accepted(&self) -> usize {
        lock(&self.connections).accepted
    }

    /// Counts the failed handshakes, such as with clients that do not trust the root.
    pub fn refused(&self) -> usize {
        lock(&self.connections).refused
    }

    /// Closes every connection, as servers do after an idle time-out.
    pub fn close_connections(&self) {
        lock(&self.connections).open.abort_all();
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    server: SocketAddr,
    connections: Arc<Mutex<Connections>>,
) {
    while let Ok((client, _)) = listener.accept().await {
        let _ = client.set_nodelay(true);
        let (acceptor, counted) = (acceptor.clone(), Arc::clone(&connections));
        lock(&connections).open.spawn(async move {
            let Ok(mut client) = acceptor.accept(client).await else {
                lock(&counted).refused += 1;
                return;
            };
            lock(&counted).accepted += 1;
            if let Ok(mut server) = TcpStream::connect(server).await {
                let _ = server.set_nodelay(true);
                // Errors end the connection as well.
                let _ = copy_bidirectional(&mut client, &mut server).await;
            }
        });
    }
}

/// Returns a TLS acceptor for `localhost`, and its root certificate as PEM. The chain is like those of AWS's services:
/// RSA-2048 keys and one intermediate certificate.
fn certified() -> Result<(TlsAcceptor, String), Error> {
    let authority = |name: &str, below| -> Result<_, Error> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(below));
        Ok((params, key()?))
    };
    let (params, root) = authority("Root", 1)?;
    let root = CertifiedIssuer::self_signed(params, root)?;
    let (params, between) = authority("Between", 0)?;
    let between = CertifiedIssuer::signed_by(params, between, &root)?;
    let key = key()?;
    let certificate = CertificateParams::new(["localhost".to_owned()])?.signed_by(&key, &between)?;
    let chain = vec![certificate.der().clone(), between.der().clone()];
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok((TlsAcceptor::from(Arc::new(config)), root.pem()))
}

fn key() -> Result<KeyPair, Error> {
    let key = RsaPrivateKey::new(&mut OsRng, 2048)?.to_pkcs8_der()?;
    Ok(KeyPair::from_pkcs8_der_and_sign_algo(&key.as_bytes().into(), &PKCS_RSA_SHA256)?)
}
