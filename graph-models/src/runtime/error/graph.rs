//! Errors returned by the service.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode, header};
use serde::de::MapAccess;

use super::shown::{self, Escaped, excerpt};
use crate::object_impls;
use crate::runtime::additional::Additional;
use crate::runtime::decode::{self, Mode};
use crate::runtime::object::{Object, Writer};
use crate::runtime::property::Property;

/// The response to a failed request.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct GraphError {
    /// The status.
    pub status: StatusCode,
    /// The error object; empty if the body has none.
    pub body: ErrorBody,
    /// The header `request-id`, else the one in the inner error: Microsoft's support asks for it.
    pub request_id: Option<String>,
    /// The header `client-request-id`, else the one in the inner error.
    pub client_request_id: Option<String>,
    /// The header `Date`, else the date in the inner error, unchanged.
    pub date: Option<String>,
    /// How long to wait before the next attempt, if the service says so.
    pub retry_after: Option<RetryAfter>,
    /// The header `Location`, unchanged: with `410 Gone`, the address for restarting a delta query.
    pub location: Option<String>,
    /// The body as text if it is not a Graph error (HTML of a proxy, plain text of a gateway); otherwise `None`, also
    /// for an empty body.
    pub text: Option<String>,
}

impl GraphError {
    /// Reads the response to a failed request, or one of the responses of a batch. Never fails: a body that is not a
    /// Graph error is kept in [`GraphError::text`].
    pub fn new(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let decoded = decode::body::<ErrorResponse>(body, ErrorResponse::TYPE, Mode::Tolerant).ok();
        let decoded = decoded.and_then(|it| it.value.error.into_option());
        let text = (decoded.is_none() && !body.is_empty()).then(|| String::from_utf8_lossy(body).into_owned());
        let error = decoded.map(|error| *error).unwrap_or_default();
        let inner = |pick: fn(&InnerError) -> &Property<String>| {
            error.inner_errors().find_map(|inner| pick(inner).as_option()).cloned()
        };
        Self {
            status,
            request_id: header("request-id").or_else(|| inner(|it| &it.request_id)),
            client_request_id: header("client-request-id").or_else(|| inner(|it| &it.client_request_id)),
            date: header(header::DATE.as_str()).or_else(|| inner(|it| &it.date)),
            retry_after: header(header::RETRY_AFTER.as_str()).map(|text| RetryAfter::parse(&text)),
            location: header(header::LOCATION.as_str()),
            body: error,
            text,
        }
    }

    /// The outermost code, such as `itemNotFound`.
    pub fn code(&self) -> Option<&str> {
        self.body.code.as_deref().into_option()
    }

    /// The message for developers, in the language of the request.
    pub fn message(&self) -> Option<&str> {
        self.body.message.as_deref().into_option()
    }

    /// The subject of the error, such as the name of a parameter.
    pub fn target(&self) -> Option<&str> {
        self.body.target.as_deref().into_option()
    }

    /// Further errors of the same request.
    pub fn details(&self) -> &[ErrorDetail] {
        self.body.details.as_deref().unwrap_or(&[])
    }

    /// The codes from the outermost to the innermost, which is the most specific one.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let inner = self.body.inner_errors().filter_map(|inner| inner.code.as_deref().into_option());
        self.code().into_iter().chain(inner)
    }

    /// Whether the error has this code at any level. Letter case is ignored, because services differ in it.
    pub fn has_code(&self, code: &str) -> bool {
        self.codes().any(|it| it.eq_ignore_ascii_case(code))
    }

    /// Whether the service is throttling: `429 Too Many Requests`, or `509 Bandwidth Limit Exceeded`. See [the
    /// docs](https://learn.microsoft.com/graph/errors).
    pub fn is_throttled(&self) -> bool {
        is_throttled(self.status)
    }

    /// Whether a delta query must start over, because the service no longer knows the state of its link: `410 Gone`,
    /// or a code such as `resyncRequired` or `syncStateNotFound`. See [`Request::resync`](crate::Request::resync).
    pub fn is_resync(&self) -> bool {
        let lost = |code: &str| {
            let code = code.to_ascii_lowercase();
            code.starts_with("resync") || code.starts_with("syncstate")
        };
        self.status == StatusCode::GONE || self.codes().any(lost)
    }

    /// How long to wait before the next attempt, if the service says so: in seconds, or as a date relative to the
    /// `Date` of the response, so that no clock needs to be correct.
    pub fn retry_delay(&self) -> Option<Duration> {
        self.retry_after.as_ref()?.delay(self.date.as_deref())
    }
}

