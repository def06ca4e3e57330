//! Docs are input, not code: no page makes the generator panic, or write anything that was not meant.
//!
//! Pages are damaged at random, and pages are written in which every string that could reach the generated code tries
//! to become code. `rust::write` refuses what does not parse as Rust, so `Ok` says that every file does.

use std::collections::BTreeMap;
use std::path::Path;

use graph_codegen::check::Findings;
use graph_codegen::diagnostic::Code;
use graph_codegen::docs::Tree;
use graph_codegen::rust::{self, Crate, Output, ResolvedOverrides};
use proptest::prelude::*;
use proptest::sample::Index;

#[path = "../obstacles/built.rs"]
mod built;
mod support;
use built::Built;

fn generate(pages: impl IntoIterator<Item = (String, Vec<u8>)>) -> Output {
    let tree = Tree::from_memory(pages);
    let api = graph_codegen::analysis::analyze(&tree);
    let krate = Crate::Whole { name: "hostile".to_owned(), runtime: built::runtime(), selected: false };
    rust::write(&api, &tree.files, &krate, &ResolvedOverrides::default()).unwrap()
}

/// The pages of a docs folder.
fn pages(docs: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(docs);
    let mut out: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(&root)
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .map(|e| (e.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned(), std::fs::read(e.path()).unwrap()))
        .collect();
    out.sort();
    assert!(out.len() > 50, "{docs}");
    out
}

