//! A service that has no tables, and says so over TLS.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{RootCertStore, ServerConfig};
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 17\r\n\r\n\
    {\"TableNames\":[]}";

/// Vouches for servers.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Whoever trusts it trusts these.
    pub fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        roots
    }

    fn vouches_for(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key);
        TlsAcceptor::from(Arc::new(config.unwrap()))
    }
}

pub struct Server {
    port: u16,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    accepted: AtomicUsize,
    refused: AtomicUsize,
    open: Mutex<JoinSet<()>>,
}

impl Server {
    pub async fn start(authority: &Authority) -> Self {
        Self::start_as("localhost", authority).await
    }

    /// It says that this is its name.
    pub async fn start_as(name: &str, authority: &Authority) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), seen: Arc::default() };
        tokio::spawn(serve(listener, authority.vouches_for(name), Arc::clone(&server.seen)));
        server
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    pub fn accepted(&self) -> usize {
        self.seen.accepted.load(Ordering::Relaxed)
    }

    pub fn refused(&self) -> usize {
        self.seen.refused.load(Ordering::Relaxed)
    }

    pub fn close_connections(&self) {
        self.seen.open.lock().unwrap().abort_all();
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, seen: Arc<Seen>) {
    while let Ok((client, _)) = listener.accept().await {
        let connection = answer(client, acceptor.clone(), Arc::clone(&seen));
        seen.open.lock().unwrap().spawn(connection);
    }
}

async fn answer(client: TcpStream, acceptor: TlsAcceptor, seen: Arc<Seen>) {
    let Ok(mut client) = acceptor.accept(client).await else {
        seen.refused.fetch_add(1, Ordering::Relaxed);
        return;
    };
    seen.accepted.fetch_add(1, Ordering::Relaxed);
    let mut request = Vec::new();
    while let Ok(1..) = client.read_buf(&mut request).await {
        // That is all that there is to a question for tables.
        if request.ends_with(b"{}") {
            request.clear();
            client.write_all(ANSWER).await.unwrap();
            client.flush().await.unwrap();
        }
    }
}
