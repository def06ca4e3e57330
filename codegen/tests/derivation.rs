//! Queries about base types.

use graph_codegen::docs::Tree;
use graph_codegen::model::Api;

fn page(name: &str, base: &str) -> (String, Vec<u8>) {
    let base = if base.is_empty() { String::new() } else { format!(", \"baseType\": \"microsoft.graph.{base}\"") };
    let text = format!(
        "# {name} resource type\n\nNamespace: microsoft.graph\n\n## JSON representation\n\n\
         <!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.{name}\"{base} }} -->\n\
         ```json\n{{ \"id\": \"String\" }}\n```\n"
    );
    (format!("resources/{name}.md"), text.into_bytes())
}

/// Novels and poems are works; a work is an item, and so is a chair.
fn api() -> Api {
    let pages =
        [("item", ""), ("work", "item"), ("novel", "work"), ("poem", "work"), ("chair", "item"), ("reader", "")];
    graph_codegen::analysis::analyze(&Tree::from_memory(pages.map(|(name, base)| page(name, base))))
}

#[test]
fn a_type_derives_from_itself_and_all_its_bases() {
    let api = api();
    let derives = |name: &str, ancestor: &str| {
        api.derives_from(&format!("microsoft.graph.{name}"), &format!("microsoft.graph.{ancestor}"))
    };
    assert!(derives("novel", "novel") && derives("novel", "work") && derives("novel", "item"));
    assert!(derives("NOVEL", "Item"), "letter case does not matter");
    assert!(!derives("item", "novel") && !derives("novel", "poem") && !derives("nothing", "nothing"));
}

#[test]
fn the_nearest_common_base_is_found() {
    let api = api();
    let common = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| format!("microsoft.graph.{name}")).collect();
        let base = api.common_base(names.iter().map(String::as_str))?;
        base.rsplit('.').next().map(str::to_owned)
    };
    let some = |name: &str| Some(name.to_owned());
    assert_eq!(common(&["novel", "poem"]), some("work"));
    assert_eq!(common(&["novel", "work"]), some("work"));
    assert_eq!(common(&["novel", "chair"]), some("item"));
    assert_eq!(common(&["novel"]), some("novel"));
    assert_eq!(common(&["novel", "reader"]), None);
    assert_eq!(common(&[]), None);
}
