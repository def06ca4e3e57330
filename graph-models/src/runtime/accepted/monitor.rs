//! Asking how an operation is getting on.

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
    AsyncSleep, Backoff, Pace, Sleep, Unfinished, UnfinishedReason, WaitError, Waiting, asked, is_busy,
};

/// Asks how an operation is getting on, until it has ended; made by [`Accepted::monitor`](super::Accepted::monitor).
///
/// It has ended when its status says so, or, without a status, an error or a percentage of 100; when the answer is a
/// redirection to what it has made (`302`, `303`), which is not followed; and when the answer is the object that it has
/// made, or no content, and not `202 Accepted`. A `200 OK` that is anything else, such as the HTML of a proxy, an object
/// that says nothing of an operation, or one whose status is not text, is an error. `301`, `307` and `308` say where else
/// to ask: the clients of this crate do; over a transport that does not follow them, they are an error. The first look
/// comes at once, unless the service has asked to wait. Pauses, deadline and answers that say the service is busy are as those of
/// [`Wait`](crate::runtime::wait::Wait).
#[derive(Clone, Debug)]
#[must_use = "nothing is asked until it runs"]
pub struct Monitor<T> {
    request: Request<T>,
    /// A request as the one that was accepted, for what the operation has made.
    accepted: Request<()>,
    retry_after: Option<RetryAfter>,
    pace: Pace,
}

impl<T> Monitor<T> {
    pub(super) fn new(request: Request<T>, accepted: Request<()>, retry_after: Option<RetryAfter>) -> Self {
        Self { request, accepted, retry_after, pace: Pace::default() }
    }

    /// How long to wait at most; one hour unless it is said.
    pub fn within(mut self, deadline: Duration) -> Self {
        self.pace.deadline = deadline;
        self
    }

    /// How often to ask.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.pace.backoff = backoff;
        self
    }

    /// The request that asks, to be sent by other means, or changed with [`Monitor::map_request`].
    pub fn request(&self) -> &Request<T> {
        &self.request
    }

    /// Changes the request that asks, such as by a header.
    pub fn map_request(mut self, change: impl FnOnce(Request<T>) -> Request<T>) -> Self {
        self.request = change(self.request);
        self
    }
}

impl<T: Response> Monitor<T> {
    /// Asks until the operation has ended, blocking the thread.
    ///
    /// # Errors
    /// [`WaitError::Unfinished`] if the operation has failed, and at the deadline; [`WaitError::Request`] if a request
    /// failed.
    pub fn run<C: Transport + ?Sized>(&self, client: &C) -> Result<Finished<T>, WaitError<T>> {
        self.run_with(client, &std::thread::sleep)
    }

    /// As [`Monitor::run`], with a clock of the caller's.
    ///
    /// # Errors
    /// As [`Monitor::run`].
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

    /// As [`Monitor::run`], for async code: `sleep` is `tokio::time::sleep` or the like.
    ///
    /// # Errors
    /// As [`Monitor::run`].
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

    /// What a redirection leads to may well refuse the request, though the operation has ended.
    fn to_http(&self) -> Result<http::Request<Vec<u8>>, Error> {
        let mut request = self.request.to_http()?;
        request.extensions_mut().insert(WithoutRedirects);
        Ok(request)
    }

    /// A waiting, and how long to wait before the first look.
    fn start(&self, now: Instant) -> Result<(Look<T>, Option<Duration>), WaitError<T>> {
        let mut look = Look { waiting: self.pace.start(now), last: None, status: None, detail: None };
        match &self.retry_after {
            Some(RetryAfter::Delay(delay)) if *delay > self.pace.deadline => {
                Err(look.unfinished(UnfinishedReason::Deadline, now))
            }
            Some(RetryAfter::Delay(delay)) => Ok((look, Some(*delay))),
            // When it was said is no longer known; the next answer says it again.
            Some(RetryAfter::At(_)) | None => Ok((look, None)),
        }
    }
}

/// Asking again and again, without I/O.
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

/// What a successful answer says of the operation. `202 Accepted` and `204 No Content` need no body, and `202 Accepted` alone
/// says that it goes on.
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
            let message = format!("the answer ({status}) is not an operation: {:?}", shown::excerpt_of(body));
            return Err(DecodeError::at("progress of an operation", String::new(), message).into());
        }
    };
    Ok((read.unwrap_or_default(), state))
}
