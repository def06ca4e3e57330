//! Sending a batch through a transport.

use std::fmt;
use std::time::Duration;

use super::Batch;
use super::answers::BatchAnswers;
use super::run::{BatchRun, Throttled};
use crate::runtime::error::Error;
use crate::runtime::transport::{AsyncTransport, Transport};
use crate::runtime::wait::{AsyncSleep, Pace, Sleep};

impl Batch {
    /// Sends the batch, in as many calls as it takes.
    ///
    /// # Errors
    /// A call failed as a whole; those before it are done, and [`BatchFailure::run`] can go on.
    pub fn send<C: Transport + ?Sized>(self, client: &C) -> Result<BatchAnswers, BatchFailure> {
        let mut run = self.start();
        match run.send(client) {
            Ok(()) => Ok(run.into_answers()),
            Err(error) => Err(BatchFailure { error, run: Box::new(run) }),
        }
    }

    /// As [`Batch::send`], and sends those again that were throttled, as long as the deadline allows; then their answers
    /// are what they are. `sleep` is [`std::thread::sleep`] or the like.
    ///
    /// # Errors
    /// As [`Batch::send`].
    pub fn send_retrying<C, S>(self, client: &C, pace: Pace, sleep: &S) -> Result<BatchAnswers, BatchFailure>
    where
        C: Transport + ?Sized,
        S: Sleep + ?Sized,
    {
        let mut run = self.start();
        match run.send_retrying(client, pace, sleep) {
            Ok(()) => Ok(run.into_answers()),
            Err(error) => Err(BatchFailure { error, run: Box::new(run) }),
        }
    }

    /// As [`Batch::send`], for async code.
    ///
    /// # Errors
    /// As [`Batch::send`].
    pub async fn send_async<C: AsyncTransport + ?Sized>(self, client: &C) -> Result<BatchAnswers, BatchFailure> {
        let mut run = self.start();
        match run.send_async(client).await {
            Ok(()) => Ok(run.into_answers()),
            Err(error) => Err(BatchFailure { error, run: Box::new(run) }),
        }
    }

    /// As [`Batch::send_retrying`], for async code: `sleep` is `tokio::time::sleep` or the like.
    ///
    /// # Errors
    /// As [`Batch::send`].
    pub async fn send_retrying_async<C, S>(self, client: &C, pace: Pace, sleep: S) -> Result<BatchAnswers, BatchFailure>
    where
        C: AsyncTransport + ?Sized,
        S: AsyncSleep,
    {
        let mut run = self.start();
        match run.send_retrying_async(client, pace, sleep).await {
            Ok(()) => Ok(run.into_answers()),
            Err(error) => Err(BatchFailure { error, run: Box::new(run) }),
        }
    }
}

impl BatchRun {
    /// Sends what is left to send.
    ///
    /// # Errors
    /// A call failed as a whole. Calling this again goes on: with the same call, unless it may have been carried out.
    pub fn send<C: Transport + ?Sized>(&mut self, client: &C) -> Result<(), Error> {
        while let Some(request) = self.request()? {
            let response = client.send(request)?;
            self.accept(&response)?;
        }
        Ok(())
    }

    /// As [`Batch::send_retrying`].
    ///
    /// # Errors
    /// As [`BatchRun::send`].
    pub fn send_retrying<C, S>(&mut self, client: &C, pace: Pace, sleep: &S) -> Result<(), Error>
    where
        C: Transport + ?Sized,
        S: Sleep + ?Sized,
    {
        let mut waiting = pace.start(sleep.now());
        loop {
            self.send(client)?;
            match self.pause(|asked| waiting.pause(sleep.now(), asked)) {
                Some(pause) => sleep.sleep(pause),
                None => return Ok(()),
            }
        }
    }

    /// As [`BatchRun::send`], for async code.
    ///
    /// # Errors
    /// As [`BatchRun::send`].
    pub async fn send_async<C: AsyncTransport + ?Sized>(&mut self, client: &C) -> Result<(), Error> {
        while let Some(request) = self.request()? {
            let response = client.send(request).await?;
            self.accept(&response)?;
        }
        Ok(())
    }

    /// As [`BatchRun::send_retrying`], for async code.
    ///
    /// # Errors
    /// As [`BatchRun::send`].
    pub async fn send_retrying_async<C, S>(&mut self, client: &C, pace: Pace, sleep: S) -> Result<(), Error>
    where
        C: AsyncTransport + ?Sized,
        S: AsyncSleep,
    {
        let mut waiting = pace.start(sleep.now());
        loop {
            self.send_async(client).await?;
            match self.pause(|asked| waiting.pause(sleep.now(), asked)) {
                Some(pause) => sleep.sleep(pause).await,
                None => return Ok(()),
            }
        }
    }

    /// How long to pause before what was throttled goes again; `None` if nothing was, or time is up.
    fn pause(&mut self, mut pause: impl FnMut(Option<Duration>) -> Option<Duration>) -> Option<Duration> {
        let Throttled { retry_after, .. } = self.throttled()?;
        let pause = pause(retry_after)?;
        self.retry_throttled().map(|_| pause)
    }
}

/// A call of a batch that failed as a whole.
#[derive(Debug)]
pub struct BatchFailure {
    /// Why.
    pub error: Error,
    /// The batch as it stands: [`BatchRun::send`] goes on, [`BatchRun::into_answers`] has what was answered before.
    pub run: Box<BatchRun>,
}

impl fmt::Display for BatchFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

// `source` goes past the error, since `Display` above already prints it.
impl std::error::Error for BatchFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

/// Without what was answered before.
impl From<BatchFailure> for Error {
    fn from(failure: BatchFailure) -> Self {
        failure.error
    }
}
