//! Paging and delta queries with simulated transports.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a panic fails the test"
)]

#[path = "support/script.rs"]
mod script;
mod support;

use graph_models::runtime::Method;
use graph_models::*;
use http::Request as Http;
use script::{Answer, Async, Blocking, empty, json, run};
use serde_json::json as value;
use support::Node;

const ROOT: &str = "https://graph.microsoft.com/v1.0";

fn nodes() -> Request<Page<Node>> {
    Request::new(Method::GET, &Path::new(ROOT).literal("nodes"), &[])
}

fn changes() -> Request<DeltaPage<Node>> {
    Request::new(Method::GET, &Path::new(ROOT).literal("nodes").literal("delta"), &[])
}

fn ids(result: impl IntoIterator<Item = Result<Node, Error>>) -> Vec<String> {
    result.into_iter().map(|node| node.unwrap().id.unwrap_or_default()).collect()
}

fn link(page: &str) -> String {
    format!("{ROOT}/nodes?$skiptoken={page}")
}

/// Three pages, the second one empty.
fn three(request: &Http<Vec<u8>>) -> Answer {
    let page = request.uri().query().and_then(|query| query.split_once("skiptoken=")).map(|(_, page)| page);
    Ok(match page {
        None => {
            json(200, value!({"@odata.count": 3, "@odata.nextLink": link("2"), "value": [{"id": "a"}, {"id": "b"}]}))
        }
        Some("2") => json(200, value!({"@odata.nextLink": link("3"), "value": []})),
        Some("3") => json(200, value!({"value": [{"id": "c"}]})),
        other => panic!("{other:?}"),
    })
}

mod iterators {
    use super::*;

    #[test]
    fn items_of_all_pages_come_in_order_even_past_an_empty_page() {
        let client = Blocking::new(three);
        let mut items = nodes().top(2).prefer("x").items(&client);
        assert_eq!(ids(items.by_ref()), ["a", "b", "c"]);
        assert_eq!((items.total(), items.next_link(), items.delta_link()), (Some(3), None, None));
        assert!(items.next().is_none());
        let sent = client.sent.borrow();
        assert_eq!(sent.len(), 3);
        assert_eq!(sent[0].uri(), format!("{ROOT}/nodes?$top=2").as_str());
        assert_eq!(sent[2].uri(), link("3").as_str());
        assert!(sent.iter().all(|request| request.headers()["prefer"] == "x"), "{sent:?}");
    }

    #[test]
    fn pages_are_asked_for_one_at_a_time() {
        let client = Blocking::new(three);
        let mut pages = nodes().pages(&client);
        assert!(client.lines().is_empty());
        assert_eq!(pages.next().unwrap().unwrap().len(), 2);
        assert_eq!(client.lines().len(), 1);
        assert_eq!(pages.next_link(), Some(&*link("2")));
        let lengths: Vec<usize> = pages.map(|page| page.unwrap().len()).collect();
        assert_eq!(lengths, [0, 1]);
    }

    #[test]
    fn an_error_is_returned_once_and_reading_can_continue() {
        let mut attempts = 0;
        let client = Blocking::new(move |request| {
            if request.uri().query() == Some("$skiptoken=2") {
                attempts += 1;
                match attempts {
                    1 => return Ok(json(503, value!({"error": {"code": "busy"}}))),
                    2 => return Err(TransportError::new(TransportErrorKind::Timeout, "time ran out")),
                    3 => return Ok(json(200, "{")),
                    _ => {}
                }
            }
            three(request)
        });
        let mut items = nodes().items(&client);
        let mut seen = Vec::new();
        for attempt in 1..=4 {
            let last = items.by_ref().find_map(|item| match item {
                Ok(item) => {
                    seen.push(item.id.unwrap_or_default());
                    None
                }
                Err(error) => Some(error),
            });
            assert!(items.next().is_none() && items.next().is_none());
            match (attempt, last) {
                (1, Some(Error::Graph(_))) | (2, Some(Error::Transport(_))) | (3, Some(Error::Decode(_))) => {
                    assert_eq!(items.next_link(), Some(&*link("2")));
                    items.resume();
                }
                (4, None) => {}
                (_, other) => panic!("{attempt}: {other:?}"),
            }
        }
        assert_eq!(seen, ["a", "b", "c"]);
        // The stored link continues too.
        assert_eq!(ids(nodes().resume(&link("3")).unwrap().items(&client)), ["c"]);
    }

