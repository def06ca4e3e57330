//! A request, built without I/O.

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

/// A request whose successful response decodes into `T`. It does no I/O: [`Request::into_http`] gives it to any HTTP
/// client, and [`Request::decode`] reads what that client brought.
///
/// What is wrong with a request (an empty key, a body that can't be written) shows in [`Request::into_http`], so that
/// building stays a chain.
#[must_use = "a request does nothing until it is sent"]
pub struct Request<T> {
    method: Method,
    target: Target,
    /// Names and values, not encoded.
    query: Vec<(Cow<'static, str>, String)>,
    headers: HeaderMap,
    body: Vec<u8>,
    /// What is wrong with the request; the first error only.
    error: Option<Box<RequestError>>,
    operations: &'static [&'static Operation],
    /// Whether no token may go along.
    without_token: bool,
    response: PhantomData<fn() -> T>,
}

/// Where a request goes.
#[derive(Clone)]
enum Target {
    /// A path that was built.
    Path(Path),
    /// A link of a response, with its query, and the root of the service it was found below.
    Link { base: Arc<str>, url: String },
}

impl<T> Request<T> {
    /// A request without query, headers and body. `operations` are the documented operations it may stand for.
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

    /// Sets a JSON body, written right now, and its `Content-Type`.
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

    /// Sends no body after all, where a page documents one and it may be left out.
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

    /// `$select`: which properties the response has. Further calls add to the list.
    ///
    /// One property, a tuple of them, or an array, slice or vector; each as a constant or as text:
    /// `select((User::ID, User::DISPLAY_NAME, "extension_a1"))`.
    pub fn select(self, properties: impl List<query::Select, T>) -> Self {
        self.append("$select", |list| properties.append_to(list))
    }

    /// `$expand`: which relationships the response has, with options of their own. Further calls add to the list.
    pub fn expand(self, relationships: impl List<query::Expand, T>) -> Self {
        self.append("$expand", |list| relationships.append_to(list))
    }

    /// `$filter`: a [`Filter`](query::Filter), or an OData expression as text.
    pub fn filter(self, condition: impl Condition<T>) -> Self {
        self.set("$filter", condition.expression())
    }

    /// `$orderby`: properties, ascending if they don't say `desc`. Further calls add to the list.
    pub fn order_by(self, properties: impl List<query::OrderBy, T>) -> Self {
        self.append("$orderby", |list| properties.append_to(list))
    }

    /// `$search`: a [`Search`](query::Search), or an expression as text, with its quotes.
    pub fn search(self, expression: impl AsRef<str>) -> Self {
        self.set("$search", expression.as_ref())
    }

    /// `$top`: the size of a page.
    pub fn top(self, items: u64) -> Self {
        self.set("$top", items.to_string())
    }

    /// `$skip`: how many items to leave out.
    pub fn skip(self, items: u64) -> Self {
        self.set("$skip", items.to_string())
    }

    /// `$skiptoken`: where to go on, as a link of an earlier page said.
    pub fn skip_token(self, token: impl AsRef<str>) -> Self {
        self.set("$skiptoken", token.as_ref())
    }

    /// `$count`: whether the response says the size of the whole collection.
    pub fn count(self, wanted: bool) -> Self {
        self.set("$count", if wanted { "true" } else { "false" })
    }

    /// `$format`: the format of the response, such as `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet`.
    pub fn format(self, format: impl AsRef<str>) -> Self {
        self.set("$format", format.as_ref())
    }

    /// Sets a header, replacing its former value. The value of `Authorization` does not show in `Debug`.
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

    /// `If-Match`: the change applies only while the object still has this etag; `*` for any.
    pub fn if_match(self, etag: &str) -> Self {
        self.header(header::IF_MATCH.as_str(), etag)
    }

    /// `If-None-Match`: the answer comes only if the object no longer has this etag.
    pub fn if_none_match(self, etag: &str) -> Self {
        self.header(header::IF_NONE_MATCH.as_str(), etag)
    }

    /// `ConsistencyLevel: eventual`, which advanced queries on directory objects require.
    pub fn eventual(self) -> Self {
        self.header("consistencylevel", "eventual")
    }

    /// The HTTP verb.
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

    /// The URL below the root of the service, such as `/users?$top=1`: what a batch carries. `None` if a link that was
    /// followed leads to another root, such as from `v1.0` to `beta`.
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

