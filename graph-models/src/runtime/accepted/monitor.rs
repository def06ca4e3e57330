//! Polling an operation until it has ended.

use std::time::{Duration, Instant};

use http::{StatusCode, header};

use super::finished::Finished;
use super::progress::{OperationState, Progress, Sign};
use crate::runtime::decode;
use crate::runtime::error::{DecodeError, Error, GraphError, RetryAfter, shown};
use crate::runtime::request::Request;
use crate::runtime::response::Response;
use crate::runtime::transport::{AsyncTransport, Transport, WithoutRedirects};
use crate::runtime::wait::{
    AsyncSleep, Backoff, PollSchedule, Sleep, Unfinished, UnfinishedReason, WaitError, Waiting, asked, is_busy,
};

/// Polls an operation until it has ended; made by [`Accepted::monitor`](super::Accepted::monitor).
///
/// An operation has ended if its status says so, or, without a status, if it has an error or a percentage of 100; if
/// the response is a redirect to its result (`302`, `303`), which is not followed; and if the response is the result
/// itself, or has no content, and is not `202 Accepted`. A `200 OK` with anything else, such as HTML of a proxy, an
/// object that is not an operation, or a status that is not a string, is an error. `301`, `307` and `308` give a new
/// address for polling: the clients of this crate follow them; with a transport that does not, they are an error. The
/// first request is sent at once, unless the service asked to wait. Pauses, deadline and responses of a busy service
/// are handled as by [`Wait`](crate::runtime::wait::Wait).
#[derive(Clone, Debug)]
#[must_use = "a monitor does nothing until it runs"]
pub struct Monitor<T> {
    request: Request<T>,
    /// A copy of the accepted request, for requesting the result.
    accepted: Request<()>,
    retry_after: Option<RetryAfter>,
    schedule: PollSchedule,
}

impl<T> Monitor<T> {
    pub(super) fn new(request: Request<T>, accepted: Request<()>, retry_after: Option<RetryAfter>) -> Self {
        Self { request, accepted, retry_after, schedule: PollSchedule::default() }
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

    /// The polling request, for sending it by other means. [`Monitor::map_request`] changes it.
    pub fn request(&self) -> &Request<T> {
        &self.request
    }

    /// Changes the polling request, for example by adding a header.
    pub fn map_request(mut self, change: impl FnOnce(Request<T>) -> Request<T>) -> Self {
        self.request = change(self.request);
        self
    }
}

impl<T: Response> Monitor<T> {
    /// Polls until the operation has ended, blocking the thread.
    ///
    /// # Errors
    /// [`WaitError::Unfinished`] if the operation has failed or the deadline has passed; [`WaitError::Request`] if a
    /// request failed.
    pub fn run<C: Transport + ?Sized>(&self, client: &C) -> Result<Finished<T>, WaitError<T>> {
        self.run_with(client, &std::thread::sleep)
    }

    /// Like [`Monitor::run`], with a custom clock.
    ///
    /// # Errors
    /// See [`Monitor::run`].
    pub fn run_with<C, S>(&self, client: &C, sleep: &S) -> Result<Finished<T>, WaitError<T>>
    where
        C: Transport + ?Sized,
        S: Sleep + ?Sized,
    {
        let (mut look, first) = self.start(sleep.now())?;
        if let Some(pause) = first {
            sleep.sleep(pause);
        }
        loop {
            let response = client.send(self.to_http()?).map_err(Error::from)?;
            match look.judge(self, response, sleep.now())? {
                Judgement::Done(finished) => return Ok(*finished),
                Judgement::Pause(pause) => sleep.sleep(pause),
            }
        }
    }

    /// Like [`Monitor::run`], for async code: `sleep` is `tokio::time::sleep` or similar.
    ///
    /// # Errors
    /// See [`Monitor::run`].
    pub async fn run_async<C, S>(&self, client: &C, sleep: S) -> Result<Finished<T>, WaitError<T>>
    where
        C: AsyncTransport + ?Sized,
        S: AsyncSleep,
    {
        let (mut look, first) = self.start(sleep.now())?;
        if let Some(pause) = first {
            sleep.sleep(pause).await;
        }
        loop {
            let response = client.send(self.to_http()?).await.map_err(Error::from)?;
            match look.judge(self, response, sleep.now())? {
                Judgement::Done(finished) => return Ok(*finished),
                Judgement::Pause(pause) => sleep.sleep(pause).await,
            }
        }
    }

