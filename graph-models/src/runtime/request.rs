//! A request, without I/O.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use serde::Serialize;

use super::decode::Decoded;
use super::encoding;
use super::error::shown::{self, Plain};
use super::error::{DecodeError, EncodeError, Error, RequestError};
use super::operation::Operation;
use super::origin::Origin;
use super::path::Path;
use super::permissions::{Access, LeastPermissions};
use super::query::{self, Condition, List};
use super::relative;
use super::response::{self, Asked, Response};
use super::transport::WithoutToken;

/// A request whose successful response decodes into `T`. It does no I/O: [`Request::into_http`] turns it into a
/// request for any HTTP client, and [`Request::decode`] reads the response.
///
/// Errors (an empty key, a body that cannot be serialized) are returned by [`Request::into_http`], so that calls can
/// be chained.
#[must_use = "a request does nothing until it is sent"]
pub struct Request<T> {
    method: Method,
    target: Target,
    /// Names and values, not encoded.
    query: Vec<(Cow<'static, str>, String)>,
    headers: HeaderMap,
    body: Vec<u8>,
    /// The first error.
    error: Option<Box<RequestError>>,
    operations: &'static [&'static Operation],
    /// Whether no token may be sent.
    without_token: bool,
    response: PhantomData<fn() -> T>,
}

/// The target of a request.
#[derive(Clone)]
enum Target {
    /// A path built by the caller.
    Path(Path),
    /// A link of a response with its query, and the root of the service of the original request.
    Link { base: Arc<str>, url: String },
}

