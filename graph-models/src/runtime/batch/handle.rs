//! Handles of the requests of a batch.

use std::fmt;
use std::marker::PhantomData;

/// A handle of a request whose response is a `T`.
pub struct BatchHandle<T> {
    id: BatchId,
    answer: PhantomData<fn() -> T>,
}

impl<T> BatchHandle<T> {
    pub(super) fn new(batch: u64, index: usize) -> Self {
        Self { id: BatchId { batch, index }, answer: PhantomData }
    }

    /// The same without the type, for lists of several types.
    pub fn id(self) -> BatchId {
        self.id
    }
}

// By hand, because derives would require the same of `T`.
impl<T> Copy for BatchHandle<T> {}

impl<T> Clone for BatchHandle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> fmt::Debug for BatchHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

impl<T> From<BatchHandle<T>> for BatchId {
    fn from(handle: BatchHandle<T>) -> Self {
        handle.id
    }
}

/// A handle of a request, independent of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BatchId {
    batch: u64,
    index: usize,
}

impl BatchId {
    /// Its index, if it belongs to this batch.
    pub(super) fn index_in(self, batch: u64) -> Option<usize> {
        (self.batch == batch).then_some(self.index)
    }
}

/// The `id` on the wire: 1 for the first request.
impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        wire(self.index).fmt(f)
    }
}

/// The `id` on the wire.
pub(super) fn wire(index: usize) -> usize {
    index + 1
}