    /// The target of a redirect may reject the request, although the operation has ended.
    fn to_http(&self) -> Result<http::Request<Vec<u8>>, Error> {
        let mut request = self.request.to_http()?;
        request.extensions_mut().insert(WithoutRedirects);
        Ok(request)
    }

    /// A wait, and the pause before the first request.
    fn start(&self, now: Instant) -> Result<(Look<T>, Option<Duration>), WaitError<T>> {
        let mut look = Look { waiting: self.schedule.start(now), last: None, status: None, detail: None };
        match &self.retry_after {
            Some(RetryAfter::Delay(delay)) if *delay > self.schedule.deadline => {
                Err(look.unfinished(UnfinishedReason::Deadline, now))
            }
            Some(RetryAfter::Delay(delay)) => Ok((look, Some(*delay))),
            // The time of the response is unknown by now; the next response repeats the pause.
            Some(RetryAfter::At(_)) | None => Ok((look, None)),
        }
    }
}

/// The polling loop, without I/O.
struct Look<T> {
    waiting: Waiting,
    last: Option<Box<T>>,
    status: Option<String>,
    detail: Option<String>,
}

enum Judgement<T> {
    Done(Box<Finished<T>>),
    Pause(Duration),
}

impl<T: Response> Look<T> {
    fn judge(
        &mut self,
        monitor: &Monitor<T>,
        response: http::Response<Vec<u8>>,
        now: Instant,
    ) -> Result<Judgement<T>, WaitError<T>> {
        let asked = asked(&response);
        let status = response.status();
        if matches!(status, StatusCode::FOUND | StatusCode::SEE_OTHER) {
            let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            if let Some(location) = location.map(str::to_owned) {
                return Ok(Self::done(None, Progress::default(), Some(location), monitor, response));
            }
        }
        if status.is_success() {
            let (progress, state) = progress(&response)?;
            let operation = T::decode(status, response.headers(), response.body()).ok();
            self.status = progress.status_text().map(str::to_owned);
            self.detail = progress.detail();
            match state {
                OperationState::Succeeded => {
                    let location = progress.resource_location().map(str::to_owned);
                    return Ok(Self::done(operation, progress, location, monitor, response));
                }
                OperationState::Failed => {
                    self.last = operation.map(Box::new);
                    return Err(self.unfinished(UnfinishedReason::Stopped, now));
                }
                OperationState::NotStarted | OperationState::Running | OperationState::Unknown => {
                    self.last = operation.map(Box::new);
                }
            }
        } else if !is_busy(status) {
            return Err(Error::from(GraphError::new(status, response.headers(), response.body())).into());
        }
        match self.waiting.pause(now, asked) {
            Some(pause) => Ok(Judgement::Pause(pause)),
            None => Err(self.unfinished(UnfinishedReason::Deadline, now)),
        }
    }

    fn done(
        operation: Option<T>,
        progress: Progress,
        location: Option<String>,
        monitor: &Monitor<T>,
        response: http::Response<Vec<u8>>,
    ) -> Judgement<T> {
        Judgement::Done(Box::new(Finished {
            operation,
            progress,
            location,
            accepted: monitor.accepted.clone(),
            response,
        }))
    }

    fn unfinished(&mut self, reason: UnfinishedReason, now: Instant) -> WaitError<T> {
        let waited = self.waiting.waited(now);
        let why = Unfinished { reason, status: self.status.take(), detail: self.detail.take(), waited };
        WaitError::Unfinished { why, last: self.last.take() }
    }
}

/// What a successful response says about the operation. `202 Accepted` and `204 No Content` need no body, and only
/// `202 Accepted` without a body means that the operation continues.
fn progress(response: &http::Response<Vec<u8>>) -> Result<(Progress, OperationState), Error> {
    let (status, body) = (response.status(), response.body());
    let read = decode::tolerant::<Progress>(body).ok().filter(Progress::has_readable_status);
    let sign = read.as_ref().map_or(Sign::None, Progress::sign);
    let state = match (sign, status) {
        (Sign::State(state), _) => state,
        (_, StatusCode::ACCEPTED) => OperationState::Unknown,
        (Sign::Made, _) => OperationState::Succeeded,
        (Sign::None, StatusCode::NO_CONTENT) if body.is_empty() => OperationState::Succeeded,
        (Sign::None, _) => {
            let message = format!("the response ({status}) is not an operation: {:?}", shown::excerpt_of(body));
            return Err(DecodeError::at("progress of an operation", String::new(), message).into());
        }
    };
    Ok((read.unwrap_or_default(), state))
}
