//! Names of any length: the generated code equals the output of prettyplease, with blank lines between items.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic fails the test")]

use graph_codegen::docs::Tree;
use graph_codegen::rust::{self, Crate, Output, ResolvedOverrides, Runtime};

/// A name of this length.
fn name(first: char, length: usize) -> String {
    std::iter::once(first).chain(std::iter::repeat_n('x', length - 1)).collect()
}

/// Pages in which every name has this length: a base type, derived types in several workloads, an enumeration,
/// relationships, all kinds of paths, actions and functions.
fn pages(length: usize) -> Vec<(String, Vec<u8>)> {
    let of = |first: char| name(first, length);
    let resource = |name: &str, base: &str, workload: &str, rows: &str| {
        format!(
            "---\ntitle: \"{name} resource type\"\nms.subservice: \"{workload}\"\ndoc_type: resourcePageType\n---\n\n\
             # {name} resource type\n\nNamespace: microsoft.graph\n\nWords about it.\n\n## Properties\n\n\
             |Property|Type|Description|\n|:---|:---|:---|\n|id|String|Its key.|\n{rows}\n\
             ## Relationships\n\n|Relationship|Type|Description|\n|:---|:---|:---|\n\
             |{many}|[{other}]({other}.md) collection|Several.|\n|{one}|[{other}]({other}.md)|One.|\n\n\
             ## JSON representation\n\n<!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.{name}\"{base} }} -->\n\
             ```json\n{{ \"id\": \"String\" }}\n```\n",
            many = of('m'),
            one = of('n'),
            other = of('b'),
        )
    };
    let rows = format!(
        "|{}|[{e}]({e}.md)|A member.|\n|{}|[{c}]({c}.md) collection|Several.|\n|{}|[{b}]({b}.md)|One.|\n",
        of('p'),
        of('q'),
        of('r'),
        e = of('e'),
        c = of('c'),
        b = of('b'),
    );
    let base = format!(", \"baseType\": \"microsoft.graph.{}\"", of('b'));
    let mut out = vec![
        (format!("resources/{}.md", of('b')), resource(&of('b'), ", \"abstract\": true", "one", &rows)),
        (format!("resources/{}.md", of('c')), resource(&of('c'), &base, "two", "")),
        (format!("resources/{}.md", of('d')), resource(&of('d'), &base, "three", "")),
        (
            format!("resources/{}.md", of('e')),
            format!(
                "---\ntitle: x\nms.subservice: one\n---\n\n# {e} enum type\n\nNamespace: microsoft.graph\n\n## Members\n\n\
                 |Member|Description|\n|:---|:---|\n|{}|First.|\n|{}|Second.|\n",
                of('f'),
                of('g'),
                e = of('e'),
            ),
        ),
    ];
    let b = of('b');
    let calls = [
        ("get", format!("GET /{l}/{{id}}", l = of('l'))),
        ("patch", format!("PATCH /{l}/{{id}}", l = of('l'))),
        ("action", format!("POST /{l}/{{id}}/{}", of('a'), l = of('l'))),
        ("value", format!("GET /{l}/{{id}}/{}/$value", of('v'), l = of('l'))),
        ("ref", format!("POST /{l}/{{id}}/{}/$ref", of('r'), l = of('l'))),
        (
            "function",
            format!("GET /{l}/{{id}}/{}({k}='{{{k}}}',{w}={{{w}}})", of('h'), l = of('l'), k = of('k'), w = of('w')),
        ),
        ("key", format!("GET /{l}/{k}={{{k}}}", l = of('l'), k = of('k'))),
        ("path", format!("GET /{l}/root:/{{path}}", l = of('l'))),
        ("cast", format!("GET /{l}/{{id}}/microsoft.graph.{}", of('c'), l = of('l'))),
    ];
    for (index, (kind, template)) in calls.iter().enumerate() {
        let body = match *kind {
            "patch" => {
                format!("\n## Request body\n\nIn the request body, supply a [{b}](../resources/{b}.md) object.\n")
            }
            "action" => format!(
                "\n## Request body\n\n|Parameter|Type|Description|\n|:---|:---|:---|\n|{}|String collection|Words.|\n",
                of('s')
            ),
            _ => String::new(),
        };
        let workload = ["one", "two", "three"].get(index % 3).unwrap();
        out.push((
            format!("api/{}-{kind}.md", of('o')),
            format!(
                "---\ntitle: \"Call {kind}\"\nms.subservice: {workload}\ndoc_type: apiPageType\n---\n\n# Call {kind}\n\n\
                 Namespace: microsoft.graph\n\nCalls it.\n\n## HTTP request\n\n```http\n{template}\n```\n{body}\n\
                 ## Response\n\nIf successful, this method returns a `200 OK` response code and a \
                 [{b}](../resources/{b}.md) object in the response body.\n"
            ),
        ));
        // A second page of another workload for the same path: conditions inside the list of operations.
        out.push((
            format!("api/{}-{kind}-again.md", of('o')),
            format!(
                "---\ntitle: \"Call {kind} again\"\nms.subservice: four\ndoc_type: apiPageType\n---\n\n# Call {kind} again\n\n\
                 Namespace: microsoft.graph\n\nCalls it.\n\n## HTTP request\n\n```http\n{template}\n```\n{body}\n\
                 ## Response\n\nIf successful, this method returns a `200 OK` response code and a \
                 [{b}](../resources/{b}.md) object in the response body.\n"
            ),
        ));
    }
    out.into_iter().map(|(path, text)| (path, text.into_bytes())).collect()
}