/// One act of damage; places are fractions of the page.
#[derive(Clone, Debug)]
enum Damage {
    Byte(Index, u8),
    Insert(Index, &'static str),
    Truncate(Index),
    Behead(Index),
    SwapLines(Index, Index),
    DropLine(Index),
    RepeatLine(Index, usize),
    /// A line of another page.
    Graft(Index, Index, Index),
}

/// What is most likely to be taken for structure.
const MARKS: &[&str] = &[
    "|",
    "`",
    "```",
    "<!--",
    "-->",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    "\\",
    "#",
    "\n",
    "\r",
    "\u{0}",
    "---\n",
    "$",
    "\u{202e}",
    "\u{feff}",
    "é",
    "\n## ",
    "\n### x values\n\n|Member|\n|:--|\n|x|\n",
    "[!INCLUDE [x](../../../../etc/passwd.md)]",
    "microsoft.graph.",
    "Collection(",
    "/",
    ":/",
    "GET /",
    "HTTP/1.1 200 OK\n",
    "\"@odata.type\":",
];

fn damage() -> impl Strategy<Value = Damage> {
    let place = any::<Index>;
    prop_oneof![
        3 => (place(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        4 => (place(), proptest::sample::select(MARKS)).prop_map(|(at, mark)| Damage::Insert(at, mark)),
        1 => place().prop_map(Damage::Truncate),
        1 => place().prop_map(Damage::Behead),
        2 => (place(), place()).prop_map(|(a, b)| Damage::SwapLines(a, b)),
        2 => place().prop_map(Damage::DropLine),
        1 => (place(), 1..40usize).prop_map(|(at, times)| Damage::RepeatLine(at, times)),
        3 => (place(), place(), place()).prop_map(|(page, from, at)| Damage::Graft(page, from, at)),
    ]
}

fn lines(page: &[u8]) -> Vec<Vec<u8>> {
    page.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect()
}

fn apply(page: &mut Vec<u8>, damage: &Damage, all: &[(String, Vec<u8>)]) {
    let size = page.len() + 1;
    match damage {
        Damage::Byte(at, byte) => {
            let at = at.index(size);
            if let Some(b) = page.get_mut(at) {
                *b = *byte;
            }
        }
        Damage::Insert(at, mark) => {
            let at = at.index(size);
            page.splice(at..at, mark.bytes());
        }
        Damage::Truncate(at) => page.truncate(at.index(size)),
        Damage::Behead(at) => *page = page.split_off(at.index(size)),
        Damage::SwapLines(a, b) => {
            let mut all = lines(page);
            let (a, b) = (a.index(all.len()), b.index(all.len()));
            all.swap(a, b);
            *page = all.join(&b'\n');
        }
        Damage::DropLine(at) => {
            let mut all = lines(page);
            let at = at.index(all.len());
            all.remove(at);
            *page = all.join(&b'\n');
        }
        Damage::RepeatLine(at, times) => {
            let mut all = lines(page);
            let at = at.index(all.len());
            let line = all[at].clone();
            all.splice(at..at, std::iter::repeat_n(line, *times));
            *page = all.join(&b'\n');
        }
        Damage::Graft(other, from, at) => {
            let other = lines(&other.get(all).1);
            let mut own = lines(page);
            let at = at.index(own.len());
            own.insert(at, from.get(&other).clone());
            *page = own.join(&b'\n');
        }
    }
}

/// A few damaged pages among whole ones.
fn damaged(docs: &str, cases: u32) {
    let all = pages(docs);
    let acts = proptest::collection::vec((any::<Index>(), proptest::collection::vec(damage(), 1..6)), 1..6);
    let kept = any::<u64>();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) };
    proptest!(config, |(acts in acts, kept in kept)| {
        // A part of the tree at a time: references dangle, and there is time for more cases.
        let mut tree: BTreeMap<String, Vec<u8>> =
            all.iter().enumerate().filter(|(i, _)| (kept >> (i % 64)) & 1 == 1 && (i / 3) % 3 != 0).map(|(_, p)| p.clone()).collect();
        for (page, damages) in &acts {
            let (path, text) = page.get(&all);
            let text = tree.entry(path.clone()).or_insert_with(|| text.clone());
            for damage in damages {
                apply(text, damage, &all);
            }
        }
        generate(tree);
    });
}

#[test]
fn damaged_real_pages_never_break_the_generator() {
    damaged("../docs/v1.0", 64);
}

#[test]
fn damaged_obstacles_never_break_the_generator() {
    damaged("obstacles/docs", 32);
}

fn operation_page(path: &str, body: &str) -> String {
    format!(
        "# Get x\n\n## HTTP request\n\n```http\nGET {path}\n```\n\n## Response\n\nIf successful, this method returns a `200 OK` response code.\n\n## Example\n\n<!-- {{\"blockType\": \"request\"}} -->\n```http\nPOST https://graph.microsoft.com/v1.0{path}\nContent-Type: application/json\n\n{body}\n```\n"
    )
}

/// A page that repeats what costs most: deep nesting, long runs of openings, long paths.
#[test]
fn extreme_pages_are_read_to_their_end() {
    let many = 20_000;
    let api = operation_page;
    let resource = |text: &str, name: &str, cell: &str| {
        format!(
            "# x resource type\n\n{text}\n\n## Properties\n\n|Property|Type|Description|\n|:--|:--|:--|\n|{name}|String|{cell}|\n\n<!-- {{\"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.{name}\"}} -->\n```json\n{{}}\n```\n"
        )
    };
    let cases = [
        ("nested arrays", api("/x", &"[".repeat(many))),
        ("nested objects", api("/x", &"{\"a\":".repeat(many))),
        ("a path of few segments too many", api(&"/a".repeat(100), "{}")),
        ("braces", api(&format!("/{}", "{".repeat(many)), "{}")),
        ("parentheses", api(&format!("/{}", "(".repeat(many)), "{}")),
        ("parameters", api(&format!("/f({})", "a={a},".repeat(many / 10)), "{}")),
        ("a long segment", api(&format!("/{}", "a".repeat(many)), "{}")),
        ("brackets in prose", resource(&"[".repeat(many), "x", &"[a](".repeat(many))),
        ("backticks in prose", resource(&"`` ` ".repeat(many), "x", &"`".repeat(many))),
        ("stars in prose", resource(&"*a **b ".repeat(many), "x", &"**".repeat(many))),
        ("comments", resource(&"<!-- ".repeat(many), "x", "")),
        ("quotations", resource(&format!("{} x", "> ".repeat(many)), "x", "")),
        ("headings", resource(&"\n#### x\n".repeat(many), "x", "")),
        ("a long name", resource("", &"a".repeat(many), "")),
        ("a long name of words", resource("", &"aB".repeat(many), "")),
        ("many rows", resource("", "x", &format!("y|\n{}", "|a|String|b|\n".repeat(many)))),
        ("a long word", resource(&"x".repeat(many), "x", "")),
        ("entities", resource(&"&#x41;&".repeat(many), "x", "")),
    ];
    for (name, text) in cases {
        let folder = if text.starts_with("# Get") { "api" } else { "resources" };
        eprintln!("{name}");
        let output = generate([(format!("{folder}/x.md"), text.clone().into_bytes())]);
        for path in output.files.keys() {
            // What file systems allow: 255 bytes a name, and less than 4096 a path.
            assert!(path.len() < 3000 && path.split('/').all(|part| part.len() < 256), "{name}: {} bytes", path.len());
        }
    }
}

/// A path is a tree as deep as it has segments.
#[test]
fn paths_of_very_many_segments_are_refused() {
    for segment in ["/a", "/{a}", "/f(a={a})"] {
        let text = operation_page(&segment.repeat(20_000), "{}");
        let output = generate([("api/x.md".to_owned(), text.into_bytes())]);
        assert!(output.files.keys().all(|path| path.len() < 3000));
    }
}

/// What no page that people write has so much of is read up to a bound, and a finding says so: what is written grows with
/// the docs, and not with what their pages make of one another.
#[test]
fn too_much_is_left_out_and_said() {
    const ROWS: &str = "# x resource type\n\n## Properties\n\n|Property|Type|Description|\n|:--|:--|:--|\n";
    let block = |name: &str, more: &str| {
        format!(
            "\n<!-- {{\"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.{name}\"{more}}} -->\n```json\n{{}}\n```\n"
        )
    };
    let many = |count: usize, piece: fn(usize) -> String| (0..count).map(piece).collect::<String>();
    let of = |pages: Vec<(String, String)>| {
        let tree = Tree::from_memory(pages.into_iter().map(|(path, text)| (path, text.into_bytes())));
        let Findings { api, diagnostics, .. } = Findings::of(tree);
        let codes: Vec<Code> = diagnostics.iter().map(|d| d.code).collect();
        (api, codes)
    };
    let one = |path: &str, text: String| of(vec![(path.to_owned(), text)]);

    let rows = |count| format!("{}{ROWS}{}", block("x", ""), many(count, |n| format!("|a{n}|String|b|\n")));
    let (api, codes) = one("resources/x.md", rows(12_000));
    assert_eq!(
        (api.get("microsoft.graph.x").unwrap().properties.len(), codes.contains(&Code::FileTooLarge)),
        (12_000, false)
    );
    let (api, codes) = one("resources/x.md", rows(12_100));
    let read = api.get("microsoft.graph.x").unwrap().properties.len();
    assert!((12_000..12_100).contains(&read) && codes.contains(&Code::FileTooLarge), "{read}");

    let values = |n| format!("\n### e{n} values\n\n|Member|\n|:--|\n|a|\n");
    let (api, codes) = one("resources/x.md", format!("# x\n{}", many(3000, values)));
    assert!((1900..2100).contains(&api.types.len()) && codes.contains(&Code::FileTooLarge), "{}", api.types.len());

    let types =
        |n| format!("<!-- {{\"blockType\": \"resource\", \"@odata.type\": \"a.t{n}\"}} -->\n```json\n{{}}\n```\n");
    let (api, codes) = one("resources/x.md", format!("# x\n\n{}", many(3000, types)));
    assert!((900..2100).contains(&api.types.len()) && codes.contains(&Code::FileTooLarge), "{}", api.types.len());

    let lines = many(1500, |n| format!("GET /a{n}\n"));
    let (api, codes) = one("api/x.md", format!("# Get x\n\n## HTTP request\n\n```http\n{lines}```\n"));
    assert_eq!((api.template_lines, codes.contains(&Code::FileTooLarge)), (1000, true));

    let (api, codes) = one("api/x.md", operation_page(&format!("/f({})", "a={a},".repeat(65)), "{}"));
    assert!(api.operations.is_empty() && codes.contains(&Code::TemplateMalformed), "{codes:?}");

    // Types that inherit from one another in a row, and types that all inherit from a large one.
    let page = |name: String, base: String, rows: String| {
        let more = format!(", \"baseType\": \"microsoft.graph.{base}\"");
        (format!("resources/{name}.md"), format!("{ROWS}{rows}{}", block(&name, &more)))
    };
    let row = (0..100).map(|n| page(format!("t{n}"), format!("t{}", n + 1), format!("|p{n}|String|x|\n"))).collect();
    let (api, codes) = of(row);
    let longest = api.types.values().map(|ty| ty.properties.len()).max();
    assert_eq!((api.types.len(), longest, codes.contains(&Code::FileTooLarge)), (100, Some(65), true));
    let mut pages: Vec<_> =
        (0..100).map(|n| page(format!("t{n}"), "base".to_owned(), "|own|String|x|\n".to_owned())).collect();
    pages.push(("resources/base.md".to_owned(), rows(1000).replace("graph.x", "graph.base")));
    let (api, codes) = of(pages);
    let all: usize = api.types.values().map(|ty| ty.properties.len()).sum();
    assert!(codes.contains(&Code::FileTooLarge) && (10_000..15_000).contains(&all), "{all}");
}

/// Texts that try to be code, markup, or another file.
fn attacks() -> Vec<String> {
    let mut out: Vec<String> = [
        "\"); fn pwned() {} //",
        "*/ fn pwned(){} /*",
        "\n#[no_mangle] pub fn pwned() {}\n",
        "\r\n}} mod x { pub fn pwned() {} }",
        "\u{2028}fn pwned() {}\u{85}fn pwned() {}",
        "{} {not_pwned} {0:?} {{}}",
        "'\u{202e}gnol\u{2066}",
        "]]]",
        "]]",
        "\"######; fn pwned() {} r######\"",
        "\\u{202e} \\ud800 \\x00 \\",
        "*/ #![no_std] /*",
        "<!-- fn pwned() {} --!>",
        "](javascript:fn%20pwned)",
        "$(touch /tmp/x) `touch /tmp/x`",
        "\"#; fn pwned() {} r#\"",
        "\\\"; fn pwned() {}; \"\\",
        "\\",
        "\"\"\"\n[dependencies]\nevil = \"*\"\n",
        "x\"\n[features]\nevil = []",
        "../../../etc/passwd",
        "..",
        "con",
        "r#type",
        "'static",
        "#![feature(x)]",
        "-->",
        "```rust\nfn pwned() {}\n```",
        "<script>fn pwned() {}</script>",
        "include!(\"/etc/passwd\")",
        "compile_error!(\"x\")",
        "\u{0}\u{7}\u{1b}[31m",
        "a\u{300}\u{200b}\u{feff}",
        "\u{430}dmin",
        "😀",
        "-",
        "--x",
        "1",
        "",
        "$crate",
        "self",
        "Self",
        "_",
        "a=1,b='{c}'",
        "@odata.type",
    ]
    .map(str::to_owned)
    .to_vec();
    out.push("x".repeat(400));
    out
}

/// A page about a type and one about operations; every string in them is the attack, whole and inside another name.
fn attack_pages(number: usize, attack: &str) -> Vec<(String, Vec<u8>)> {
    let json = |text: String| serde_json::to_string(&text).unwrap();
    // A table cell or a request line is one line; a cell ends at a pipe.
    let line = attack.replace(['\n', '\r'], " ").replace('|', "/");
    let name = format!("a{number}");
    let ty = json(format!("microsoft.graph.{name}{attack}"));
    let whole = json(format!("microsoft.graph.{attack}"));
    let text = json(attack.to_owned());
    let front =
        format!("---\ntitle: \"{line}\"\ndescription: {attack}\nms.subservice: \"{line}\"\ndoc_type: {line}\n---\n\n");
    let resource = format!(
        "{front}# {line} resource type\n\nNamespace: microsoft.graph.{line}\n\nBefore {attack} after. **{attack}** `{attack}` [{attack}]({attack}) [x](https://example.com/{line})\n\n\
         Inherits from [{line}]({line}).\n\n## Properties\n\n|Property|Type|Description|\n|:--|:--|:--|\n\
         |{line}|String|{line}|\n|x{line}|[{line}]({line})|Deprecated. `{line}` [{line}](x.md#{line})|\n|{line}y|{name}{line} collection|The possible values are: `{line}`, `x{line}`.|\n|kind|[{name}kind](#{name}kind-values)|{line}|\n\n\
         ### {name}kind values\n\n|Member|Description|\n|:--|:--|\n|{line}|{line}|\n|x{line}|`{line}`|\n|x{line}y|**{line}**|\n\n\
         ### {line} values\n\n|Member|Description|\n|:--|:--|\n|{line}|{line}|\n\n\
         ## Relationships\n\n|Relationship|Type|Description|\n|:--|:--|:--|\n|r{line}|[{name}{line}]({line}.md)|{line}|\n\n\
         ## JSON representation\n\n<!-- {{\"blockType\": \"resource\", \"@odata.type\": {ty}, \"keyProperty\": {text}, \"baseType\": {whole}}} -->\n```json\n{{{text}: {text}, \"z\": {{\"@odata.type\": {ty}}}}}\n```\n"
    );
    let whole_type = format!(
        "{front}# x\n\n{attack}\n\n<!-- {{\"blockType\": \"resource\", \"@odata.type\": {whole}}} -->\n```json\n{{{text}: \"String\"}}\n```\n"
    );
    let operation = |path: &str, verb: &str, body: &str| {
        format!(
            "{front}# {line}\n\n{attack}\n\n## Permissions\n\n|Permission type|Permissions|\n|:--|:--|\n|Delegated (work or school account)|{line}, {line}x|\n|Application|`{line}`|\n\n\
             ## HTTP request\n\n```http\n{verb} {path}\n```\n\n{body}\
             ## Response\n\nIf successful, this method returns a `200 OK` response code and a [{name}{line}]({line}.md) object. {attack}\n\n\
             ## Example\n\n<!-- {{\"blockType\": \"request\", \"name\": {text}}} -->\n```http\n{verb} https://graph.microsoft.com/v1.0{path}?x={line}\nContent-Type: application/json\nX-{line}: {line}\nPrefer: {line}\n\n{{{text}: {text}}}\n```\n\n\
             <!-- {{\"blockType\": \"response\", \"@odata.type\": {ty}}} -->\n```http\nHTTP/1.1 200 {line}\nX: {line}\n\n{{{text}: {text}, \"value\": {text}}}\n```\n"
        )
    };
    let parameters = format!(
        "## Request body\n\nIn the request body, supply a JSON representation of the following parameters.\n\n|Parameter|Type|Description|\n|:--|:--|:--|\n|{line}|String|{line}|\n|x{line}|[{line}]({line})|{line}|\n\n"
    );
    [
        (format!("resources/{name}{line}.md"), resource),
        (format!("resources/whole{number}.md"), whole_type),
        (format!("api/{name}{line}.md"), operation(&format!("/{name}/{line}"), "GET", "")),
        (format!("api/{name}-key{line}.md"), operation(&format!("/{name}/{{{line}}}/x{line}y"), "GET", "")),
        (
            format!("api/{name}-function.md"),
            operation(&format!("/{name}/f{line}({line}='{{{line}}}',x{line}={{{line}}})"), "GET", ""),
        ),
        (
            format!("api/{name}-cast.md"),
            operation(&format!("/{name}/microsoft.graph.{line}/{line}={{{line}}}"), "GET", ""),
        ),
        (format!("api/{name}-post.md"), operation(&format!("/{name}/root:/{{{line}}}:/{line}"), "POST", &parameters)),
        (format!("api/{name}-verb.md"), operation(&format!("/{name}"), &format!("GET{line}"), "")),
    ]
    .map(|(path, text)| (path, text.into_bytes()))
    .to_vec()
}

/// The identifiers of printed code: what is left of it without comments, strings and characters.
fn identifiers(code: &str) -> Vec<String> {
    let chars: Vec<char> = code.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let (mut out, mut i) = (Vec::new(), 0);
    while i < chars.len() {
        let c = at(i);
        if c == '/' && at(i + 1) == '/' {
            while i < chars.len() && at(i) != '\n' {
                i += 1;
            }
        } else if c == '/' && at(i + 1) == '*' {
            panic!("a block comment, which the printer never writes");
        } else if c == '"' {
            i += 1;
            while at(i) != '"' {
                assert!(i < chars.len(), "a string that does not end");
                i += if at(i) == '\\' { 2 } else { 1 };
            }
            i += 1;
        } else if c == '\'' && (at(i + 1) == '\\' || at(i + 2) == '\'') {
            i += if at(i + 1) == '\\' { 3 } else { 2 };
            while at(i) != '\'' {
                i += 1;
            }
            i += 1;
        } else if c == 'r' && at(i + 1) == '#' && at(i + 2) == '"' {
            panic!("a raw string, which the generator never writes");
        } else if c.is_alphanumeric() || c == '_' {
            let start = i;
            while at(i).is_alphanumeric() || at(i) == '_' {
                i += 1;
            }
            // A macro's name bears its mark.
            let end = if at(i) == '!' && at(i + 1) != '=' { i + 1 } else { i };
            out.push(chars[start..end].iter().collect());
        } else {
            i += 1;
        }
    }
    out
}

/// What no generated file may hold.
fn assert_harmless(output: &Output) {
    for (path, text) in &output.files {
        assert!(!path.split('/').any(|part| matches!(part, "" | "." | "..")), "{path:?}");
        assert!(path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.')), "{path:?}");
        if path == "Cargo.toml" {
            assert!(!text.contains("evil") || !text.lines().any(|l| l.trim_start().starts_with("evil")), "{text}");
            continue;
        }
        for word in identifiers(text) {
            assert!(!matches!(word.as_str(), "pwned" | "no_mangle" | "include!" | "compile_error!"), "{path}: {word}");
        }
        let hidden = text.chars().find(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
        assert!(hidden.is_none(), "{path} holds {hidden:?}, which reorders the text around it");
    }
}

#[test]
fn the_scanner_tells_code_from_text() {
    let code = "/// pwned\nfn a<'x>(b: &'x str) { c(\"pwned \\\" pwned\", 'p', '\\'') } // pwned";
    assert_eq!(identifiers(code), ["fn", "a", "x", "b", "x", "str", "c"]);
    assert!(identifiers("\"\"; fn pwned() {}").contains(&"pwned".to_owned()));
}

#[test]
fn each_attack_stays_text() {
    let failed: Vec<String> = attacks()
        .into_iter()
        .enumerate()
        .filter(|(number, attack)| {
            std::panic::catch_unwind(|| assert_harmless(&generate(attack_pages(*number, attack)))).is_err()
        })
        .map(|(_, attack)| attack)
        .collect();
    // Each has said why on standard error.
    assert!(failed.is_empty(), "{failed:#?}");
}

/// All that is asked of any docs whatever: see `graph_codegen::fuzzing`.
#[test]
fn each_attack_keeps_every_property() {
    for (number, attack) in attacks().iter().enumerate() {
        let files = attack_pages(number, attack);
        let tree: Vec<u8> =
            files.into_iter().flat_map(|(path, text)| [format!("%%% {path}\n").into_bytes(), text].concat()).collect();
        graph_codegen::fuzzing::page(&tree);
    }
}

#[test]
fn a_crate_of_all_attacks_compiles_without_a_warning() {
    let output = generate(attacks().iter().enumerate().flat_map(|(number, attack)| attack_pages(number, attack)));
    assert_harmless(&output);
    Built::new("hostile", &output).check();
}