impl<T> Request<T> {
    /// A request without query, headers and body. `operations` are the documented operations that it can belong to,
    /// depending on its path.
    pub fn new(method: Method, path: &Path, operations: &'static [&'static Operation]) -> Self {
        Self {
            method,
            target: Target::Path(path.clone()),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: Vec::new(),
            error: path.error().cloned().map(Box::new),
            operations,
            without_token: false,
            response: PhantomData,
        }
    }

    /// Sets a JSON body, serialized immediately, and its `Content-Type`.
    pub fn json<B: Serialize + ?Sized>(mut self, body: &B) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.body = body,
            Err(error) => self.fail(RequestError::Body(EncodeError::new::<B>(error))),
        }
        self.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self
    }

    /// Sets a body of bytes and its `Content-Type`.
    pub fn bytes(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header(header::CONTENT_TYPE.as_str(), content_type)
    }

    /// Removes the body, if a page documents an optional one.
    pub fn without_body(mut self) -> Self {
        self.body = Vec::new();
        self.headers.remove(header::CONTENT_TYPE);
        self
    }

    /// Adds a query option; name and value are percent-encoded.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((Cow::Owned(name.to_owned()), value.to_owned()));
        self
    }

    /// `$select`: which properties to return. Further calls add to the list.
    ///
    /// One property, a tuple of them, or an array, slice or vector; each as a constant or a string: `select((User::ID,
    /// User::DISPLAY_NAME, "extension_a1"))`.
    pub fn select(self, properties: impl List<query::Select, T>) -> Self {
        self.append("$select", |list| properties.append_to(list))
    }

    /// `$expand`: which relationships to return, with their own options. Further calls add to the list.
    pub fn expand(self, relationships: impl List<query::Expand, T>) -> Self {
        self.append("$expand", |list| relationships.append_to(list))
    }

    /// `$filter`: a [`Filter`](query::Filter), or an OData expression as a string.
    pub fn filter(self, condition: impl Condition<T>) -> Self {
        self.set("$filter", condition.expression())
    }

    /// `$orderby`: properties, ascending unless marked as descending. Further calls add to the list.
    pub fn order_by(self, properties: impl List<query::OrderBy, T>) -> Self {
        self.append("$orderby", |list| properties.append_to(list))
    }

    /// `$search`: a [`Search`](query::Search), or an expression as a string, including its quotes.
    pub fn search(self, expression: impl AsRef<str>) -> Self {
        self.set("$search", expression.as_ref())
    }

    /// `$top`: the size of a page.
    pub fn top(self, items: u64) -> Self {
        self.set("$top", items.to_string())
    }

    /// `$skip`: the number of items to skip.
    pub fn skip(self, items: u64) -> Self {
        self.set("$skip", items.to_string())
    }

    /// `$skiptoken`: where to continue, from a link of an earlier page.
    pub fn skip_token(self, token: impl AsRef<str>) -> Self {
        self.set("$skiptoken", token.as_ref())
    }

    /// `$count`: whether to return the size of the whole collection.
    pub fn count(self, wanted: bool) -> Self {
        self.set("$count", if wanted { "true" } else { "false" })
    }

    /// `$format`: the format of the response, such as `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet`.
    pub fn format(self, format: impl AsRef<str>) -> Self {
        self.set("$format", format.as_ref())
    }

    /// Sets a header, replacing its former value. `Debug` hides the value of `Authorization`.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(name == header::AUTHORIZATION);
                self.headers.insert(name, value);
            }
            _ => self.fail(RequestError::Header { name: name.to_owned() }),
        }
        self
    }

    /// `Prefer`: a preference such as `outlook.timezone="UTC"`. Further calls add to the list.
    pub fn prefer(self, value: &str) -> Self {
        let former = self.headers.get("prefer").and_then(|value| value.to_str().ok()).map(str::to_owned);
        match former {
            Some(former) => self.header("prefer", &format!("{former}, {value}")),
            None => self.header("prefer", value),
        }
    }

    /// `If-Match`: makes the change only if the object still has this etag; `*` for any.
    pub fn if_match(self, etag: &str) -> Self {
        self.header(header::IF_MATCH.as_str(), etag)
    }

    /// `If-None-Match`: returns the object only if it no longer has this etag.
    pub fn if_none_match(self, etag: &str) -> Self {
        self.header(header::IF_NONE_MATCH.as_str(), etag)
    }

    /// `ConsistencyLevel: eventual`, which advanced queries on directory objects require.
    pub fn eventual(self) -> Self {
        self.header("consistencylevel", "eventual")
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The absolute URL, with the query.
    pub fn url(&self) -> String {
        let mut url = match &self.target {
            Target::Path(path) => {
                let query: usize = self.query.iter().map(|(name, value)| name.len() + value.len() * 3 / 2 + 2).sum();
                path.url_with_room(query)
            }
            Target::Link { url, .. } => url.clone(),
        };
        let mut separator = if url.contains('?') { '&' } else { '?' };
        for (name, value) in &self.query {
            url.push(std::mem::replace(&mut separator, '&'));
            encoding::query_name(name, &mut url);
            url.push('=');
            encoding::query_value(value, &mut url);
        }
        url
    }

    /// The URL below the root of the service, such as `/users?$top=1`, as used in a batch. `None` if a followed link
    /// leads to another root, such as from `v1.0` to `beta`.
    pub fn relative_url(&self) -> Option<String> {
        let relative = self.url().strip_prefix(&**self.base())?.to_owned();
        (relative.is_empty() || relative.starts_with(['/', '?'])).then_some(relative)
    }

    /// The query options added so far, not encoded.
    pub fn query_pairs(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.query.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body; empty if there is none.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The documented operations that this request belongs to, by its path and HTTP method; several if pages share them.
    /// None if the docs have the request only for other paths: a builder offers it wherever its object is.
    pub fn operations(&self) -> Vec<&'static Operation> {
        let path = match &self.target {
            Target::Path(path) => path.as_str(),
            // A link continues what its request began.
            Target::Link { .. } => return self.operations.to_vec(),
        };
        let path = path.split('?').next().unwrap_or(path);
        self.operations.iter().copied().filter(|operation| operation.has_path(path)).collect()
    }

    /// Whether the docs have a request with this path and HTTP method.
    pub fn is_documented(&self) -> bool {
        !self.operations().is_empty()
    }

    /// The least permissions of a caller, according to the pages of this request. If several pages share its path and
    /// method, they are enough for each of them. There are none for a request that [is not
    /// documented](Request::is_documented).
    pub fn permissions(&self, access: Access) -> LeastPermissions {
        LeastPermissions::of(access, self.operations())
    }

    /// The same request, with a response that decodes into another type.
    pub fn returning<U>(self) -> Request<U> {
        Request {
            method: self.method,
            target: self.target,
            query: self.query,
            headers: self.headers,
            body: self.body,
            error: self.error,
            operations: self.operations,
            without_token: self.without_token,
            response: PhantomData,
        }
    }

    /// A `GET` of a link in a response of this request, with the same headers. A link without a scheme and host is
    /// resolved against the URL of this request ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-5)).
    ///
    /// # Errors
    /// [`RequestError::ForeignLink`] if the link leads to another scheme, host or port.
    pub fn follow<U>(&self, link: &str) -> Result<Request<U>, RequestError> {
        let own = self.url();
        let fit = encoding::link(&self.absolute(link));
        match (Origin::of(&own), Origin::of(&fit)) {
            (Some(here), Some(there)) if here == there && !link.trim().is_empty() => {}
            (here, _) => {
                let origin = here.map_or(own, |it| it.to_string());
                return Err(RequestError::ForeignLink { link: link.to_owned(), origin });
            }
        }
        let mut headers = self.headers.clone();
        headers.remove(header::CONTENT_TYPE);
        Ok(Request {
            method: Method::GET,
            target: Target::Link { base: self.base().clone(), url: fit },
            query: Vec::new(),
            headers,
            body: Vec::new(),
            error: None,
            operations: self.operations,
            without_token: self.without_token,
            response: PhantomData,
        })
    }

    /// A `GET` of an address in a response of this request that needs no token, on any host: no header of this request
    /// is sent, and the request is marked [`WithoutToken`], which clients respect.
    ///
    /// # Errors
    /// [`RequestError::ForeignLink`] if the address is not an `https` URL (`http` is allowed if this request uses it),
    /// or has a user name.
    pub fn follow_without_token<U>(&self, link: &str) -> Result<Request<U>, RequestError> {
        let own = Origin::of(&self.url());
        let url = encoding::link(link);
        match (own, Origin::of(&url)) {
            (Some(here), Some(there)) if there.is_secure() || !here.is_secure() => {}
            (here, _) => {
                let origin = here.map_or_else(|| self.url(), |it| it.to_string());
                return Err(RequestError::ForeignLink { link: link.to_owned(), origin });
            }
        }
        Ok(Request {
            method: Method::GET,
            target: Target::Link { base: self.base().clone(), url },
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: Vec::new(),
            error: None,
            operations: self.operations,
            without_token: true,
            response: PhantomData,
        })
    }

    /// The absolute URL of a link in the body of a response.
    pub(crate) fn absolute(&self, link: &str) -> String {
        let resolved = Uri::try_from(self.url()).ok().and_then(|url| relative::resolve(&url, link.trim()));
        resolved.unwrap_or_else(|| link.to_owned())
    }

    /// The absolute URL of an address in a header. The docs show some without a host, relative to the root of the
    /// service: `/teams('1')/operations('2')` for `https://graph.microsoft.com/v1.0/teams('1')/operations('2')`.
    pub(crate) fn resolve(&self, link: &str) -> String {
        let link = link.trim();
        let base = &**self.base();
        if link.starts_with("//") || link.contains("://") {
            return link.to_owned();
        }
        let path = base.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)));
        let root = match path {
            // The link already contains the version.
            Some(path) if link.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')) => {
                base.strip_suffix(path).unwrap_or(base)
            }
            _ => base,
        };
        if link.starts_with('/') { format!("{root}{link}") } else { format!("{root}/{link}") }
    }

    /// The request for an HTTP client.
    ///
    /// # Errors
    /// An earlier error of the builder, or an invalid URL.
    pub fn into_http(mut self) -> Result<http::Request<Vec<u8>>, RequestError> {
        if let Some(error) = self.error {
            return Err(*error);
        }
        let uri = Uri::try_from(self.url())
            .map_err(|error| RequestError::Url { url: self.url(), reason: error.to_string() })?;
        let mut request = http::Request::new(std::mem::take(&mut self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers;
        if self.without_token {
            request.extensions_mut().insert(WithoutToken);
        }
        Ok(request)
    }

    /// Like [`Request::into_http`], if the request is needed afterwards, for decoding its response or for another
    /// attempt.
    ///
    /// # Errors
    /// See [`Request::into_http`].
    pub fn to_http(&self) -> Result<http::Request<Vec<u8>>, RequestError> {
        self.clone().into_http()
    }

    /// The context for decoding its response.
    pub(crate) fn asked(&self) -> Asked {
        Asked { operations: self.operations, writes: !matches!(self.method, Method::GET | Method::HEAD) }
    }

    /// The root of the service.
    pub(crate) fn base(&self) -> &Arc<str> {
        match &self.target {
            Target::Path(path) => path.shared_base(),
            Target::Link { base, .. } => base,
        }
    }

    /// Sets the single value of a query option.
    fn set(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.retain(|(it, _)| it != name);
        self.query.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// Appends to the comma-separated list of a query option; appending nothing adds no option.
    fn append(mut self, name: &'static str, append: impl FnOnce(&mut String)) -> Self {
        if let Some((_, list)) = self.query.iter_mut().find(|(it, _)| it == name) {
            append(list);
            return self;
        }
        let mut list = String::with_capacity(48);
        append(&mut list);
        if !list.is_empty() {
            self.query.push((Cow::Borrowed(name), list));
        }
        self
    }

    /// Stores the first error.
    fn fail(&mut self, error: RequestError) {
        self.error.get_or_insert_with(|| Box::new(error));
    }
}

impl<T: Response> Request<T> {
    /// Decodes the response [tolerantly](super::decode): a member that does not have its documented kind stays raw in
    /// the `additional` of its object, and does not affect others.
    ///
    /// Every `2xx` status is a success, and so are documented redirects. A write (any method but `GET` and `HEAD`)
    /// that succeeded without a body is a success too, even if the docs show a body: see [`Response::without_body`].
    ///
    /// # Errors
    /// [`Error::Graph`] if the status is not a success, [`Error::Decode`] if the body does not match `T`,
    /// [`Error::NoBody`] if a write succeeded without a body and `T` cannot represent that.
    pub fn decode<B: AsRef<[u8]>>(&self, response: &http::Response<B>) -> Result<T, Error> {
        self.decode_by(response, T::decode, T::without_body)
    }

    /// Like [`Request::decode`], with the status and the headers of the response: `Location`, `OData-EntityId`,
    /// `ETag`.
    ///
    /// # Errors
    /// See [`Request::decode`].
    pub fn decode_response<B: AsRef<[u8]>>(&self, response: &http::Response<B>) -> Result<http::Response<T>, Error> {
        let mut decoded = http::Response::new(self.decode(response)?);
        *decoded.status_mut() = response.status();
        *decoded.version_mut() = response.version();
        *decoded.headers_mut() = response.headers().clone();
        Ok(decoded)
    }

    /// Like [`Request::decode`], but a member that does not have its documented kind is an error.
    ///
    /// # Errors
    /// See [`Request::decode`].
    pub fn decode_strict<B: AsRef<[u8]>>(&self, response: &http::Response<B>) -> Result<T, Error> {
        self.decode_by(response, T::decode_strict, T::without_body)
    }

    /// Like [`Request::decode`], and reports which members do not have their documented kind.
    ///
    /// # Errors
    /// See [`Request::decode`].
    pub fn decode_with_report<B: AsRef<[u8]>>(&self, response: &http::Response<B>) -> Result<Decoded<T>, Error> {
        self.decode_by(response, T::decode_with_report, || T::without_body().map(Decoded::exact))
    }

    fn decode_by<B: AsRef<[u8]>, U>(
        &self,
        response: &http::Response<B>,
        decode: fn(StatusCode, &HeaderMap, &[u8]) -> Result<U, DecodeError>,
        nothing: fn() -> Option<U>,
    ) -> Result<U, Error> {
        response::read(self.asked(), response, decode, nothing)
    }
}

// By hand, because a derive would require `T: Clone`.
impl<T> Clone for Request<T> {
    fn clone(&self) -> Self {
        Self {
            method: self.method.clone(),
            target: self.target.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            body: self.body.clone(),
            error: self.error.clone(),
            operations: self.operations,
            without_token: self.without_token,
            response: PhantomData,
        }
    }
}

/// Without possible secrets: the body, the values of headers and of the query, and everything but the host of an
/// address that needs no token.
impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = if self.without_token { shown::host(&self.url()) } else { shown::url(&self.url()) };
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &Plain(url))
            .field("headers", &self.headers.keys().map(HeaderName::as_str).collect::<Vec<_>>())
            .field("body", &Plain(format_args!("{} bytes", self.body.len())))
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}
