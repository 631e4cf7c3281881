//! Listeners for this machine only.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};

use crate::StartError;

/// Attempts to find a port that is free for IPv4 and IPv6.
const ATTEMPTS: usize = 8;

/// The port to listen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// This one, or any free one if it is 0.
    Exactly(u16),
    /// This one if it is free, otherwise any.
    Preferably(u16),
}

impl Default for Port {
    /// Any free one.
    fn default() -> Self {
        Self::Exactly(0)
    }
}

/// Listeners on one port, for both addresses of `localhost`.
pub(crate) struct Listeners {
    /// The port.
    pub(crate) port: u16,
    sockets: Vec<TcpListener>,
}

impl Listeners {
    /// Listens on a port. Errors name `flag`, which sets it.
    pub(crate) fn open(port: Port, flag: &str) -> Result<Self, StartError> {
        match port {
            Port::Exactly(port) => Self::exactly(port, flag),
            Port::Preferably(port) => Self::exactly(port, flag).or_else(|_| Self::exactly(0, flag)),
        }
    }

    fn exactly(port: u16, flag: &str) -> Result<Self, StartError> {
        let attempts = if port == 0 { ATTEMPTS } else { 1 };
        let bound = (1..attempts).fold(bind(port), |bound, _| bound.or_else(|_| bind(port)));
        bound.map_err(|error| {
            let (what, advice) = match error.kind() {
                ErrorKind::AddrInUse => (format!("port {port} is taken"), "stop what uses it, or choose"),
                _ => (format!("cannot listen on port {port} ({error})"), "choose"),
            };
            StartError::new(what, &format!("{advice} another with {flag} N (0 for any free one)"))
        })
    }

    /// Converts the sockets for the current runtime.
    pub(crate) fn into_sockets(self) -> impl Iterator<Item = tokio::net::TcpListener> {
        self.sockets.into_iter().filter_map(|socket| {
            let opened = tokio::net::TcpListener::from_std(socket);
            opened.inspect_err(|error| tracing::error!(%error, "opening a socket failed")).ok()
        })
    }
}

fn bind(port: u16) -> io::Result<Listeners> {
    let ipv4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let port = ipv4.local_addr()?.port();
    let mut sockets = vec![ipv4];
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        Ok(ipv6) => sockets.push(ipv6),
        // Half of the requests would go to the other program.
        Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
        // This machine has no IPv6.
        Err(_) => {}
    }
    for socket in &sockets {
        socket.set_nonblocking(true)?;
    }
    Ok(Listeners { port, sockets })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_taken(port: u16) {
        let error = Listeners::open(Port::Exactly(port), "--port").err().unwrap().to_string();
        let advice = "stop what uses it, or choose another with --port N (0 for any free one)";
        assert_eq!(error, format!("port {port} is taken: {advice}"));
    }

    #[test]
    fn the_error_of_a_taken_port_says_what_to_do() {
        let first = Listeners::open(Port::default(), "--port").unwrap();
        assert_taken(first.port);
    }

    #[test]
    fn another_port_stands_in_for_a_preferred_one_that_is_taken() {
        let first = Listeners::open(Port::default(), "--port").unwrap();
        let second = Listeners::open(Port::Preferably(first.port), "--port").unwrap();
        assert_ne!(second.port, first.port);
    }

    #[test]
    fn a_port_that_is_taken_for_ipv6_alone_is_taken() {
        let Ok(ipv6) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else {
            return; // There is no IPv6 here.
        };
        assert_taken(ipv6.local_addr().unwrap().port());
    }
}
