//! Local HTTP servers.

use axum::Router;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A server on a free port. It stops when this is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    _serving: JoinSet<io::Result<()>>,
}

impl Server {
    pub(crate) async fn start(routes: Router) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let serving = JoinSet::from_iter([async move { axum::serve(listener, routes).await }]);
        Ok(Self { address, _serving: serving })
    }
}