    /// The documented operations this request may stand for: several where pages share one path and verb.
    pub fn operations(&self) -> &'static [&'static Operation] {
        self.operations
    }

    /// The least that a caller has to be allowed, by the pages of this request. Where several pages share its path and
    /// verb, it is enough for each of them.
    pub fn permissions(&self, access: Access) -> LeastPermissions {
        LeastPermissions::of(access, self.operations.iter().copied())
    }

    /// The same request, with a response that decodes into something else.
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

    /// A `GET` of a link that a response of this request holds, with the same headers. A link without a scheme and a host
    /// is resolved against the URL of this request, as [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-5) says.
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

    /// A `GET` of an address that a response of this request holds and that needs no token, on whatever host: no header
    /// of this request goes along, and the request is marked [`WithoutToken`], which clients keep to.
    ///
    /// # Errors
    /// [`RequestError::ForeignLink`] if the address is no `https` URL (`http` will do if this request uses it itself), or
    /// has a user name.
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

    /// The absolute URL of an address in a header. The docs show some without a host, below the root of the service:
    /// `/teams('1')/operations('2')` for `https://graph.microsoft.com/v1.0/teams('1')/operations('2')`.
    pub(crate) fn resolve(&self, link: &str) -> String {
        let link = link.trim();
        let base = &**self.base();
        if link.starts_with("//") || link.contains("://") {
            return link.to_owned();
        }
        let path = base.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)));
        let root = match path {
            // The version is in the link already.
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
    /// What was wrong while the request was built, or a URL that is none.
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

    /// As [`Request::into_http`], for a request that is needed afterwards, to decode its response or to try again.
    ///
    /// # Errors
    /// As [`Request::into_http`].
    pub fn to_http(&self) -> Result<http::Request<Vec<u8>>, RequestError> {
        self.clone().into_http()
    }

    /// What its response is judged by.
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

    /// Sets the only value of a query option.
    fn set(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.retain(|(it, _)| it != name);
        self.query.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// Appends to the comma-separated list of a query option; nothing appended is no option.
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

    /// Remembers the first error.
    fn fail(&mut self, error: RequestError) {
        self.error.get_or_insert_with(|| Box::new(error));
    }
}

impl<T: Response> Request<T> {
    /// Reads the response, [tolerantly](super::decode): a member that does not have its documented kind stays raw in the
    /// `additional` of its object, and costs nothing else.
    ///
    /// Every `2xx` status counts as success, and so do documented redirections. A write (any verb but `GET` and `HEAD`)
    /// that succeeded without a body is a success as well, whatever the docs promise: see [`Response::without_body`].
    ///
    /// # Errors
    /// [`Error::Graph`] if the status does not say success, [`Error::Decode`] if the body is not what `T` needs,
    /// [`Error::NoBody`] if a write succeeded without a body and `T` cannot say so.
    pub fn decode<B: AsRef<[u8]>>(&self, response: &http::Response<B>) -> Result<T, Error> {
        self.decode_by(response, T::decode, T::without_body)
    }

    /// As [`Request::decode`], with the status and the headers of the response: `Location`, `OData-EntityId`, `ETag`.
    ///
    /// # Errors
    /// As [`Request::decode`].
    pub fn decode_response<B: AsRef<[u8]>>(&self, response: &http::Response<B>) -> Result<http::Response<T>, Error> {
        let mut decoded = http::Response::new(self.decode(response)?);
        *decoded.status_mut() = response.status();
        *decoded.version_mut() = response.version();
        *decoded.headers_mut() = response.headers().clone();
        Ok(decoded)
    }

    /// As [`Request::decode`], but a member that does not have its documented kind is an error.
    ///
    /// # Errors
    /// As [`Request::decode`].
    pub fn decode_strict<B: AsRef<[u8]>>(&self, response: &http::Response<B>) -> Result<T, Error> {
        self.decode_by(response, T::decode_strict, T::without_body)
    }

    /// As [`Request::decode`], and says which members do not have their documented kind.
    ///
    /// # Errors
    /// As [`Request::decode`].
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

// By hand, since a derive would ask for `T: Clone`.
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

/// Without what may be a secret: the body, the values of headers and of the query, and all but the host of an address
/// that needs no token.
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