    #[test]
    fn circles_of_any_length_are_refused() {
        for length in 1..5 {
            let client = Blocking::new(move |request: &Http<Vec<u8>>| {
                let page: usize = request.uri().query().unwrap()["$skiptoken=".len()..].parse().unwrap();
                let next = link(&((page + 1) % length).to_string());
                Ok(json(200, value!({"@odata.nextLink": next, "value": [{"id": page.to_string()}]})))
            });
            let mut items = nodes().resume(&link("0")).unwrap().items(&client);
            let results: Vec<_> = items.by_ref().collect();
            assert_eq!(results.len(), length + 1);
            assert!(results[..length].iter().all(Result::is_ok));
            let error = results[length].as_ref().unwrap_err();
            assert!(
                matches!(error, Error::Request(RequestError::LinkLoop { link: it }) if *it == link("0")),
                "{error:?}"
            );
            assert!(error.to_string().contains("cycle"), "{error}");
            // A rejected link stays rejected.
            items.resume();
            assert!(matches!(items.next(), Some(Err(Error::Request(RequestError::LinkLoop { .. })))));
            assert_eq!(client.lines().len(), length);
        }
    }

    /// An unreadable item as its index and JSON.
    fn told(item: Result<Node, Error>) -> Result<String, (String, String)> {
        match item {
            Ok(node) => Ok(node.id.unwrap_or_default()),
            Err(Error::Unreadable(item)) => Err((item.deviation.path.clone(), item.json.to_string())),
            Err(other) => panic!("{other}"),
        }
    }

    /// The first page has a null and a number, the second one nothing else.
    fn damaged(request: &Http<Vec<u8>>) -> Answer {
        Ok(match request.uri().query() {
            None => json(200, value!({"@odata.nextLink": link("2"), "value": [{"id": "a"}, null, {"id": "b"}, 5]})),
            Some(_) => json(200, value!({"@odata.deltaLink": link("d"), "value": [null]})),
        })
    }

    fn expected() -> Vec<Result<String, (String, String)>> {
        let wrong = |path: &str, json: &str| Err((path.to_owned(), json.to_owned()));
        vec![
            Ok("a".to_owned()),
            wrong("/value/1", "null"),
            Ok("b".to_owned()),
            wrong("/value/3", "5"),
            wrong("/value/0", "null"),
        ]
    }

    #[test]
    fn an_unreadable_item_is_an_error_and_the_others_follow() {
        let client = Blocking::new(damaged);
        let mut items = nodes().items(&client);
        assert_eq!(items.by_ref().map(told).collect::<Vec<_>>(), expected());
        assert_eq!(items.delta_link(), Some(&*link("d")));

        let changed: Vec<_> = changes().items(&client).map(|it| told(it.map(DeltaItem::into_object))).collect();
        assert_eq!(changed, expected());

        let client = Async::new(damaged);
        let mut items = nodes().items(&client);
        let seen = run(async {
            let mut seen = Vec::new();
            while let Some(item) = items.next().await {
                seen.push(told(item));
            }
            seen
        });
        assert_eq!(seen, expected());
        // An incomplete collection never looks complete.
        assert!(matches!(run(nodes().items(&client).try_collect()), Err(Error::Unreadable(_))));
    }

    #[cfg(feature = "stream")]
    #[test]
    fn a_stream_goes_on_after_an_item_that_cannot_be_read() {
        use futures_core::Stream;

        let client = Async::new(damaged);
        let mut stream = nodes().items(&client).into_stream();
        let mut seen = Vec::new();
        while let Some(item) = run(std::future::poll_fn(|context| std::pin::Pin::new(&mut stream).poll_next(context))) {
            seen.push(told(item));
        }
        assert_eq!(seen, expected());
    }