/// Whether a status means too many requests.
pub(crate) fn is_throttled(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 509)
}

/// Status, code, message and request-id on one line; for a body that is not a Graph error, its start instead of code
/// and message. Control characters are escaped.
impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.status.fmt(f)?;
        for text in [self.code(), self.message()].into_iter().flatten().filter(|text| !text.is_empty()) {
            write!(f, ": {}", Escaped(text))?;
        }
        if let Some(text) = &self.text {
            write!(f, ": not an error of Microsoft Graph, but {:?}", excerpt(text))?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " (request-id {})", Escaped(id))?;
        }
        Ok(())
    }
}

/// For a body that is not a Graph error, only its start; for the location, only its host.
impl fmt::Debug for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphError")
            .field("status", &self.status)
            .field("body", &self.body)
            .field("request_id", &self.request_id)
            .field("client_request_id", &self.client_request_id)
            .field("date", &self.date)
            .field("retry_after", &self.retry_after)
            .field("location", &shown::link(self.location.as_ref()))
            .field("text", &self.text.as_deref().map(excerpt))
            .finish()
    }
}

impl std::error::Error for GraphError {}

/// The header `Retry-After`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// A duration from now.
    Delay(Duration),
    /// An HTTP date, unchanged; also any invalid text.
    At(String),
}

impl RetryAfter {
    /// Parses the value of the header: seconds, possibly with a fraction, or a date. Values beyond the maximum of a
    /// [`Duration`] become the maximum, so that the service is never called too early.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        // `f64` also parses `inf` and `nan`.
        let numeric = text.starts_with(|first: char| first.is_ascii_digit() || first == '.');
        match numeric.then(|| text.parse::<f64>().ok()).flatten() {
            Some(seconds) => Self::Delay(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)),
            None => Self::At(text.to_owned()),
        }
    }

    /// The wait in the headers of a response.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Duration> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        Self::parse(text(header::RETRY_AFTER)?).delay(text(header::DATE))
    }

    /// The wait relative to the `Date` of the response.
    fn delay(&self, date: Option<&str>) -> Option<Duration> {
        match self {
            Self::Delay(delay) => Some(*delay),
            Self::At(_) => self.delay_from(httpdate::parse_http_date(date?).ok()?),
        }
    }

    /// The wait relative to `now`; zero for a date in the past. `None` for an invalid date.
    pub fn delay_from(&self, now: SystemTime) -> Option<Duration> {
        match self {
            Self::Delay(delay) => Some(*delay),
            Self::At(date) => {
                httpdate::parse_http_date(date).ok().map(|date| date.duration_since(now).unwrap_or_default())
            }
        }
    }
}

/// The body of a failed request: `{"error": {…}}`.
#[derive(Clone, Default, PartialEq)]
pub struct ErrorResponse {
    /// The error.
    pub error: Property<Box<ErrorBody>>,
    /// Members without a field.
    pub additional: Additional,
}

