//! The source of an async upload.

use std::future::Future;
use std::io;
use std::ops::Range;

/// The source of the bytes of an async upload.
pub trait AsyncSource: Send {
    /// Reads exactly these bytes.
    ///
    /// # Errors
    /// They cannot be read, or the source is shorter.
    fn read(&mut self, range: Range<u64>) -> impl Future<Output = io::Result<Vec<u8>>> + Send;
}

impl AsyncSource for &[u8] {
    async fn read(&mut self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let part = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
        let part = part.and_then(|(start, end)| self.get(start..end));
        part.map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

impl AsyncSource for Vec<u8> {
    async fn read(&mut self, range: Range<u64>) -> io::Result<Vec<u8>> {
        self.as_slice().read(range).await
    }
}

/// Anything of tokio with random access, such as `tokio::fs::File`, as the source of an upload.
#[cfg(feature = "reqwest")]
#[derive(Debug)]
pub struct Seekable<S>(pub S);

#[cfg(feature = "reqwest")]
impl<S: tokio::io::AsyncRead + tokio::io::AsyncSeek + Unpin + Send> AsyncSource for Seekable<S> {
    async fn read(&mut self, range: Range<u64>) -> io::Result<Vec<u8>> {
        use tokio::io::{AsyncReadExt, AsyncSeekExt};

        let length = usize::try_from(range.end.saturating_sub(range.start)).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        self.0.seek(io::SeekFrom::Start(range.start)).await?;
        self.0.read_exact(&mut bytes).await?;
        Ok(bytes)
    }
}