    #[test]
    fn an_error_in_the_place_of_a_page_ends_the_iteration() {
        let client = Blocking::new(|request: &Http<Vec<u8>>| {
            Ok(match request.uri().query() {
                None => json(200, value!({"@odata.nextLink": link("2"), "value": [{"id": "a"}]})),
                Some(_) => json(200, value!({"error": {"code": "tooLate", "message": "Gone."}})),
            })
        });
        let results: Vec<_> = nodes().items(&client).collect();
        let [Ok(_), Err(Error::Graph(error))] = &results[..] else { panic!("{results:?}") };
        assert_eq!(error.code(), Some("tooLate"));
    }

    #[test]
    fn an_empty_link_is_the_end() {
        for empty in ["", "  "] {
            let client =
                Blocking::new(|_: &_| Ok(json(200, value!({"@odata.nextLink": empty, "value": [{"id": "a"}]}))));
            let mut items = nodes().items(&client);
            assert_eq!(ids(items.by_ref()), ["a"]);
            assert_eq!(items.next_link(), None);
        }
        assert!(matches!(nodes().follow::<Page<Node>>(""), Err(RequestError::ForeignLink { .. })));
    }

    #[test]
    fn a_relative_link_leads_on_from_the_address_of_its_page() {
        for relative in
            ["/v1.0/nodes?$skiptoken=2", "?$skiptoken=2", "nodes?$skiptoken=2", "../v1.0/nodes?$skiptoken=2"]
        {
            let client = Blocking::new(|request: &Http<Vec<u8>>| {
                Ok(match request.uri().query() {
                    Some("$top=1") => json(200, value!({"@odata.nextLink": relative, "value": [{"id": "a"}]})),
                    _ => json(200, value!({"@odata.deltaLink": "?$deltatoken=3", "value": [{"id": "b"}]})),
                })
            });
            let mut items = nodes().top(1).items(&client);
            assert_eq!(items.next().unwrap().unwrap().id, "a");
            assert_eq!(items.next_link(), Some(&*link("2")), "a link to be stored");
            assert_eq!(ids(items.by_ref()), ["b"]);
            assert_eq!(client.lines()[1], format!("GET {}", link("2")));
            assert_eq!(items.delta_link(), Some(&*format!("{ROOT}/nodes?$deltatoken=3")));
        }
    }

    #[test]
    fn later_pages_replace_the_count_and_keep_the_delta_link() {
        let client = Blocking::new(|request: &Http<Vec<u8>>| {
            Ok(match request.uri().query() {
                None => json(
                    200,
                    value!({"@odata.count": 3, "@odata.deltaLink": link("d"), "@odata.nextLink": link("2"), "value": []}),
                ),
                Some(_) => json(200, value!({"@odata.count": 4, "value": []})),
            })
        });
        let mut pages = nodes().pages(&client);
        assert_eq!(pages.by_ref().count(), 2);
        assert_eq!((pages.total(), pages.delta_link()), (Some(4), Some(&*link("d"))));
    }

    #[test]
    fn links_away_from_the_service_are_refused_after_their_page() {
        for foreign in [
            "https://evil.example/v1.0/nodes",
            "http://graph.microsoft.com/v1.0/nodes",
            "//evil.example/v1.0/nodes",
            "javascript:alert(1)",
        ] {
            let client =
                Blocking::new(|_: &_| Ok(json(200, value!({"@odata.nextLink": foreign, "value": [{"id": "a"}]}))));
            let results: Vec<_> = nodes().header("authorization", "Bearer x").items(&client).collect();
            assert!(
                matches!(&results[..], [Ok(_), Err(Error::Request(RequestError::ForeignLink { .. }))]),
                "{foreign}"
            );
            assert_eq!(client.lines().len(), 1);
        }
    }

