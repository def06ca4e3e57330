//! The target of a redirect, and the headers that are sent to it.

use http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};

use crate::runtime::encoding;
use crate::runtime::origin::Origin;
use crate::runtime::relative;
use crate::runtime::transport::{TransportError, TransportErrorKind};

/// The headers that a request keeps when it is redirected to another origin. All others (the token, preferences, the
/// caller's ids) are meant only for the service.
const KEPT: [HeaderName; 5] =
    [header::ACCEPT, header::ACCEPT_LANGUAGE, header::IF_RANGE, header::RANGE, header::USER_AGENT];

/// Whether a redirect is followed. Only reads are: Graph documents redirects of downloads and of the progress of
/// long-running operations, and a body must not be sent to another target.
pub(super) fn is_followed(method: &Method, status: StatusCode) -> bool {
    matches!(*method, Method::GET | Method::HEAD) && matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Whether a redirect of a polling request leads to the result of the operation. Others give its new address (RFC
/// 9110, section 15.4).
pub(super) fn leads_to_result(status: StatusCode) -> bool {
    matches!(status, StatusCode::FOUND | StatusCode::SEE_OTHER)
}

/// The absolute URL of a `Location` in a response from `from`.
pub(super) fn target(from: &Uri, location: &str) -> Result<Uri, TransportError> {
    let refuse = |what: &'static str| TransportError::new(TransportErrorKind::Redirect, what);
    let (Some(here), Some(text)) = (Origin::of_uri(from), relative::resolve(from, location.trim())) else {
        return Err(refuse("the Location of a redirect is not a URL"));
    };
    let target = Uri::try_from(encoding::link(&text)).ok();
    let Some((target, there)) = target.and_then(|uri| Origin::of_uri(&uri).map(|origin| (uri, origin))) else {
        return Err(refuse("the Location of a redirect is not an HTTP URL"));
    };
    if here.is_secure() && !there.is_secure() {
        return Err(refuse("a redirect leads from https to http"));
    }
    Ok(target)
}

/// Removes what must not be sent to another origin. Returns whether the origin changes.
pub(super) fn strip(headers: &mut HeaderMap, from: &Uri, to: &Uri) -> bool {
    if Origin::of_uri(from) == Origin::of_uri(to) {
        return false;
    }
    let kept: Vec<_> = KEPT.iter().filter_map(|name| headers.remove(name).map(|value| (name, value))).collect();
    headers.clear();
    for (name, value) in kept {
        headers.insert(name, value);
    }
    true
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const HERE: &str = "https://graph.microsoft.com/v1.0/drives/1/content?a=b";

    /// In alphabetical order.
    const KEPT_NAMES: [&str; 5] = ["accept", "accept-language", "if-range", "range", "user-agent"];

    fn leads(location: &str) -> Result<String, TransportError> {
        target(&Uri::from_static(HERE), location).map(|uri| uri.to_string())
    }

    #[test]
    fn references_are_resolved() {
        for (location, expected) in [
            ("https://storage.example/f?sig=1%2F2", "https://storage.example/f?sig=1%2F2"),
            ("HTTPS://storage.example/f", "https://storage.example/f"),
            ("//storage.example/f", "https://storage.example/f"),
            ("/v1.0/me", "https://graph.microsoft.com/v1.0/me"),
            ("/a/./b/../c", "https://graph.microsoft.com/a/c"),
            ("/../../x", "https://graph.microsoft.com/x"),
            ("/a/..", "https://graph.microsoft.com/"),
            ("/a/.", "https://graph.microsoft.com/a/"),
            ("other", "https://graph.microsoft.com/v1.0/drives/1/other"),
            ("../2/content", "https://graph.microsoft.com/v1.0/drives/2/content"),
            ("./x?y=z", "https://graph.microsoft.com/v1.0/drives/1/x?y=z"),
            ("?q", "https://graph.microsoft.com/v1.0/drives/1/content?q"),
            ("#part", "https://graph.microsoft.com/v1.0/drives/1/content?a=b"),
            ("", "https://graph.microsoft.com/v1.0/drives/1/content?a=b"),
            ("https://storage.example/a b#c", "https://storage.example/a%20b"),
            ("x:y/z", "refused"),
            ("ms-app:x", "refused"),
            ("a+b:x", "refused"),
            ("a.b:x", "refused"),
        ] {
            assert_eq!(leads(location).unwrap_or_else(|_| "refused".to_owned()), expected, "{location}");
        }
    }

    #[test]
    fn unsafe_urls_are_rejected() {
        for location in [
            "http://graph.microsoft.com/v1.0",
            "http://127.0.0.1/",
            "ftp://storage.example/f",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://graph.microsoft.com@evil.example/",
            "https://",
            "//",
            "https:///x",
            "https://a:b:c/",
            "https://storage.example:99999/f",
        ] {
            let error = leads(location).unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::Redirect, "{location}");
            assert!(!error.to_string().contains("example"), "{error}");
        }
    }

    #[test]
    fn only_reads_follow_redirects() {
        for status in [301, 302, 303, 307, 308] {
            let status = StatusCode::from_u16(status).unwrap();
            assert!(is_followed(&Method::GET, status) && is_followed(&Method::HEAD, status));
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                assert!(!is_followed(&method, status), "{method} {status}");
            }
        }
        for status in [200, 201, 300, 304, 305, 306, 400] {
            assert!(!is_followed(&Method::GET, StatusCode::from_u16(status).unwrap()), "{status}");
        }
    }

    #[test]
    fn a_token_stays_where_it_belongs() {
        let sent = || {
            let meant_for_the_service = ["authorization", "cookie", "prefer", "client-request-id", "x-anything"];
            let names = meant_for_the_service.into_iter().chain(KEPT_NAMES);
            names.map(|name| (HeaderName::from_static(name), HeaderValue::from_static("x"))).collect()
        };
        let mut headers: HeaderMap = sent();
        let here = Uri::from_static(HERE);
        for same in ["https://graph.microsoft.com/other", "https://GRAPH.microsoft.com:443/"] {
            assert!(!strip(&mut headers, &here, &Uri::from_static(same)), "{same}");
            assert_eq!(headers, sent());
        }
        for other in [
            "http://graph.microsoft.com/",
            "https://graph.microsoft.com:8443/",
            "https://graph.microsoft.com.evil.example/",
            "https://evil.example/",
        ] {
            let mut headers: HeaderMap = sent();
            assert!(strip(&mut headers, &here, &Uri::from_static(other)), "{other}");
            let mut kept: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
            kept.sort_unstable();
            assert_eq!(kept, KEPT_NAMES, "{other}");
        }
    }
}
