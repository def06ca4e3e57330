//! Many pages, and a large one.

use std::sync::OnceLock;

use graph_models::{Error, Page, Path, Request};
use http::Method;
use serde_json::{Value as Json, json};

use crate::both::{Client, impatient, with_both};
use crate::server::{self, Server, answer};

fn users(server: &Server) -> Request<Page<Json>> {
    Request::new(Method::GET, &Path::new(server.url()).literal("v1.0").literal("users"), &[])
}

/// Reads all pages with the methods for this kind of client.
pub fn items(client: &Client, request: Request<Page<Json>>) -> Vec<Result<Json, Error>> {
    match client {
        Client::Blocking(client) => request.items(client).collect(),
        Client::Async(client, runtime) => runtime.block_on(async {
            let (mut items, mut found) = (request.items(client), Vec::new());
            while let Some(item) = items.next().await {
                found.push(item);
            }
            found
        }),
    }
}

#[test]
fn ten_thousand_pages() {
    const PAGES: usize = 10_000;
    let url: &'static OnceLock<String> = Box::leak(Box::default());
    let server = Server::start(move |_, seen| {
        let number: usize = seen.line.rsplit_once('=').map_or(0, |(_, number)| number.parse().unwrap());
        // Every third page is empty, and has a next page.
        let value = if number % 3 == 1 { json!([]) } else { json!([number]) };
        let next = format!("{}/v1.0/users?$skiptoken={}", url.get().unwrap(), number + 1);
        match number + 1 {
            PAGES => server::json(200, &json!({ "value": value })),
            _ => server::json(200, &json!({ "value": value, "@odata.nextLink": next })),
        }
    });
    url.set(server.url()).unwrap();
    with_both(&impatient().token_host(&server.url()), Some("secret"), |client| {
        let before = server.seen().len();
        let found = items(client, users(&server));
        assert!(
            found
                .iter()
                .map(|it| it.as_ref().unwrap().as_u64().unwrap() as usize)
                .eq((0..PAGES).filter(|n| n % 3 != 1))
        );
        assert_eq!(server.seen().len() - before, PAGES);
    });
    assert!(server.tokens().iter().all(Option::is_some));
}

#[test]
fn five_megabytes_in_one_page() {
    let item = json!({ "id": "x".repeat(1000) });
    let page = json!({ "value": vec![item; 5000] }).to_string();
    assert!(page.len() > 5_000_000);
    let server = Server::start(move |_, _| answer(200, &[("Content-Type", "application/json")], page.clone()));
    with_both(&impatient(), None, |client| {
        let found = items(client, users(&server));
        assert!(found.len() == 5000 && found.iter().all(Result::is_ok));
    });
}
