//! A DynamoDB without tables, over TLS.

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

const RESPONSE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 17\r\n\r\n\
    {\"TableNames\":[]}";

/// A certificate authority.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Returns the roots of a client that trusts this authority.
    pub fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        roots
    }

    fn acceptor(&self, name: &str) -> TlsAcceptor {
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
    connections: Arc<Connections>,
}

#[derive(Default)]
struct Connections {
    accepted: AtomicUsize,
    refused: AtomicUsize,
    open: Mutex<JoinSet<()>>,
}

impl Server {
    pub async fn start(authority: &Authority) -> Self {
        Self::start_as("localhost", authority).await
    }

    /// Starts a server whose certificate has this name.
    pub async fn start_as(name: &str, authority: &Authority) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), connections: Arc::default() };
        tokio::spawn(serve(listener, authority.acceptor(name), Arc::clone(&server.connections)));
        server
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    pub fn accepted(&self) -> usize {
        self.connections.accepted.load(Ordering::Relaxed)
    }

    pub fn refused(&self) -> usize {
        self.connections.refused.load(Ordering::Relaxed)
    }

    pub fn close_connections(&self) {
        self.connections.open.lock().unwrap().abort_all();
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, connections: Arc<Connections>) {
    while let Ok((client, _)) = listener.accept().await {
        let connection = respond(client, acceptor.clone(), Arc::clone(&connections));
        connections.open.lock().unwrap().spawn(connection);
    }
}

async fn respond(client: TcpStream, acceptor: TlsAcceptor, connections: Arc<Connections>) {
    let Ok(mut client) = acceptor.accept(client).await else {
        connections.refused.fetch_add(1, Ordering::Relaxed);
        return;
    };
    connections.accepted.fetch_add(1, Ordering::Relaxed);
    let mut request = Vec::new();
    while let Ok(1..) = client.read_buf(&mut request).await {
        // The body of `ListTables`, after which the request ends.
        if request.ends_with(b"{}") {
            request.clear();
            client.write_all(RESPONSE).await.unwrap();
            client.flush().await.unwrap();
        }
    }
}