fn generate(length: usize, krate: &Crate) -> Output {
    let tree = Tree::from_memory(pages(length));
    let api = graph_codegen::analysis::analyze(&tree);
    rust::write(&api, &tree.files, krate, &ResolvedOverrides::default())
        .unwrap_or_else(|error| panic!("length {length}: {error}"))
}

/// Each Rust file parses, and printing it again changes only blank lines.
fn is_printed(output: &Output) {
    let without_blank_lines = |text: &str| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    for (path, text) in output.files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
        let printed: Vec<String> = without_blank_lines(&prettyplease::unparse(&file));
        // The first line is the banner, which is not part of the code.
        let written: Vec<String> = without_blank_lines(text).split_off(1);
        assert_eq!(written, printed, "{path}");
        assert!(!text.contains("\n\n\n") && text.ends_with('\n') && !text.ends_with("\n\n"), "{path}:\n{text}");
    }
}

#[test]
fn names_of_each_length() {
    for length in [1, 2, 3, 5, 8, 13, 21, 30, 34, 38, 42, 55, 70, 89, 100] {
        let runtime = Runtime::Version("0.1".to_owned());
        let output = generate(length, &Crate::Whole { name: "lengths".to_owned(), runtime, selected: false });
        is_printed(&output);
        // All kinds of code occur, on one line or several.
        let all: String =
            output.files.into_iter().filter(|(path, _)| path.ends_with(".rs")).map(|(_, text)| text).collect();
        let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
        for piece in [
            "impl Object for",
            "impl Enumeration for",
            "derived_impls!",
            "variant_impls!",
            "Relationship<",
            "set_relationship(",
            ".function(",
            ".alternate_key_segment(",
            ".item_path(",
            ".cast(",
            "$ref",
            "$value",
            "Reference::to(",
            "#[cfg(",
            "pub const",
        ] {
            assert!(all.contains(piece), "length {length}: no `{piece}`");
        }
    }
}

#[test]
fn modules_at_each_depth() {
    for depth in 1..=12 {
        let path: Vec<String> = (0..depth).map(|n| format!("module_{n}")).collect();
        let below = format!("crate::{}::runtime", path.join("::"));
        let output = generate(20, &Crate::Module { path });
        is_printed(&output);
        assert!(output.files.values().any(|text| text.contains(&below)), "depth {depth}: no `{below}`");
    }
}

#[test]
fn structs_of_very_many_fields_compare_them_one_after_the_other() {
    let rows: String = (0..1100).map(|n| format!("|{}{n}|String|x|\n", name('f', 1 + n % 100))).collect();
    let page = format!(
        "# a resource type\n\n## Properties\n\n|Property|Type|Description|\n|:---|:---|:---|\n{rows}\n\
         <!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.a\" }} -->\n```json\n{{}}\n```\n"
    );
    let tree = Tree::from_memory([("resources/a.md".to_owned(), page.into_bytes())]);
    let krate = Crate::Module { path: vec!["graph".to_owned()] };
    let output =
        rust::write(&graph_codegen::analysis::analyze(&tree), &tree.files, &krate, &ResolvedOverrides::default())
            .unwrap();
    is_printed(&output);
    let all: String = output.files.into_values().collect();
    assert!(all.contains("impl ::std::cmp::PartialEq for") && !all.contains("#[derive(Clone, Default, PartialEq)]"));
}

/// Permissions that are needed together are one requirement; where the page gives no order, there is no least one.
#[test]
fn the_least_privileged_permissions_are_those_of_the_page() {
    let page = |name: &str, title: &str, cell: &str| {
        let text = format!(
            "# Get {name}\n\nNamespace: microsoft.graph\n\n## Permissions\n\n|Permission type|{title}|\n|:---|:---|\n\
             |Delegated (work or school account)|{cell}|\n\n## HTTP request\n\n```http\nGET /{name}\n```\n"
        );
        (format!("api/{name}-get.md"), text.into_bytes())
    };
    let order = "Permissions (from least to most privileged)";
    let tree = Tree::from_memory([
        page("together", order, "Books.Read and Shelves.Read, Library.Read.All"),
        page("first", order, "Books.Read, Library.Read.All"),
        page("unordered", "Permissions", "Books.Read, Library.Read.All"),
    ]);
    let krate = Crate::Module { path: vec!["graph".to_owned()] };
    let output =
        rust::write(&graph_codegen::analysis::analyze(&tree), &tree.files, &krate, &ResolvedOverrides::default())
            .unwrap();
    let all: String = output.files.into_values().collect();
    let least: Vec<&str> = all.lines().filter_map(|line| line.split("Least privileged permission: ").nth(1)).collect();
    assert_eq!(least, ["delegated `Books.Read`.", "delegated `Books.Read` and `Shelves.Read`."]);
}
