//! An upload and a transport.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use super::{AsyncSource, Upload, UploadStep, Uploaded};
use crate::runtime::error::Error;
use crate::runtime::transport::{AsyncTransport, Transport, TransportError, TransportErrorKind};

impl Upload {
    /// Sends the file to its end; [`Uploaded::decode`] has what the service makes of it. After an error, it can be called
    /// again, and goes on where it stopped. When all is there, it gives the same once more.
    ///
    /// # Errors
    /// The file can't be read, no response came, the service refuses the upload, or does not say clearly what it has.
    pub fn send(&mut self, transport: &impl Transport, source: &mut (impl Read + Seek)) -> Result<Uploaded, Error> {
        loop {
            if let Some(uploaded) = self.send_piece(transport, source)? {
                return Ok(uploaded);
            }
        }
    }

    /// Sends one piece at most; `None` as long as there are more. [`Upload::sent`] says how far the upload is.
    ///
    /// # Errors
    /// As [`Upload::send`].
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

    /// As [`Upload::send`], for async code.
    ///
    /// # Errors
    /// As [`Upload::send`].
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

    /// As [`Upload::send_piece`], for async code.
    ///
    /// # Errors
    /// As [`Upload::send`].
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
        // Should this future be dropped while it waits, what the service has is not known.
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
    TransportError::new(TransportErrorKind::Other, "the file to upload can't be read").because(error)
}
