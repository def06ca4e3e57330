//! Values of enumerations: in lists within sentences, and in tables of members.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic fails the test")]

use graph_codegen::diagnostic::Code;
use graph_codegen::docs::Tree;
use graph_codegen::model::Api;

/// A resource page whose property `mode` has the undocumented type `lampMode` and this description.
fn lamp(description: &str) -> String {
    format!(
        "# lamp resource type\n\nNamespace: microsoft.graph\n\nA lamp.\n\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n\
         |id|String|Key.|\n|mode|lampMode|{description}|\n\n## JSON representation\n\
         <!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.lamp\" }} -->\n\
         ```json\n{{ \"id\": \"String\", \"mode\": \"String\" }}\n```\n"
    )
}

fn api(pages: &[(&str, &str)]) -> Api {
    let files = pages.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    graph_codegen::analysis::analyze(&Tree::from_memory(files))
}

fn members(api: &Api) -> Option<Vec<String>> {
    Some(api.get("microsoft.graph.lampMode")?.members.iter().map(|member| member.name.clone()).collect())
}

/// The members in a description; none if the type stays unknown.
fn described(description: &str) -> Option<Vec<String>> {
    members(&api(&[("resources/lamp.md", &lamp(description))]))
}

/// The members of a table with these columns and rows.
fn table(columns: &str, rows: &str) -> Option<Vec<String>> {
    let line = "|:--".repeat(columns.matches('|').count() - 1);
    let page = format!("# Modes\n\nNamespace: microsoft.graph\n\n### lampMode values\n\n{columns}\n{line}|\n{rows}\n");
    members(&api(&[("resources/lamp.md", &lamp("Its mode.")), ("resources/modes.md", &page)]))
}

fn some(values: &[&str]) -> Option<Vec<String>> {
    Some(values.iter().map(|value| (*value).to_owned()).collect())
}

#[test]
fn each_value_between_backticks_is_a_member() {
    let values = ["+1", "-1", "in stock", "*", "low", "50%", "n/a"];
    let list = values.map(|value| format!("`{value}`")).join(", ");
    assert_eq!(described(&format!("Possible values are: {list}.")), some(&values));
    let rows: String = values.map(|value| format!("|`{value}`|\n")).concat();
    assert_eq!(table("|Member|", &rows), some(&values), "a table keeps the same");
}

#[test]
fn quotes_and_stars_around_a_value_are_no_part_of_it() {
    assert_eq!(described("Possible values are: `\"low\"`, `'high'`, `**full**`."), some(&["low", "high", "full"]));
    assert_eq!(table("|Member|", "|**low**|\n|\"high\"|\n|low|"), some(&["low", "high"]));
}

#[test]
fn a_sentence_is_not_a_member() {
    let (fits, long) = ("a".repeat(100), "a".repeat(101));
    assert_eq!(table("|Member|", &format!("|low|\n|{fits}|\n|{long}|")), some(&["low", &fits]));
    assert_eq!(described(&format!("Possible values are: `low`, `{fits}`, `{long}`.")), some(&["low", &fits]));
}

#[test]
fn a_table_with_types_lists_no_members() {
    assert_eq!(table("|Value|Description|", "|low|Low.|\n|high|High.|"), some(&["low", "high"]));
    assert_eq!(table("|Value|Type|Description|", "|low|String|Low.|\n|high|String|High.|"), None);
}

#[test]
fn one_bare_value_is_not_a_list() {
    assert_eq!(described("Possible values are low, high."), some(&["low", "high"]));
    assert_eq!(described("Possible values are low and high."), some(&["low", "high"]));
    assert_eq!(described("Possible values are: low."), None);
}

#[test]
fn some_values_of_another_list_are_not_a_list() {
    assert_eq!(described("One of the possible values: `low`, `high`."), some(&["low", "high"]));
    assert_eq!(described("A subset of the values of the switch. Valid values of it: `low`, `high`."), None);
}

#[test]
fn a_list_ends_with_its_sentence_unless_more_values_follow() {
    assert_eq!(described("Possible values are: `low`, `high`. Use `id` instead."), some(&["low", "high"]));
    assert_eq!(
        described("Possible values are: `low`, `high`. With the header, also the following values: `full`."),
        some(&["low", "high", "full"])
    );
}

#[test]
fn fewer_members_on_another_page_are_a_conflict() {
    let page = |rows: &str| {
        format!("# Modes\n\nNamespace: microsoft.graph\n\n### lampMode values\n\n|Member|\n|:--|\n{rows}\n")
    };
    let conflicts = |rows: &str| {
        let api = api(&[("resources/a.md", &page("|low|\n|high|")), ("resources/b.md", &page(rows))]);
        api.diagnostics.iter().filter(|found| found.code == Code::EnumConflict).count()
    };
    assert_eq!((conflicts("|low|\n|HIGH|"), conflicts("|low|"), conflicts("|low|\n|high|\n|full|")), (0, 1, 1));
}
