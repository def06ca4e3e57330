//! `graph-codegen mock`.

use std::process::ExitCode;

use anyhow::Context;
use graph_codegen::generate;
use graph_codegen::mock::{Options, Outcome, Rules, Server};

use super::Docs;
use super::print::print;

/// Serve the documented examples over HTTP on loopback, to try clients against
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  graph-codegen mock --port 8080
      serve docs/v1.0 at http://127.0.0.1:8080/v1.0 until Ctrl-C
  graph-codegen mock --throttle 5 --fail-rate 0.1 --latency 50
      answer every 5th request with 429, a tenth of the rest with 503, and each after 50 ms

The first line on standard output is `listening on URL`. A documented request is answered as documented. What is posted
to a collection gets an id, can be read back, changed and deleted; its status moves on each time it is read.

A request without a query option, property or parameter that its page calls required is answered with 400. If the docs
folder has a file mock.toml, its rules say what an object allows in which state: what they don't allow is answered with the
documented error.")]
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
    /// Milliseconds that each answer takes
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// Fraction of requests, from 0 to 1, to answer with 503
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    fail_rate: f64,
    /// Answer every Nth request with 429
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    throttle: Option<u64>,
    /// Retry-After of 429 and 503
    #[arg(long, value_name = "SECONDS", default_value_t = 1)]
    retry_after: u32,
    /// Seed for ids and failures: the same requests get the same answers
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Number of reads after which the status of an object moves on; 0 for never
    #[arg(long, value_name = "READS", default_value_t = 1)]
    progress: u32,
    /// How long-running work ends
    #[arg(long, value_enum, default_value_t = End::Completed)]
    outcome: End,
}

/// How long-running work ends.
#[derive(Clone, Copy, clap::ValueEnum)]
enum End {
    Completed,
    WithErrors,
    Failed,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 1 is wanted".to_owned()),
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
            "other machines could reach the mock at {}: add --allow-remote to allow that, or leave --address out",
            arguments.address
        );
    }
    let server = Server::start(model.api, options)
        .with_context(|| format!("cannot listen on {}:{}", arguments.address, arguments.port))?;
    print("the address", |out| writeln!(out, "listening on {}", server.url()))?;
    server.serve_until_interrupted().context("cannot wait for an interruption")?;
    Ok(ExitCode::SUCCESS)
}
