//! Sending an upload through a transport.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use super::{AsyncSource, Upload, UploadStep, Uploaded};
use crate::runtime::error::Error;
use crate::runtime::transport::{AsyncTransport, Transport, TransportError, TransportErrorKind};

impl Upload {
    /// Sends the whole file; [`Uploaded::decode`] returns the resulting item. After an error, call it again to
    /// continue. After the end, it returns the same result again.
    ///
    /// # Errors
    /// The file cannot be read, there is no response, the service rejects the upload, or its responses are unclear.
    pub fn send(&mut self, transport: &impl Transport, source: &mut (impl Read + Seek)) -> Result<Uploaded, Error> {
        loop {
            if let Some(uploaded) = self.send_piece(transport, source)? {
                return Ok(uploaded);
            }
        }
    }

    /// Sends at most one piece; `None` while more remain. [`Upload::sent`] returns the progress.
    ///
    /// # Errors
    /// See [`Upload::send`].
    pub fn send_piece(
        &mut self,
        transport: &impl Transport,
        source: &mut (impl Read + Seek),
    ) -> Result<Option<Uploaded>, Error> {
        let request = match self.step() {
            UploadStep::Ask => self.question(),
            UploadStep::Send(range) => {
                let bytes = read(source, &range).map_err(unreadable)?;
                self.piece(&range, bytes)
            }
            UploadStep::Done => return Ok(self.uploaded().cloned()),
        };
        let response = transport.send(request.into_http()).inspect_err(|_| self.interrupted())?;
        self.received(response)?;
        Ok(self.uploaded().cloned())
    }

    /// Like [`Upload::send`], for async code.
    ///
    /// # Errors
    /// See [`Upload::send`].
    pub async fn send_async(
        &mut self,
        transport: &(impl AsyncTransport + Sync),
        source: &mut impl AsyncSource,
    ) -> Result<Uploaded, Error> {
        loop {
            if let Some(uploaded) = self.send_piece_async(transport, source).await? {
                return Ok(uploaded);
            }
        }
    }

    /// Like [`Upload::send_piece`], for async code.
    ///
    /// # Errors
    /// See [`Upload::send`].
    pub async fn send_piece_async(
        &mut self,
        transport: &(impl AsyncTransport + Sync),
        source: &mut impl AsyncSource,
    ) -> Result<Option<Uploaded>, Error> {
        let request = match self.step() {
            UploadStep::Ask => self.question(),
            UploadStep::Send(range) => {
                let bytes = source.read(range.clone()).await.map_err(unreadable)?;
                self.piece(&range, bytes)
            }
            UploadStep::Done => return Ok(self.uploaded().cloned()),
        };
        // If this future is dropped while it waits, the state of the service is unknown.
        let known = std::mem::replace(self, self.unknown());
        let outcome = transport.send(request.into_http()).await;
        *self = known;
        let response = outcome.inspect_err(|_| self.interrupted())?;
        self.received(response)?;
        Ok(self.uploaded().cloned())
    }
}

fn read(source: &mut (impl Read + Seek), range: &Range<u64>) -> io::Result<Vec<u8>> {
    let length = usize::try_from(range.end.saturating_sub(range.start)).map_err(io::Error::other)?;
    let mut bytes = vec![0; length];
    source.seek(SeekFrom::Start(range.start))?;
    source.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(error: io::Error) -> TransportError {
    TransportError::new(TransportErrorKind::Other, "the file to upload cannot be read").because(error)
}
