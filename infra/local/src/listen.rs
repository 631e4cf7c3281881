//! Listeners for this machine only.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};

use crate::StartError;

/// Attempts to find a port that is free for IPv4 and IPv6.
const ATTEMPTS: usize = 8;

/// Listeners on one port, for both addresses of `localhost`.
pub(crate) struct Listeners {
    /// The port.
    pub(crate) port: u16,
    sockets: Vec<TcpListener>,
}

impl Listeners {
    /// Listens on `port`, or on any free one if it is 0. Errors name `flag`, which sets the port.
    pub(crate) fn open(port: u16, flag: &'static str) -> Result<Self, StartError> {
        let attempts = if port == 0 { ATTEMPTS } else { 1 };
        let mut last = Err(io::Error::from(ErrorKind::AddrInUse));
        for _ in 0..attempts {
            last = bind(port);
            if last.is_ok() {
                break;
            }
        }
        last.map_err(|source| match source.kind() {
            ErrorKind::AddrInUse => StartError::PortTaken { port, flag },
            _ => StartError::Listen { port, flag, source },
        })
    }

    /// Converts the sockets for the current runtime.
    pub(crate) fn into_sockets(self) -> io::Result<Vec<tokio::net::TcpListener>> {
        self.sockets.into_iter().map(tokio::net::TcpListener::from_std).collect()
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

    #[test]
    fn the_error_of_a_taken_port_says_what_to_do() {
        let first = Listeners::open(0, "--port").unwrap();
        let error = Listeners::open(first.port, "--port").err().unwrap().to_string();
        let port = first.port;
        assert_eq!(
            error,
            format!("port {port} is taken: stop what uses it, or choose another with --port N (0 for any free one)")
        );
    }

    #[test]
    fn a_port_that_is_taken_for_ipv6_alone_is_taken() {
        let Ok(ipv6) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else {
            return; // There is no IPv6 here.
        };
        let port = ipv6.local_addr().unwrap().port();
        assert!(matches!(Listeners::open(port, "--port"), Err(StartError::PortTaken { .. })));
    }
}
