//! One named test for each documented request and response of `docs/`: the request is built by the compiled builders
//! and equals the documented one; the response decodes into its documented type and encodes to an equal JSON value.
//! There are no exceptions.

#[rustfmt::skip] // generated: rustfmt has another opinion of some lines
#[path = "../../graph-models/tests/generated/examples.rs"]
mod examples;

use graph_models::runtime::testing::{self, Verdict};
use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials = testing::cases(examples::EXAMPLES).map(|case| {
        Trial::test(case.name(), move || match case.run()? {
            Verdict::AsDocumented => Ok(()),
            Verdict::Known(reason) => Err(reason.into()),
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}
