//! Sending a batch through a transport.

use std::fmt;
use std::time::Duration;

use super::Batch;
use super::answers::BatchAnswers;
use super::run::{BatchRun, Throttled};
use crate::runtime::error::Error;
use crate::runtime::transport::{AsyncTransport, Transport};
use crate::runtime::wait::{AsyncSleep, PollSchedule, Sleep};

impl Batch {
    /// Sends the batch in as many calls as necessary.
    ///
    /// # Errors
    /// A call failed as a whole; those before it are done, and [`BatchFailure::run`] can continue.
    pub fn send<C: Transport + ?Sized>(self, client: &C) -> Result<BatchAnswers, BatchFailure> {
        let mut run = self.start();
        match run.send(client) {
            Ok(()) => Ok(run.into_answers()),
            Err(error) => Err(BatchFailure { error, run: Box::new(run) }),
        }
    }

    /// Like [`Batch::send`], and repeats throttled requests until the deadline; after that, their responses are final.
    /// `sleep` is [`std::thread::sleep`] or similar.
    ///
    /// # Errors
    /// See [`Batch::send`].
    pub fn send_retrying<C, S>(
        self,
        client: &C,
        schedule: PollSchedule,
        sleep: &S,
    ) -> Result<BatchAnswers, BatchFailure>
    where
        C: Transport + ?Sized,
        S: Sleep + ?Sized,
    {
        let mut run = self.start();
        match run.send_retrying(client, schedule, sleep) {
            Ok(()) => Ok(run.into_answers()),
            Err(error) => Err(BatchFailure { error, run: Box::new(run) }),
        }
    }

    /// Like [`Batch::send`], for async code.
    ///
    /// # Errors
    /// See [`Batch::send`].
    pub async fn send_async<C: AsyncTransport + ?Sized>(self, client: &C) -> Result<BatchAnswers, BatchFailure> {
        let mut run = self.start();
        match run.send_async(client).await {
            Ok(()) => Ok(run.into_answers()),
            Err(error) => Err(BatchFailure { error, run: Box::new(run) }),
        }
    }

    /// Like [`Batch::send_retrying`], for async code: `sleep` is `tokio::time::sleep` or similar.
    ///
    /// # Errors
    /// See [`Batch::send`].
    pub async fn send_retrying_async<C, S>(
        self,
        client: &C,
        schedule: PollSchedule,
        sleep: S,
    ) -> Result<BatchAnswers, BatchFailure>
    where
        C: AsyncTransport + ?Sized,
        S: AsyncSleep,
    {
        let mut run = self.start();
        match run.send_retrying_async(client, schedule, sleep).await {
            Ok(()) => Ok(run.into_answers()),
            Err(error) => Err(BatchFailure { error, run: Box::new(run) }),
        }
    }
}

impl BatchRun {
    /// Sends the remaining requests.
    ///
    /// # Errors
    /// A call failed as a whole. Calling this again continues with the same call, unless it may have been carried out.
    pub fn send<C: Transport + ?Sized>(&mut self, client: &C) -> Result<(), Error> {
        while let Some(request) = self.request()? {
            let response = client.send(request)?;
            self.accept(&response)?;
        }
        Ok(())
    }

    /// Like [`Batch::send_retrying`].
    ///
    /// # Errors
    /// See [`BatchRun::send`].
    pub fn send_retrying<C, S>(&mut self, client: &C, schedule: PollSchedule, sleep: &S) -> Result<(), Error>
    where
        C: Transport + ?Sized,
        S: Sleep + ?Sized,
    {
        let mut waiting = schedule.start(sleep.now());
        loop {
            self.send(client)?;
            match self.pause(|asked| waiting.pause(sleep.now(), asked)) {
                Some(pause) => sleep.sleep(pause),
                None => return Ok(()),
            }
        }
    }

    /// Like [`BatchRun::send`], for async code.
    ///
    /// # Errors
    /// See [`BatchRun::send`].
    pub async fn send_async<C: AsyncTransport + ?Sized>(&mut self, client: &C) -> Result<(), Error> {
        while let Some(request) = self.request()? {
            let response = client.send(request).await?;
            self.accept(&response)?;
        }
        Ok(())
    }

    /// Like [`BatchRun::send_retrying`], for async code.
    ///
    /// # Errors
    /// See [`BatchRun::send`].
    pub async fn send_retrying_async<C, S>(&mut self, client: &C, schedule: PollSchedule, sleep: S) -> Result<(), Error>
    where
        C: AsyncTransport + ?Sized,
        S: AsyncSleep,
    {
        let mut waiting = schedule.start(sleep.now());
        loop {
            self.send_async(client).await?;
            match self.pause(|asked| waiting.pause(sleep.now(), asked)) {
                Some(pause) => sleep.sleep(pause).await,
                None => return Ok(()),
            }
        }
    }

    /// The pause before throttled requests are repeated; `None` if there are none, or the deadline has passed.
    fn pause(&mut self, mut pause: impl FnMut(Option<Duration>) -> Option<Duration>) -> Option<Duration> {
        let Throttled { retry_after, .. } = self.throttled()?;
        let pause = pause(retry_after)?;
        self.retry_throttled().map(|_| pause)
    }
}

/// A call of a batch that failed as a whole.
#[derive(Debug)]
pub struct BatchFailure {
    /// The cause.
    pub error: Error,
    /// The rest of the batch: [`BatchRun::send`] continues, [`BatchRun::into_answers`] returns the responses so far.
    pub run: Box<BatchRun>,
}

impl fmt::Display for BatchFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

// `source` skips the error, because `Display` above already includes it.
impl std::error::Error for BatchFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

/// Without the responses.
impl From<BatchFailure> for Error {
    fn from(failure: BatchFailure) -> Self {
        failure.error
    }
}
