//! Waiting until a status has one of the given values.

use std::fmt::{self, Display};
use std::time::{Duration, Instant};

use http::StatusCode;

use super::backoff::Backoff;
use super::error::{Unfinished, UnfinishedReason, WaitError};
use super::schedule::{PollSchedule, Waiting};
use super::sleep::{AsyncSleep, Sleep};
use crate::runtime::error::{Error, RetryAfter, is_throttled};
use crate::runtime::property::Property;
use crate::runtime::request::Request;
use crate::runtime::response::Response;
use crate::runtime::transport::{AsyncTransport, Transport};

impl<T> Request<T> {
    /// Polls with this request until the status in the response is one of `values`; see [`Wait`].
    ///
    /// `status` returns the property: `|session| &session.status`, or `|session| session.status()` if the response can
    /// have several types.
    pub fn wait_until<V, F>(&self, status: F, values: impl IntoIterator<Item = impl Into<V>>) -> Wait<T, V, F>
    where
        F: Fn(&T) -> &Property<V>,
    {
        Wait {
            request: self.clone(),
            status,
            wanted: values.into_iter().map(Into::into).collect(),
            last: Vec::new(),
            schedule: PollSchedule::default(),
        }
    }
}

/// Waits until a status has one of the given values; made by [`Request::wait_until`].
///
/// The first request is sent at once. A status that is absent, null or unknown can still change; the same applies to a
/// response of a busy service (429, 503, 504, 509). Every other failure ends the wait.
///
/// Enum members after `unknownFutureValue` are sent only to clients that ask for them; without the header `Prefer:
/// include-unknown-enum-members` ([`Request::prefer`]) they never occur.
#[derive(Clone)]
#[must_use = "a wait does nothing until it runs"]
pub struct Wait<T, V, F> {
    request: Request<T>,
    status: F,
    wanted: Vec<V>,
    /// The final values.
    last: Vec<V>,
    schedule: PollSchedule,
}

impl<T, V, F> Wait<T, V, F> {
    /// Further final values, such as `failed`: they end the wait with an error that contains the last result.
    pub fn or_stop_at(mut self, values: impl IntoIterator<Item = impl Into<V>>) -> Self {
        self.last.extend(values.into_iter().map(Into::into));
        self
    }

    /// The longest time to wait; one hour by default.
    pub fn within(mut self, deadline: Duration) -> Self {
        self.schedule.deadline = deadline;
        self
    }

    /// How often to poll.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.schedule.backoff = backoff;
        self
    }
}

impl<T, V, F> Wait<T, V, F>
where
    T: Response,
    V: PartialEq + Display,
    F: Fn(&T) -> &Property<V>,
{
    /// Waits, blocking the thread, and returns the result with the expected status.
    ///
    /// # Errors
    /// [`WaitError::Unfinished`] at the deadline and at a final value, [`WaitError::Request`] if a request failed.
    pub fn run<C: Transport + ?Sized>(&self, client: &C) -> Result<T, WaitError<T>> {
        self.run_with(client, &std::thread::sleep)
    }

    /// Like [`Wait::run`], with a custom clock.
    ///
    /// # Errors
    /// See [`Wait::run`].
    pub fn run_with<C, S>(&self, client: &C, sleep: &S) -> Result<T, WaitError<T>>
    where
        C: Transport + ?Sized,
        S: Sleep + ?Sized,
    {
        let mut look = Look { waiting: self.schedule.start(sleep.now()), last: None };
        loop {
            let response = client.send(self.request.to_http().map_err(Error::from)?).map_err(Error::from)?;
            match look.judge(self, &response, sleep.now())? {
                Judgement::Done(value) => return Ok(value),
                Judgement::Pause(pause) => sleep.sleep(pause),
            }
        }
    }

    /// Like [`Wait::run`], for async code: `sleep` is `tokio::time::sleep` or similar.
    ///
    /// # Errors
    /// See [`Wait::run`].
    pub async fn run_async<C, S>(&self, client: &C, sleep: S) -> Result<T, WaitError<T>>
    where
        C: AsyncTransport + ?Sized,
        S: AsyncSleep,
    {
        let mut look = Look { waiting: self.schedule.start(sleep.now()), last: None };
        loop {
            let request = self.request.to_http().map_err(Error::from)?;
            let response = client.send(request).await.map_err(Error::from)?;
            match look.judge(self, &response, sleep.now())? {
                Judgement::Done(value) => return Ok(value),
                Judgement::Pause(pause) => sleep.sleep(pause).await,
            }
        }
    }
}

impl<T, V: fmt::Debug, F> fmt::Debug for Wait<T, V, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("request", &self.request)
            .field("wanted", &self.wanted)
            .field("last", &self.last)
            .field("schedule", &self.schedule)
            .finish_non_exhaustive()
    }
}

/// The polling loop, without I/O.
struct Look<T> {
    waiting: Waiting,
    last: Option<Box<T>>,
}

enum Judgement<T> {
    Done(T),
    Pause(Duration),
}

impl<T: Response> Look<T> {
    fn judge<V, F, B>(
        &mut self,
        wait: &Wait<T, V, F>,
        response: &http::Response<B>,
        now: Instant,
    ) -> Result<Judgement<T>, WaitError<T>>
    where
        V: PartialEq + Display,
        F: Fn(&T) -> &Property<V>,
        B: AsRef<[u8]>,
    {
        match wait.request.decode(response) {
            Ok(value) => {
                let status = (wait.status)(&value).as_option();
                if status.is_some_and(|status| wait.wanted.contains(status)) {
                    return Ok(Judgement::Done(value));
                }
                let stopped = status.is_some_and(|status| wait.last.contains(status));
                self.last = Some(Box::new(value));
                if stopped {
                    return Err(self.unfinished(wait, UnfinishedReason::Stopped, now));
                }
            }
            Err(Error::Graph(error)) if is_busy(error.status) => {}
            Err(error) => return Err(WaitError::Request(error)),
        }
        match self.waiting.pause(now, asked(response)) {
            Some(pause) => Ok(Judgement::Pause(pause)),
            None => Err(self.unfinished(wait, UnfinishedReason::Deadline, now)),
        }
    }

    fn unfinished<V, F>(&mut self, wait: &Wait<T, V, F>, reason: UnfinishedReason, now: Instant) -> WaitError<T>
    where
        V: Display,
        F: Fn(&T) -> &Property<V>,
    {
        let last = self.last.take();
        let status = last.as_ref().and_then(|last| (wait.status)(last).as_option().map(ToString::to_string));
        WaitError::Unfinished {
            why: Unfinished { reason, status, detail: None, waited: self.waiting.waited(now) },
            last,
        }
    }
}

/// Whether the same request may succeed later.
pub(crate) fn is_busy(status: StatusCode) -> bool {
    is_throttled(status) || matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT)
}

/// The wait that the service asks for, in a response of any status.
pub(crate) fn asked<B>(response: &http::Response<B>) -> Option<Duration> {
    RetryAfter::of(response.headers())
}