    #[test]
    fn pages_of_a_post_continue_with_get() {
        let client = Blocking::new(|request: &Http<Vec<u8>>| {
            let next = (request.method() == Method::POST).then(|| request.uri().to_string());
            Ok(json(200, value!({"@odata.nextLink": next, "value": [{"id": request.method().as_str()}]})))
        });
        let search: Request<Page<Node>> = Request::new(Method::POST, &Path::new(ROOT).literal("search"), &[]);
        assert_eq!(ids(search.json(&value!({})).items(&client)), ["POST", "GET"]);
        assert!(client.sent.borrow()[1].body().is_empty());
    }

    #[test]
    fn ten_thousand_pages() {
        let client = Blocking::new(|request: &Http<Vec<u8>>| {
            let page = request.uri().query().map_or(0, |query| query["$skiptoken=".len()..].parse().unwrap());
            let next = (page < 9_999).then(|| link(&(page + 1).to_string()));
            Ok(json(200, value!({"@odata.nextLink": next, "value": [{"id": page.to_string()}]})))
        });
        assert_eq!(nodes().items(&client).map(Result::unwrap).count(), 10_000);
    }
}

mod delta {
    use super::*;

    fn delta_link(round: &str) -> String {
        format!("{ROOT}/nodes/delta?$deltatoken={round}")
    }

    #[test]
    fn a_stored_link_continues_where_it_stopped() {
        let client = Blocking::new(|request: &Http<Vec<u8>>| {
            let changed = value!([{"id": "a"}, {"id": "b", "@removed": {"reason": "deleted"}}]);
            Ok(match request.uri().query() {
                Some("$select=id") => json(200, value!({"@odata.nextLink": link("2"), "value": changed})),
                Some("$skiptoken=2") => json(200, value!({"@odata.deltaLink": delta_link("1"), "value": []})),
                Some("$deltatoken=1") => {
                    json(200, value!({"@odata.deltaLink": delta_link("2"), "value": [{"id": "c"}]}))
                }
                other => panic!("{other:?}"),
            })
        });
        let all = changes().select(["id"]);
        let mut first = all.clone().items(&client);
        let items: Vec<DeltaItem<Node>> = first.by_ref().collect::<Result<_, _>>().unwrap();
        assert!(matches!(&items[..], [DeltaItem::Present(a), DeltaItem::Removed(b)]
            if a.id == "a" && b.id().as_deref() == Some("b") && b.reason() == Some("deleted")));

        let stored = first.delta_link().unwrap().to_owned();
        let mut second = all.resume(&stored).unwrap().pages(&client);
        assert_eq!(second.next().unwrap().unwrap().len(), 1);
        assert!(second.next().is_none());
        assert_eq!(second.delta_link(), Some(&*delta_link("2")));
        assert!(matches!(all.resume("https://evil.example/"), Err(RequestError::ForeignLink { .. })));
    }

    #[test]
    fn a_forgotten_delta_link_starts_over() {
        let again = delta_link("fresh");
        let gone = |error: http::Response<Vec<u8>>| {
            let mut answer = Some(error);
            let client = Blocking::new(move |_: &_| Ok(answer.take().unwrap()));
            changes().resume(&delta_link("old")).unwrap().items(&client).next().unwrap().unwrap_err()
        };
        let located = gone(empty(410, &[("location", &again)]));
        assert_eq!(changes().resync(&located).unwrap().unwrap().url(), again);

        let forgotten = gone(json(400, value!({"error": {"code": "SyncStateNotFound"}})));
        assert_eq!(
            changes().select(["id"]).resync(&forgotten).unwrap().unwrap().url(),
            format!("{ROOT}/nodes/delta?$select=id")
        );
        let required = gone(json(410, value!({"error": {"code": "x", "innerError": {"code": "resyncRequired"}}})));
        assert!(required.as_graph().unwrap().is_resync());

        let elsewhere = gone(empty(410, &[("location", "https://evil.example/")]));
        assert!(matches!(changes().resync(&elsewhere), Some(Err(RequestError::ForeignLink { .. }))));
        let other = gone(json(404, value!({"error": {"code": "itemNotFound"}})));
        assert!(changes().resync(&other).is_none());
    }
}

