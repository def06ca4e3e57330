//! Scheme, host and port of a URL: what decides where a token goes.

use std::fmt;

use http::Uri;

/// Scheme, host and port, in lower case and with the port written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    /// The origin of an absolute `http` or `https` URL; `None` for anything else and for URLs with a user name, which
    /// are made to look like another host.
    pub(crate) fn of(url: &str) -> Option<Self> {
        Self::of_uri(&Uri::try_from(url).ok()?)
    }

    /// As [`Origin::of`].
    pub(crate) fn of_uri(uri: &Uri) -> Option<Self> {
        let (scheme, authority) = (uri.scheme_str()?.to_ascii_lowercase(), uri.authority()?);
        let port = match &*scheme {
            "https" => 443,
            "http" => 80,
            _ => return None,
        };
        if authority.as_str().contains('@') {
            return None;
        }
        let host = authority.host().to_ascii_lowercase();
        Some(Self { scheme, host, port: authority.port_u16().unwrap_or(port) })
    }

    /// Whether what is sent there is encrypted.
    pub(crate) fn is_secure(&self) -> bool {
        self.scheme == "https"
    }
}

#[cfg(feature = "client")]
impl Origin {
    /// Whether it is this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// The host, in lower case.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme, self.host, self.port)
    }
}
