//! One named test for each documented request and response of `docs/`: the request is built through the compiled
//! builders and equals the documented one; the response decodes into its documented type and encodes back to an equal
//! JSON value. There is no list of exceptions.

#[rustfmt::skip] // generated: rustfmt has another opinion of some lines
#[path = "../../graph-models/tests/generated/examples.rs"]
mod examples;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let mut trials = Vec::new();
    for example in examples::EXAMPLES {
        if example.request.is_some() {
            trials.push(Trial::test(format!("{} request", example.name), move || {
                example.check_request().map_err(|e| format!("{}: {e}", example.place).into())
            }));
        }
        if example.response.is_some() {
            trials.push(Trial::test(format!("{} response", example.name), move || {
                example.check_response().map_err(|e| format!("{}: {e}", example.place).into())
            }));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
