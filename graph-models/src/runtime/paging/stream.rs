//! Pages and items as streams of the crate futures.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::{Items, Pages};
use crate::runtime::error::Error;
use crate::runtime::page::Page;
use crate::runtime::transport::AsyncTransport;

impl<C: AsyncTransport, T: DeserializeOwned> Pages<C, T> {
    /// The pages as a stream; [`Pages::delta_link`] can be read afterwards.
    pub fn stream(&mut self) -> impl Stream<Item = Result<Page<T>, Error>> + Unpin {
        unfold(self, |pages| async { Some((pages.next().await?, pages)) })
    }

    /// The pages as a stream that owns its transport.
    pub fn into_stream(self) -> impl Stream<Item = Result<Page<T>, Error>> + Unpin {
        unfold(self, |mut pages| async { Some((pages.next().await?, pages)) })
    }
}

impl<C: AsyncTransport, T: DeserializeOwned> Items<C, T> {
    /// The items as a stream; [`Items::delta_link`] can be read afterwards.
    pub fn stream(&mut self) -> impl Stream<Item = Result<T, Error>> + Unpin {
        unfold(self, |items| async { Some((items.next().await?, items)) })
    }

    /// The items as a stream that owns its transport.
    pub fn into_stream(self) -> impl Stream<Item = Result<T, Error>> + Unpin {
        unfold(self, |mut items| async { Some((items.next().await?, items)) })
    }
}

/// A stream that calls `step` repeatedly with a state.
fn unfold<S, F, Fut, I>(state: S, step: F) -> Unfold<S, F, Fut>
where
    F: FnMut(S) -> Fut + Unpin,
    Fut: Future<Output = Option<(I, S)>>,
{
    Unfold { step, state: Some(state), future: None }
}

struct Unfold<S, F, Fut> {
    step: F,
    /// Present between two steps.
    state: Option<S>,
    /// Present during a step.
    future: Option<Pin<Box<Fut>>>,
}

// The state is never pinned, and the future is boxed.
impl<S, F, Fut> Unpin for Unfold<S, F, Fut> {}

impl<S, F, Fut, I> Stream for Unfold<S, F, Fut>
where
    F: FnMut(S) -> Fut,
    Fut: Future<Output = Option<(I, S)>>,
{
    type Item = I;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<I>> {
        let this = self.get_mut();
        if let Some(state) = this.state.take() {
            this.future = Some(Box::pin((this.step)(state)));
        }
        let Some(future) = &mut this.future else { return Poll::Ready(None) };
        let next = ready!(future.as_mut().poll(context));
        this.future = None;
        Poll::Ready(next.map(|(item, state)| {
            this.state = Some(state);
            item
        }))
    }
}
