//! An HTTP/1.1 server for the [`Service`].

use std::convert::Infallible;
use std::net::TcpListener;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming as Stream};
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::http::uri::Authority;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::{Semaphore, oneshot};

use super::answer::Answer;
use super::incoming::Incoming;
use super::service::Service;

/// The largest request body, in bytes: the limit of Graph.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// Requests with more headers get 431.
const MAX_HEADERS: usize = 100;
/// Requests with a longer head get 431.
const MAX_HEAD: usize = 64 * 1024;
/// Further connections wait.
const MAX_CONNECTIONS: usize = 512;
/// How long to wait before accepting connections again after an error, such as too many open files.
const PAUSE: Duration = Duration::from_millis(20);

/// Serves until stopped, or until the handle that can stop it is dropped.
pub(super) async fn serve(listener: TcpListener, service: Arc<Service>, url: String, stop: oneshot::Receiver<()>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let url: Arc<str> = url.into();
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = match select(stop.as_mut(), pin!(next)).await {
            Some(next) => next,
            None => return,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // Responses are small, and clients wait for them.
        let _ = stream.set_nodelay(true);
        let (service, url) = (service.clone(), url.clone());
        tokio::spawn(async move {
            let respond = service_fn(|request| respond(&service, &url, request));
            // A failed connection concerns only its client.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(service.options.patience)
                .max_headers(MAX_HEADERS)
                .max_buf_size(MAX_HEAD)
                .serve_connection(TokioIo::new(stream), respond)
                .await;
            drop(place);
        });
    }
}

/// The outcome of `next`, or nothing if `stop` comes first.
async fn select<T>(
    mut stop: impl Future<Output = Result<(), oneshot::error::RecvError>> + Unpin,
    mut next: impl Future<Output = T> + Unpin,
) -> Option<T> {
    use std::task::Poll;
    std::future::poll_fn(|context| {
        if pin!(&mut stop).poll(context).is_ready() {
            return Poll::Ready(None);
        }
        pin!(&mut next).poll(context).map(Some)
    })
    .await
}

async fn respond(service: &Service, url: &str, request: Request<Stream>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(service.options.patience, Limited::new(body, MAX_BODY).collect()).await;
    if let Some(latency) = service.options.latency {
        tokio::time::sleep(latency).await;
    }
    let answer = match body {
        Ok(Ok(body)) => {
            let origin = origin(&head.headers, url);
            service.answer(&Incoming {
                method: head.method.as_str(),
                target: head.uri.path_and_query().map_or("/", |target| target.as_str()),
                headers: &head.headers,
                body: &body.to_bytes(),
                origin: &origin,
            })
        }
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let message = format!("The body is longer than {MAX_BODY} bytes.");
            service.finish(Answer::error(413, "RequestEntityTooLarge", message), &head.headers)
        }
        Ok(Err(_)) => service.finish(Answer::error(400, "BadRequest", "The body is incomplete."), &head.headers),
        Err(_) => {
            service.finish(Answer::error(408, "RequestTimeout", "The body was not received in time."), &head.headers)
        }
    };
    Ok(http(answer))
}

/// The server's address as the client sees it: the name in its `Host` header.
fn origin(headers: &HeaderMap, url: &str) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).and_then(|host| host.parse::<Authority>().ok());
    match host {
        Some(host) if !host.as_str().contains('@') => format!("http://{host}"),
        _ => url.to_owned(),
    }
}

fn http(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    for (name, value) in &answer.headers {
        // A documented header may be invalid.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    *response.body_mut() = Full::new(answer.bytes());
    response
}
