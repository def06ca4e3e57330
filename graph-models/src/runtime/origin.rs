//! Scheme, host and port of a URL, which determine where a token is sent.

use std::fmt;

use http::Uri;

/// Scheme, host and port, in lower case and with an explicit port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    /// The origin of an absolute `http` or `https` URL; `None` for anything else, for a port above 65535, and for URLs
    /// with a user name, which can disguise the host.
    pub(crate) fn of(url: &str) -> Option<Self> {
        Self::of_uri(&Uri::try_from(url).ok()?)
    }

    /// Like [`Origin::of`].
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
        // An invalid port is not replaced by the default one, because HTTP clients handle it differently.
        let port = match authority.as_str().get(authority.host().len()..)?.strip_prefix(':') {
            None | Some("") => port,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
            Some(_) => return None,
        };
        Some(Self { scheme, host: authority.host().to_ascii_lowercase(), port })
    }

    /// Whether connections to it are encrypted.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_port_is_not_the_default_one() {
        let origin = |url: &str| Origin::of(url).map(|it| it.to_string());
        for (url, expected) in [
            ("https://x", "https://x:443"),
            ("https://x:/", "https://x:443"),
            ("http://X:8080/a:b", "http://x:8080"),
            ("https://x:65535/", "https://x:65535"),
            ("http://[::1]/", "http://[::1]:80"),
            ("http://[::1]:1/", "http://[::1]:1"),
        ] {
            assert_eq!(origin(url).as_deref(), Some(expected), "{url}");
        }
        for url in [
            "https://x:65536/",
            "https://x:99999/",
            "https://x:99999999999/",
            "https://x:+80/",
            "https://x:-1/",
            "https://x:a/",
        ] {
            assert_eq!(origin(url), None, "{url}");
        }
    }
}
