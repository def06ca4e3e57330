//! Transports with scripted responses, for blocking and async code, and a minimal executor for futures.

#![allow(dead_code, reason = "no test uses everything")]

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use graph_models::{AsyncSleep, AsyncTransport, Sleep, Transport, TransportError};
use http::{Request, Response};

pub type Answer = Result<Response<Vec<u8>>, TransportError>;

/// A JSON response.
pub fn json(status: u16, body: impl ToString) -> Response<Vec<u8>> {
    let response = Response::builder().status(status).header("content-type", "application/json");
    response.body(body.to_string().into_bytes()).unwrap()
}

/// A response without a body and with headers.
pub fn empty(status: u16, headers: &[(&str, &str)]) -> Response<Vec<u8>> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Vec::new()).unwrap()
}

/// A blocking transport. Like real clients, it does not implement the async trait.
pub struct Blocking<F> {
    answer: RefCell<F>,
    pub sent: RefCell<Vec<Request<Vec<u8>>>>,
}

impl<F: FnMut(&Request<Vec<u8>>) -> Answer> Blocking<F> {
    pub fn new(answer: F) -> Self {
        Self { answer: RefCell::new(answer), sent: RefCell::default() }
    }

    /// `GET https://…` of each request that was sent.
    pub fn lines(&self) -> Vec<String> {
        self.sent.borrow().iter().map(|it| format!("{} {}", it.method(), it.uri())).collect()
    }
}

impl<F: FnMut(&Request<Vec<u8>>) -> Answer> Transport for Blocking<F> {
    fn send(&self, request: Request<Vec<u8>>) -> Answer {
        let answer = (self.answer.borrow_mut())(&request);
        self.sent.borrow_mut().push(request);
        answer
    }
}

/// An async transport; each response is ready only at the second poll.
pub struct Async<F> {
    answer: Mutex<F>,
    pub sent: Mutex<Vec<Request<Vec<u8>>>>,
}

impl<F: FnMut(&Request<Vec<u8>>) -> Answer + Send> Async<F> {
    pub fn new(answer: F) -> Self {
        Self { answer: Mutex::new(answer), sent: Mutex::default() }
    }

    pub fn lines(&self) -> Vec<String> {
        self.sent.lock().unwrap().iter().map(|it| format!("{} {}", it.method(), it.uri())).collect()
    }
}

impl<F: FnMut(&Request<Vec<u8>>) -> Answer + Send> AsyncTransport for Async<F> {
    async fn send(&self, request: Request<Vec<u8>>) -> Answer {
        soon().await;
        let answer = (self.answer.lock().unwrap())(&request);
        self.sent.lock().unwrap().push(request);
        answer
    }
}

/// Ready at the second poll.
pub async fn soon() {
    let mut first = true;
    std::future::poll_fn(|_| if std::mem::take(&mut first) { Poll::Pending } else { Poll::Ready(()) }).await;
}

/// Runs a future that never waits for external events.
pub fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// A clock that advances only with sleep.
pub struct Clock {
    begun: Instant,
    /// The pauses so far, in seconds.
    pauses: Mutex<Vec<f64>>,
    passed: Mutex<Duration>,
}

impl Clock {
    pub fn new() -> Self {
        Self { begun: Instant::now(), pauses: Mutex::default(), passed: Mutex::default() }
    }

    pub fn pauses(&self) -> Vec<f64> {
        self.pauses.lock().unwrap().clone()
    }

    /// Time advances without sleep, as during a request.
    pub fn pass(&self, duration: Duration) {
        *self.passed.lock().unwrap() += duration;
    }
}

impl Sleep for Clock {
    fn now(&self) -> Instant {
        self.begun + *self.passed.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) {
        self.pauses.lock().unwrap().push(duration.as_secs_f64());
        self.pass(duration);
    }
}

impl AsyncSleep for &Clock {
    fn now(&self) -> Instant {
        Sleep::now(*self)
    }

    async fn sleep(&self, duration: Duration) {
        soon().await;
        Sleep::sleep(*self, duration);
    }
}