/// The error object of a failed request.
#[derive(Clone, Default, PartialEq)]
pub struct ErrorBody {
    /// The error code, for programs.
    pub code: Property<String>,
    /// The error message, for developers.
    pub message: Property<String>,
    /// The subject, such as the name of a parameter.
    pub target: Property<String>,
    /// Further errors of the same request.
    pub details: Property<Vec<ErrorDetail>>,
    /// More specific information; the member is `innerError` or, in older services, `innererror`.
    pub inner_error: Property<Box<InnerError>>,
    /// Members without a field.
    pub additional: Additional,
    spelling: Spelling,
}

impl ErrorBody {
    /// The inner errors, from the outermost to the innermost.
    pub fn inner_errors(&self) -> impl Iterator<Item = &InnerError> {
        std::iter::successors(self.inner_error.as_deref().into_option(), |it| it.inner_error.as_deref().into_option())
    }
}

/// One of several errors of the same request.
#[derive(Clone, Default, PartialEq)]
pub struct ErrorDetail {
    /// The error code, for programs.
    pub code: Property<String>,
    /// The error message, for developers.
    pub message: Property<String>,
    /// The subject, such as the name of a parameter.
    pub target: Property<String>,
    /// Members without a field.
    pub additional: Additional,
}

/// More specific information about an error.
#[derive(Clone, Default, PartialEq)]
pub struct InnerError {
    /// A more specific code than that of the enclosing error.
    pub code: Property<String>,
    /// A more specific message.
    pub message: Property<String>,
    /// The service's id of the request.
    pub request_id: Property<String>,
    /// The caller's id of the request.
    pub client_request_id: Property<String>,
    /// The time of the error, unchanged; usually without an offset.
    pub date: Property<String>,
    /// Still more specific information.
    pub inner_error: Property<Box<InnerError>>,
    /// Members without a field.
    pub additional: Additional,
    spelling: Spelling,
}

/// The spelling of the member `innerError`, so that it is encoded unchanged.
#[derive(Clone, Copy, Default, PartialEq)]
enum Spelling {
    #[default]
    Camel,
    Lower,
}

impl Spelling {
    const fn inner_error(self) -> &'static str {
        match self {
            Self::Camel => "innerError",
            Self::Lower => "innererror",
        }
    }

    /// The spelling of a member's name, if it is an inner error.
    fn of(name: &str) -> Option<Self> {
        [Self::Camel, Self::Lower].into_iter().find(|it| it.inner_error() == name)
    }
}

/// Implements [`Object`] for the types above, whose members are the same for all services.
macro_rules! object {
    ($name:ident, $type:literal, { $($member:literal => $field:ident),+ $(,)? } $(, $inner:ident, $spelling:ident)?) => {
        impl Object for $name {
            const TYPE: &'static str = $type;

            fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
                match name {
                    $($member => self.$field = map.next_value()?,)+
                    _ => {
                        // If both spellings occur, the second goes to `additional`.
                        $(if let Some(spelling) = Spelling::of(name)
                            && (self.$inner.is_absent() || self.$spelling == spelling)
                        {
                            self.$spelling = spelling;
                            self.$inner = map.next_value()?;
                            return Ok(true);
                        })?
                        return Ok(false);
                    }
                }
                Ok(true)
            }

            fn write<W: Writer>(&self, writer: &mut W) {
                $(writer.property($member, &self.$field);)+
                $(writer.property(self.$spelling.inner_error(), &self.$inner);)?
            }

            fn additional(&self) -> &Additional {
                &self.additional
            }

            fn additional_mut(&mut self) -> &mut Additional {
                &mut self.additional
            }
        }

        object_impls!($name);
    };
}

object!(ErrorResponse, "error response", { "error" => error });
object!(ErrorDetail, "error detail", { "code" => code, "message" => message, "target" => target });
object!(
    ErrorBody,
    "error",
    { "code" => code, "message" => message, "target" => target, "details" => details },
    inner_error,
    spelling
);
object!(
    InnerError,
    "inner error",
    {
        "code" => code,
        "message" => message,
        "request-id" => request_id,
        "client-request-id" => client_request_id,
        "date" => date,
    },
    inner_error,
    spelling
);