mod asynchronous {
    use super::*;

    fn is_send<T: Send>(value: T) -> T {
        value
    }

    #[test]
    fn items_and_pages() {
        let client = Async::new(three);
        let mut items = nodes().items(&client);
        let seen = run(is_send(async {
            let mut seen = Vec::new();
            while let Some(item) = items.next().await {
                seen.push(item);
            }
            seen
        }));
        assert_eq!(ids(seen), ["a", "b", "c"]);
        assert_eq!(items.total(), Some(3));
        assert_eq!(client.lines().len(), 3);

        let mut pages = nodes().pages(&client);
        assert_eq!(run(pages.next()).unwrap().unwrap().len(), 2);
        assert!(run(pages.next()).unwrap().unwrap().is_empty());
        assert_eq!(run(nodes().items(&client).try_collect()).unwrap().len(), 3);
    }

    #[test]
    fn a_future_that_is_dropped_loses_nothing() {
        let client = Async::new(three);
        let mut items = nodes().items(&client);
        for _ in 0..3 {
            // Dropped at its first poll.
            let mut next = Box::pin(items.next());
            let context = &mut std::task::Context::from_waker(std::task::Waker::noop());
            assert!(next.as_mut().poll(context).is_pending());
        }
        assert_eq!(run(items.try_collect()).unwrap().len(), 3);
    }

    #[test]
    fn an_error_comes_once() {
        let client = Async::new(|_: &_| Ok(json(500, "{}")));
        let mut items = nodes().items(&client);
        assert!(matches!(run(items.next()), Some(Err(Error::Graph(_)))));
        assert!(run(items.next()).is_none());
        items.resume();
        assert!(run(items.try_collect()).is_err());
    }

    #[test]
    fn one_request_alone() {
        let client = Async::new(three);
        assert_eq!(run(nodes().send_async(&client)).unwrap().len(), 2);
        let client = Blocking::new(three);
        assert_eq!(nodes().send(&client).unwrap().len(), 2);
    }

    #[cfg(feature = "stream")]
    #[test]
    fn streams() {
        use futures_core::Stream;
        use std::future::poll_fn;
        use std::pin::Pin;

        fn all<S: Stream + Unpin>(mut stream: S) -> Vec<S::Item> {
            let mut items = Vec::new();
            while let Some(item) = run(poll_fn(|context| Pin::new(&mut stream).poll_next(context))) {
                items.push(item);
            }
            assert!(run(poll_fn(|context| Pin::new(&mut stream).poll_next(context))).is_none());
            items
        }

        let client = Async::new(three);
        let mut items = nodes().items(&client);
        assert_eq!(ids(all(is_send(items.stream()))), ["a", "b", "c"]);
        assert_eq!(items.total(), Some(3));
        assert_eq!(ids(all(is_send(nodes().items(&client).into_stream()))), ["a", "b", "c"]);
        assert_eq!(all(nodes().pages(&client).into_stream()).len(), 3);
        let mut pages = nodes().pages(&client);
        assert_eq!(all(pages.stream()).len(), 3);
    }
}

/// In code that is generic over either transport, the right `next` is found.
#[test]
fn generic_callers_compile() {
    fn blocking(client: &impl Transport) -> usize {
        let mut pages = nodes().pages(client);
        usize::from(pages.next().is_some()) + pages.count()
    }
    async fn asynchronous(client: &(impl AsyncTransport + Sync)) -> usize {
        let mut count = 0;
        let mut pages = nodes().pages(client);
        while pages.next().await.is_some() {
            count += 1;
        }
        count
    }
    assert_eq!(blocking(&Blocking::new(three)), 3);
    assert_eq!(run(asynchronous(&Async::new(three))), 3);
}
