//! `graph-codegen mock`.

use std::process::ExitCode;

use anyhow::Context;
use graph_codegen::generate;
use graph_codegen::mock::{Options, Outcome, Rules, Server};

use super::Docs;
use super::print::print;

/// Serve the documented examples over HTTP on loopback, for testing clients
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  graph-codegen mock --port 8080
      serve docs/v1.0 at http://127.0.0.1:8080/v1.0 until Ctrl-C
  graph-codegen mock --throttle 5 --fail-rate 0.1 --latency 50
      return 429 for every 5th request and 503 for a tenth of the others, each after 50 ms

The first line on standard output is `listening on URL`. A documented request gets the documented response. An
object that is posted to a collection gets an id and can be read, changed and deleted; each read advances its status.

A request without a query option, property or parameter that its page marks as required gets 400. If the docs folder has a
file mock.toml, its rules say what is allowed in which state: anything else gets the documented error.")]
pub(super) struct Arguments {
    #[command(flatten)]
    docs: Docs,
    /// Port to listen on; 0 picks a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Address to listen on
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    address: std::net::IpAddr,
    /// Allow an --address that other machines can reach
    #[arg(long)]
    allow_remote: bool,
    /// Delay of each response in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// Fraction of requests, from 0 to 1, that get 503
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    fail_rate: f64,
    /// Every Nth request gets 429
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    throttle: Option<u64>,
    /// Retry-After of 429 and 503, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 1)]
    retry_after: u32,
    /// Seed for ids and failures: the same requests get the same responses
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Number of reads after which the status of an object advances; 0 for never
    #[arg(long, value_name = "READS", default_value_t = 1)]
    progress: u32,
    /// Outcome of long-running work
    #[arg(long, value_enum, default_value_t = End::Completed)]
    outcome: End,
}

/// Outcome of long-running work.
#[derive(Clone, Copy, clap::ValueEnum)]
enum End {
    Completed,
    WithErrors,
    Failed,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0 to 1".to_owned()),
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let model = generate::model(&arguments.docs.docs)?;
    let rules = Rules::of_docs(&arguments.docs.docs, &model.api)?;
    let options = Options {
        address: arguments.address,
        port: arguments.port,
        latency: (arguments.latency > 0).then(|| std::time::Duration::from_millis(arguments.latency)),
        fail_rate: arguments.fail_rate,
        throttle: arguments.throttle,
        retry_after: arguments.retry_after,
        seed: arguments.seed,
        progress: arguments.progress,
        outcome: match arguments.outcome {
            End::Completed => Outcome::Completed,
            End::WithErrors => Outcome::WithErrors,
            End::Failed => Outcome::Failed,
        },
        rules,
        allow_remote: arguments.allow_remote,
        ..Options::default()
    };
    if !arguments.address.is_loopback() && !arguments.allow_remote {
        anyhow::bail!(
            "other machines could reach the mock at {}: add --allow-remote to allow this, or omit --address",
            arguments.address
        );
    }
    let server = Server::start(model.api, options)
        .with_context(|| format!("cannot listen on {}:{}", arguments.address, arguments.port))?;
    print("the address", |out| writeln!(out, "listening on {}", server.url()))?;
    server.serve_until_interrupted().context("cannot install the handler for Ctrl-C")?;
    Ok(ExitCode::SUCCESS)
}
