//! Requests and decoded responses per second, for each client, with the mock on loopback:
//!
//! ```sh
//! cargo bench -p graph-tests --bench clients
//! ```
//!
//! The mock runs in this process and shares the processors. Sequential requests measure the cost of a call; concurrent
//! ones measure the maximum throughput.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark")]

use std::time::{Duration, Instant};

use camino::Utf8Path;
use graph_codegen::mock::{Options, Server};
use graph_models::client::{AsyncClient, BlockingClient};
use graph_models::requests::Graph;
use graph_models::{Request, Response};

/// How long each case is measured, and how long it runs before that.
const TIME: Duration = Duration::from_secs(5);
const WARM_UP: Duration = Duration::from_secs(1);
const MANY: usize = 16;

/// How many times per second `send` can be called.
fn rate(mut send: impl FnMut()) -> f64 {
    let mut run = |time: Duration| {
        let (start, mut count) = (Instant::now(), 0_u32);
        while start.elapsed() < time {
            send();
            count += 1;
        }
        f64::from(count) / start.elapsed().as_secs_f64()
    };
    run(WARM_UP);
    run(TIME)
}

fn cases<T: Response + Send + 'static>(name: &str, request: &Request<T>) {
    let blocking = BlockingClient::builder().build().unwrap();
    println!("{name} | ureq | 1 | {:.0}", rate(|| drop(blocking.send(request).unwrap())));
    let each: f64 = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..MANY).map(|_| scope.spawn(|| rate(|| drop(blocking.send(request).unwrap())))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    println!("{name} | ureq | {MANY} | {each:.0}");

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = AsyncClient::builder().build().unwrap();
    let one = rate(|| drop(runtime.block_on(client.send(request)).unwrap()));
    println!("{name} | reqwest | 1 | {one:.0}");
    // All tasks on one thread, as in a program that also does other work.
    let rounds = rate(|| {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..MANY)
                .map(|_| {
                    let (client, request) = (client.clone(), request.clone());
                    tokio::spawn(async move {
                        for _ in 0..10 {
                            client.send(&request).await.unwrap();
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
    });
    println!("{name} | reqwest | {MANY} | {:.0}", rounds * (MANY * 10) as f64);
}

fn main() {
    let docs = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/v1.0");
    let api = graph_codegen::generate::model(&docs).unwrap().api;
    let server = Server::start(api, Options::default()).unwrap();
    let backup = Graph::at(format!("{}/v1.0", server.url())).solutions().backup_restore();

    println!("response | client | concurrent | requests per second");
    cases("one object", &backup.clone().get());
    let list = backup.clone().restore_points().get();
    let size = BlockingClient::builder().build().unwrap().send_raw(&list).unwrap().body().len();
    cases(&format!("a page of {size} bytes"), &list);
    server.stop();
}
