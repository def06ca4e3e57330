//! Generates `graph` from the pages in `docs/v1.0`, as selected in `graph-codegen.toml`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let generated = graph_codegen::Generator::new().config("graph-codegen.toml").generate()?;
    for warning in &generated.warnings {
        println!("cargo::warning={warning}");
    }
    Ok(())
}
