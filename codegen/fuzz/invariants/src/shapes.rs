//! Pages of shapes that cost most where something is done over and over: long lines, deep nesting, marks that nothing
//! closes, very many of one thing. The cost must not grow faster than the size.

/// A tree of pages by path and content.
pub type Pages = Vec<(String, Vec<u8>)>;

/// A shape, and a function that makes a tree of about a given size.
pub struct Shape {
    /// The description of the shape.
    pub name: &'static str,
    /// Makes it.
    pub make: fn(usize) -> Pages,
}

/// A start, as many numbered pieces as fit, and an end.
fn fill(before: &str, piece: impl Fn(usize) -> String, behind: &str, size: usize) -> String {
    let mut out = before.to_owned();
    for number in 0.. {
        out += &piece(number);
        if out.len() + behind.len() >= size {
            break;
        }
    }
    out + behind
}

fn same(before: &str, piece: &str, behind: &str, size: usize) -> String {
    fill(before, |_| piece.to_owned(), behind, size)
}

fn resource(text: String) -> Pages {
    vec![("resources/x.md".to_owned(), text.into_bytes())]
}

fn api(text: String) -> Pages {
    vec![("api/x.md".to_owned(), text.into_bytes())]
}

/// A page of prose.
const PROSE: &str = "# x resource type\n\n";
/// A page with a table of properties, up to its rows.
const ROWS: &str = "# x resource type\n\n## Properties\n\n|Property|Type|Description|\n|:--|:--|:--|\n";
/// The block that makes it a page of a type.
const BLOCK: &str = "\n## JSON representation\n\n<!-- {\"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.x\"} -->\n```json\n{}\n```\n";
/// An operation, up to the body of the request of its example.
const BODY: &str = "# Post x\n\n## HTTP request\n\n```http\nPOST /x\n```\n\n## Example\n\n<!-- {\"blockType\": \"request\"} -->\n```http\nPOST https://graph.microsoft.com/v1.0/x\nContent-Type: application/json\n\n";
/// The same, up to the body of a response that is an `x`.
const ANSWER: &str = "# Get x\n\n## HTTP request\n\n```http\nGET /x\n```\n\n## Response\n\nIf successful, this method returns a `200 OK` response code and an [x](../resources/x.md) object.\n\n## Example\n\n<!-- {\"blockType\": \"request\"} -->\n```http\nGET https://graph.microsoft.com/v1.0/x\n```\n\n<!-- {\"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.x\"} -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n";
const FENCE: &str = "\n```\n";
/// A property whose type is an enumeration, which is documented behind it.
const MOOD: &str = "|d|Collection([mood](#mood-values))|x|\n";
const MEMBERS: &str = "\n### mood values\n\n|Member|\n|--|\n";

/// The answer in front of a body, and a page of its type with as many properties as fit into half of the size.
fn answered(name: fn(usize) -> String, member: fn(usize) -> String, separator: &str, size: usize) -> Pages {
    let rows = fill(ROWS, |number| format!("|{}|String|x|\n", name(number)), BLOCK, size / 2);
    let body = fill(
        &format!("{ANSWER}{{"),
        |number| format!("{}{}", if number == 0 { "" } else { separator }, member(number)),
        &format!("}}{FENCE}"),
        size / 2,
    );
    vec![("resources/x.md".to_owned(), rows.into_bytes()), ("api/x.md".to_owned(), body.into_bytes())]
}

/// As many small pages as fit.
fn many(page: fn(usize) -> (String, String), size: usize) -> Pages {
    let mut out = Pages::new();
    let mut bytes = 0;
    while bytes < size {
        let (path, text) = page(out.len());
        bytes += text.len();
        out.push((path, text.into_bytes()));
    }
    out
}

fn crlf(pages: Pages) -> Pages {
    pages
        .into_iter()
        .map(|(path, text)| (path, String::from_utf8_lossy(&text).replace('\n', "\r\n").into_bytes()))
        .collect()
}

/// One of very many names that are not Rust names and become the same one: `a-a_a-`, `a_a_a-`.
fn alike(number: usize) -> String {
    (0..16).map(|bit| if number >> bit & 1 == 1 { "a-" } else { "a_" }).chain(["a"]).collect()
}

macro_rules! shapes {
    ($($name:literal: $make:expr,)*) => {
        /// Every shape.
        pub const SHAPES: &[Shape] = &[$(Shape { name: $name, make: $make },)*];
    };
}

shapes! {
    // Tables.
    "a row of very many cells": |size| resource(same(&format!("{ROWS}|"), "a|", &format!("\n{BLOCK}"), size)),
    "a header of very many cells": |size| resource({
        let header = same("|", "a|", "\n", size / 3);
        format!("{PROSE}{header}{}{}", same("|", "-|", "\n", size / 3), same("|", "b|", "\n", size / 3))
    }),
    "rows of a table": |size| resource(fill(ROWS, |n| format!("|a{n}|String|b|\n"), BLOCK, size)),
    "rows of a table, CRLF": |size| crlf(resource(fill(ROWS, |n| format!("|a{n}|String|b|\n"), BLOCK, size))),
    "rows of one name": |size| resource(same(ROWS, "|a|String|b|\n", BLOCK, size)),
    "rows of one name and other types": |size| resource(fill(ROWS, |n| format!("|a|t{n}|b|\n"), BLOCK, size)),
    "rows that are dropped": |size| resource(same(ROWS, "|a|||\n", BLOCK, size)),
    "rows of unknown types": |size| resource(fill(ROWS, |n| format!("|a{n}|unknown{n}|b|\n"), BLOCK, size)),
    "rows with a backtick": |size| resource(same(&format!("{ROWS}|"), "`|", &format!("\n{BLOCK}"), size)),
    "backslashes before pipes": |size| resource(same(&format!("{ROWS}|"), "\\|", &format!("\n{BLOCK}"), size)),
    "a table in each line": |size| resource(same(PROSE, "|a|b|\n|-|-|\n\n", "", size)),
    "delimiter rows": |size| resource(same(PROSE, "|-|-|\n", "", size)),
    "names that differ by case": |size| resource(fill(ROWS, |n| {
        let name: String = (0..24).map(|bit| if n >> bit & 1 == 1 { 'A' } else { 'a' }).collect();
        format!("|{name}|String|b|\n")
    }, BLOCK, size)),
    "names that become one": |size| resource(fill(ROWS, |n| format!("|{}|String|b|\n", alike(n)), BLOCK, size)),
    "names of relationships that become one": |size| resource(fill(&ROWS.replace("Properties", "Relationships").replace("Property", "Relationship"), |n| format!("|{}|x|b|\n", alike(n)), BLOCK, size)),
    "names of members that become one": |size| resource(fill("# x enum type\n\n## Members\n\n|Member|Description|\n|:--|:--|\n", |n| format!("|{}|x|\n", alike(n)), "", size)),
    "names of types that become one": |size| many(|n| (format!("resources/r{n}.md"), format!("{ROWS}|id|String|x|\n{BLOCK}").replace("graph.x", &format!("graph.{}", alike(n)))), size),
    "words of templates that become one": |size| api(fill("# Get x\n\n## HTTP request\n\n```http\n", |n| format!("GET /{}/b\n", alike(n)), FENCE, size)),
    "names of parameters that become one": |size| api(fill("# x: do\n\n## HTTP request\n\n```http\nPOST /x/do\n```\n\n## Request body\n\n|Parameter|Type|Description|\n|:--|:--|:--|\n", |n| format!("|{}|String|x|\n", alike(n)), "", size)),
    "a long name": |size| resource(same(&format!("{ROWS}|"), "aB", &format!("|String|x|\n{BLOCK}"), size)),
    "a long type": |size| resource(same(&format!("{ROWS}|a|"), "Collection(", &format!("|x|\n{BLOCK}"), size)),
    "a long cell of words": |size| resource(same(&format!("{ROWS}|a|String|"), "word `a` ", &format!("|\n{BLOCK}"), size)),
    "possible values in a cell": |size| resource(fill(&format!("{ROWS}|a|String|The possible values are: "), |n| format!("`v{n}`, "), &format!(".|\n{BLOCK}"), size)),
    "possible values in many cells": |size| resource(fill(ROWS, |n| format!("|a{n}|String|The possible values are: `a`, `b`, `c`.|\n"), BLOCK, size)),
    "members of an enumeration": |size| resource(fill("# x enum type\n\n## Members\n\n|Member|Description|\n|:--|:--|\n", |n| format!("|m{n}|x|\n"), "", size)),
    "members of an enumeration with commas": |size| resource(fill(&format!("{ROWS}|a|[b](#b-values)|x|\n{BLOCK}\n### b values\n\n"), |n| format!("m{n}, "), "\n", size)),
    "enumerations": |size| resource(fill(&format!("{ROWS}|a|String|x|\n{BLOCK}"), |n| format!("\n### e{n} values\n\n|Member|\n|--|\n|a|\n"), "", size)),

    // Comments.
    "comments that nothing closes": |size| resource(same(PROSE, "<!--\n", "", size)),
    "comments that nothing closes, apart": |size| resource(same(PROSE, "<!--\n\n", "", size)),
    "comments that nothing closes, in a line": |size| resource(same(PROSE, "<!-- ", "", size)),
    "metadata in metadata": |size| resource(same(PROSE, "<!-- {\"blockType\": \"resource\", ", "", size)),
    "metadata in metadata, closed": |size| resource(same(PROSE, "<!-- {\"blockType\": ", "-->", size)),
    "comments": |size| resource(same(PROSE, "<!-- x --> a ", "", size)),
    "comments over lines": |size| resource(same(PROSE, "<!--\n-->", "", size)),
    "comments in code": |size| resource(same(PROSE, "`<!--` ", "", size)),
    "metadata without a block": |size| resource(same(PROSE, "<!-- {\"blockType\": \"resource\"} -->\n", "", size)),
    "metadata with unknown keys": |size| resource(fill(&format!("{PROSE}<!-- {{\"blockType\": \"resource\""), |n| format!(", \"k{n}\": 1"), "} -->\n```json\n{}\n```\n", size)),
    "metadata of braces": |size| resource(same(&format!("{PROSE}<!-- blockType "), "{", " -->", size)),
    "metadata of braces with types": |size| resource(same(&format!("{PROSE}<!-- "), "{ blockType ", " -->", size)),

    // Blocks.
    "fences that nothing closes": |size| resource(same(PROSE, "```a\n", "", size)),
    "fences that grow": |size| resource(fill(PROSE, |n| format!("{}\n", "`".repeat(3 + n % 500)), "", size)),
    "fences of both kinds": |size| resource(same(PROSE, "```\n~~~\n", "", size)),
    "quoted fences": |size| resource(same(PROSE, "> ```\na\n", "", size)),
    "blocks": |size| api(same("# Get x\n\n", "```http\nGET /a\n```\n", "", size)),
    "blocks of JSON": |size| resource(same(PROSE, "```json\n{\"a\": 1,}\n```\n", "", size)),
    "types": |size| resource(fill(PROSE, |n| format!("<!-- {{\"blockType\": \"resource\", \"@odata.type\": \"a.t{n}\"}} -->\n```json\n{{\"a\": 1}}\n```\n"), "", size)),
    "types of one name": |size| resource(same(PROSE, "<!-- {\"blockType\": \"resource\", \"@odata.type\": \"a.t\"} -->\n```json\n{\"a\": 1}\n```\n", "", size)),
    "requests of an example": |size| api(same(BODY, "{}\n```\n<!-- {\"blockType\": \"request\"} -->\n```http\nPOST /x\n\n", FENCE, size)),
    "responses of an example": |size| api(same(BODY, "{}\n```\n<!-- {\"blockType\": \"response\"} -->\n```http\nHTTP/1.1 200 OK\n\n", FENCE, size)),
    "tabs": |size| api(same("# Get x\n\n", "# [C#](#tab/cs)\n```cs\na\n```\n", "", size)),

    // Inline markdown.
    "brackets": |size| resource(same(PROSE, "[", "", size)),
    "brackets in paragraphs": |size| resource(same(PROSE, &format!("{}\n\n", "[".repeat(60_000)), "", size)),
    "brackets that close": |size| resource(same(PROSE, "]", "", size)),
    "brackets of images": |size| resource(same(PROSE, &format!("{}\n\n", "![".repeat(30_000)), "", size)),
    "brackets of links": |size| resource(same(PROSE, &format!("{}\n\n", "[a](".repeat(15_000)), "", size)),
    "brackets in brackets": |size| resource(same(PROSE, &format!("{}{}\n\n", "[".repeat(30_000), "]".repeat(30_000)), "", size)),
    "brackets in brackets, defined": |size| resource(same(PROSE, &format!("{}{}\n\n", "[".repeat(30_000), "]".repeat(30_000)), "[a]: b\n", size)),
    "emphasis": |size| resource(same(PROSE, &format!("{}\n\n", "*a_b".repeat(15_000)), "", size)),
    "emphasis of stars": |size| resource(same(PROSE, &format!("{}\n\n", "*a **b ".repeat(8_500)), "", size)),
    "emphasis in words": |size| resource(same(PROSE, &format!("{}\n\n", "a**b".repeat(15_000)), "", size)),
    "emphasis in one line": |size| resource(same(PROSE, "*a_b", "", size)),
    "code spans that nothing closes": |size| resource(fill(PROSE, |n| format!("{}a", "`".repeat(1 + n % 300)), "", size)),
    "backticks": |size| resource(same(PROSE, &format!("{}\n\n", "`a``b".repeat(12_000)), "", size)),
    "entities": |size| resource(same(PROSE, &format!("{}\n\n", "&#x41;&".repeat(8_500)), "", size)),
    "ampersands": |size| resource(same(&format!("{ROWS}|a|String|"), "&", &format!("|\n{BLOCK}"), size)),
    "ampersands and marks": |size| resource(same(&format!("{ROWS}|a|String|"), "&a`b`", &format!("|\n{BLOCK}"), size.min(120_000) / 2)),
    "tags": |size| resource(same(PROSE, &format!("{}\n\n", "<a <".repeat(15_000)), "", size)),
    "tags of HTML": |size| resource(same(PROSE, &format!("{}\n\n", "<?<!A<![CDATA[".repeat(4_500)), "", size)),
    "line breaks": |size| resource(same(&format!("{ROWS}|a|String|"), "<br>", &format!("|\n{BLOCK}"), size)),
    "definitions": |size| resource(fill(PROSE, |n| format!("[l{n}]: t\n"), "", size)),
    "definitions that are used": |size| resource(fill(PROSE, |n| format!("[l{n}]: t{n}\n\n[l{n}] [l0][l{n}]\n\n"), "", size)),
    "definitions of long targets": |size| resource({
        let target = "t".repeat(size / 2);
        same(&format!("{PROSE}[l]: {target}\n\n"), "[l]\n", "", size / 2 + 2000)
    }),
    "links": |size| resource(fill(PROSE, |n| format!("[a](l{n}.md)\n"), "", size)),
    "links in a paragraph": |size| resource(fill(PROSE, |n| format!("[a](l{n}.md) "), "", size)),

    // Lines.
    "quotations in quotations": |size| resource(same(PROSE, "> ", "x\n", size)),
    "quotations": |size| resource(same(PROSE, "> a\n", "", size)),
    "lists in lists": |size| resource(fill(PROSE, |n| format!("{}- a\n", " ".repeat(n)), "", size)),
    "list items": |size| resource(same(PROSE, "- a\n", "", size)),
    "list marks": |size| resource(same(PROSE, "- ", "", size)),
    "headings": |size| resource(fill(PROSE, |n| format!("{} a\n", "#".repeat(1 + n % 6)), "", size)),
    "headings of enumerations": |size| resource(fill(PROSE, |n| format!("### e{n} values\n"), "", size)),
    "one word": |size| resource(same(PROSE, "a", "", size)),
    "words": |size| resource(same(PROSE, "a ", "", size)),
    "words in lines": |size| resource(same(PROSE, "a\n", "", size)),
    "white space": |size| resource(same(PROSE, " ", "x\n", size)),
    "empty lines": |size| resource(same(PROSE, "\n", "x\n", size)),
    "carriage returns": |size| resource(same(PROSE, "a\r", "", size)),
    "characters that cannot be seen": |size| resource(same(PROSE, "\u{200b}a", "", size)),
    "control characters": |size| resource(same(PROSE, "\u{1b}[a", "", size)),
    "front matter": |size| resource(fill("---\n", |n| format!("k{n}: v\n"), "---\n# x\n", size)),
    "front matter that nothing closes": |size| resource(fill("---\n", |n| format!("k{n}: v\n"), "", size)),
    "front matter of one value": |size| resource(same("---\nk:\n", "  - v\n", "---\n# x\n", size)),
    "no front matter": |size| resource(same("---\n", "x\n", "", size)),

    // Includes.
    "includes of one file": |size| {
        let mut pages = resource(same(PROSE, "[!INCLUDE [a](../includes/i.md)]\n", "", size));
        pages.push(("includes/i.md".to_owned(), b"a\n".to_vec()));
        pages
    },
    "includes of a large file": |size| {
        let mut pages = resource(same(PROSE, "[!INCLUDE [a](../includes/i.md)]\n", "", size / 2));
        pages.push(("includes/i.md".to_owned(), same("", "a | b\n", "", size / 2).into_bytes()));
        pages
    },
    "includes in includes": |size| {
        let mut pages = resource(same(PROSE, "[!INCLUDE [a](../includes/i0.md)]\n", "", size / 9));
        for n in 0..8 {
            let text = same("", &format!("[!INCLUDE [a](i{}.md)]\n", n + 1), "", size / 9);
            pages.push((format!("includes/i{n}.md"), text.into_bytes()));
        }
        pages
    },
    "includes of nothing": |size| resource(fill(PROSE, |n| format!("[!INCLUDE [a](../includes/i{n}.md)]\n"), "", size)),
    "includes of itself": |size| resource(same(PROSE, "[!INCLUDE [a](x.md)]\n", "", size)),

    // HTTP.
    "a long header": |size| api(same(BODY, "a", FENCE, size).replace("Content-Type: application/json\n\n", "Content-Type: ")),
    "headers": |size| api(fill(BODY, |n| format!("X-{n}: a\n"), FENCE, size).replace("json\n\n", "json\n")),
    "known headers behind blank lines": |size| api(same(BODY, "\nDate: a\n", FENCE, size)),
    "blank lines in a message": |size| api(same(BODY, "\n", &format!("{{}}{FENCE}"), size)),
    "a long request line": |size| api(same("# Get x\n\n## HTTP request\n\n```http\nGET /", "a", FENCE, size)),
    "blanks in a request line": |size| api(same("# Get x\n\n## HTTP request\n\n```http\nGET /", "a ", FENCE, size)),
    "a query of very many options": |size| api(fill("# Get x\n\n## HTTP request\n\n```http\nGET /x\n```\n\n## Example\n\n<!-- {\"blockType\": \"request\"} -->\n```http\nGET https://graph.microsoft.com/v1.0/x?a=b", |n| format!("&o{n}=v"), FENCE, size)),

    // Templates.
    "braces in a template": |size| api(same("# Get x\n\n## HTTP request\n\n```http\nGET /", "{", FENCE, size)),
    "parentheses in a template": |size| api(same("# Get x\n\n## HTTP request\n\n```http\nGET /", "(", FENCE, size)),
    "quotes in a template": |size| api(same("# Get x\n\n## HTTP request\n\n```http\nGET /a(", "'", FENCE, size)),
    "segments in a template": |size| api(same("# Get x\n\n## HTTP request\n\n```http\nGET ", "/a", FENCE, size)),
    "colons in a template": |size| api(same("# Get x\n\n## HTTP request\n\n```http\nGET ", "/a:/:", FENCE, size)),
    "parameters in a template": |size| api(fill("# Get x\n\n## HTTP request\n\n```http\nGET /f(", |n| format!("a{n}={{a{n}}},"), &format!("){FENCE}"), size)),
    "parameters of one name": |size| api(same("# Get x\n\n## HTTP request\n\n```http\nGET /f(", "a={a},", &format!("){FENCE}"), size)),
    "placeholders of one name": |size| api(same("# Get x\n\n## HTTP request\n\n```http\n", &format!("GET /x{}\n", "/{id}".repeat(60)), FENCE, size)),
    "templates": |size| api(fill("# Get x\n\n## HTTP request\n\n```http\n", |n| format!("GET /a{n}/b\n"), FENCE, size)),
    "templates of other names": |size| api(fill("# Get x\n\n## HTTP request\n\n```http\n", |n| format!("GET /a{n}\n"), FENCE, size)),
    "templates of one name": |size| api(same("# Get x\n\n## HTTP request\n\n```http\n", "GET /a\n", FENCE, size)),
    "templates that differ by case": |size| api(fill("# Get x\n\n## HTTP request\n\n```http\n", |n| {
        let name: String = (0..16).map(|bit| if n >> bit & 1 == 1 { 'A' } else { 'a' }).collect();
        format!("GET /{name}\n")
    }, FENCE, size)),
    "templates with keys": |size| api(fill("# Get x\n\n## HTTP request\n\n```http\n", |n| format!("GET /a/{{k{n}}}\n"), FENCE, size)),
    "permissions": |size| api(fill("# Get x\n\n## Permissions\n\n|Permission type|Permissions|\n|:--|:--|\n|Application|", |n| format!("A.P{n}, "), "|\n\n## HTTP request\n\n```http\nGET /x\n```\n", size)),
    "permissions of one name": |size| api(same("# Get x\n\n## Permissions\n\n|Permission type|Permissions|\n|:--|:--|\n|Application|", "A.P, ", "|\n\n## HTTP request\n\n```http\nGET /x\n```\n", size)),
    "rows of permissions": |size| api(fill("# Get x\n\n## Permissions\n\n|Permission type|Permissions|\n|:--|:--|\n", |n| format!("|Application|A.P{n}|\n"), "\n## HTTP request\n\n```http\nGET /x\n```\n", size)),
    "parameters of an action": |size| api(fill("# x: do\n\n## HTTP request\n\n```http\nPOST /x/do\n```\n\n## Request body\n\n|Parameter|Type|Description|\n|:--|:--|:--|\n", |n| format!("|p{n}|String|x|\n"), "", size)),

    // JSON.
    "arrays in arrays": |size| api(same(BODY, "[", FENCE, size)),
    "objects in objects": |size| api(same(BODY, "{\"a\": ", FENCE, size)),
    "braces": |size| api(same(BODY, "{", FENCE, size)),
    "brackets that open and close wrongly": |size| api(same(&format!("{BODY}{{\"a\": [1"), "}]", FENCE, size)),
    "brackets that close nothing": |size| api(same(&format!("{BODY}[1"), "}", FENCE, size)),
    "a string": |size| api(same(&format!("{BODY}{{\"a\": \""), "a", &format!("\"}}{FENCE}"), size)),
    "a string that nothing closes": |size| api(same(&format!("{BODY}{{\"a\": \""), "a\n", FENCE, size)),
    "strings that nothing closes": |size| api(same(&format!("{BODY}{{"), "\"a\": \"b\n", FENCE, size)),
    "line breaks in strings": |size| api(same(&format!("{BODY}{{\"a\": \""), "\n\"", FENCE, size)),
    "brackets behind line breaks in a string": |size| api(same(&format!("{BODY}{{\"a\": \""), "\n}", &format!(" x{FENCE}"), size)),
    "brackets behind a line break in a string": |size| api(same(&format!("{BODY}{{\"a\": \"\n"), "} ", &format!("x{FENCE}"), size)),
    "line breaks and brackets in a string": |size| api(same(&format!("{BODY}{{\"a\": \""), "\r}", &format!(" x{FENCE}"), size)),
    "names without a quote": |size| api(same(&format!("{BODY}{{"), "\"a: \"b\",\n", FENCE, size)),
    "names without a colon": |size| api(same(&format!("{BODY}{{"), "\"a:\" ", FENCE, size)),
    "escapes": |size| api(same(&format!("{BODY}{{\"a\": \""), "\\ud800", &format!("\"}}{FENCE}"), size)),
    "commas": |size| api(same(&format!("{BODY}{{\"a\": [1"), ",", &format!("]}}{FENCE}"), size)),
    "commas that trail": |size| api(same(&format!("{BODY}["), "[1,],", &format!("]{FENCE}"), size)),
    "comments in JSON": |size| api(same(&format!("{BODY}["), "/*", FENCE, size)),
    "slashes": |size| api(same(&format!("{BODY}["), "/", FENCE, size)),
    "spaces behind a word": |size| api(same(&format!("{BODY}[a"), " ", &format!("]{FENCE}"), size)),
    "words with spaces behind them": |size| api(same(&format!("{BODY}["), "a      ", FENCE, size)),
    "a number": |size| api(same(&format!("{BODY}["), "1", &format!("]{FENCE}"), size)),
    "items": |size| api(same(&format!("{BODY}[1"), ",1", &format!("]{FENCE}"), size)),
    "members": |size| api(fill(&format!("{BODY}{{\"a\": 1"), |n| format!(",\"m{n}\":1"), &format!("}}{FENCE}"), size)),
    "members of one name": |size| api(same(&format!("{BODY}{{\"a\": 1"), ",\"a\":1", &format!("}}{FENCE}"), size)),
    "members of the skeleton": |size| resource(fill(ROWS, |n| format!("|a{n}|String|x|\n"), &fill("\n<!-- {\"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.x\"} -->\n```json\n{\"a\": 1", |n| format!(",\n\"b{n}\": \"String\""), "}\n```\n", size / 2), size)),

    // Findings.
    "unknown members in lines": |size| answered(|n| format!("property{n}"), |n| format!("\"propetry{n}\": 1"), ",\n", size),
    "unknown members in a line": |size| answered(|n| format!("property{n}"), |n| format!("\"propetry{n}\": 1"), ",", size),
    "unknown members of long names": |size| answered(|n| format!("{}{n}", "property".repeat(20)), |n| format!("\"{}{n}\": 1", "propetry".repeat(20)), ",\n", size),
    "members of the wrong kind in lines": |size| answered(|n| format!("property{n}"), |n| format!("\"property{n}\": 1"), ",\n", size),
    "members of the wrong kind in a line": |size| answered(|n| format!("property{n}"), |n| format!("\"property{n}\": {{}}"), ",", size),
    "items of the wrong kind": |size| answered(|n| format!("p{n}"), |n| format!("\"p{}\": {{\"a\": 1}}", n / 50), ",", size),
    "dates that are none": |size| {
        let rows = "|d|Collection(DateTimeOffset)|x|\n";
        let body = same(&format!("{ANSWER}{{\"d\": [\"x\""), ", \"2024-02-30T00:00:00Z\"", &format!("]}}{FENCE}"), size);
        vec![("resources/x.md".to_owned(), format!("{ROWS}{rows}{BLOCK}").into_bytes()), ("api/x.md".to_owned(), body.into_bytes())]
    },
    "values of an enumeration in another case": |size| {
        let members = fill(&format!("{ROWS}{MOOD}{BLOCK}{MEMBERS}"), |n| format!("|calm{n}|\n"), "", size / 2);
        let body = fill(&format!("{ANSWER}{{\"d\": [\"x\""), |n| format!(", \"Calm{n}\""), &format!("]}}{FENCE}"), size / 2);
        vec![("resources/x.md".to_owned(), members.into_bytes()), ("api/x.md".to_owned(), body.into_bytes())]
    },
    "unknown values of an enumeration": |size| {
        let members = fill(&format!("{ROWS}{MOOD}{BLOCK}{MEMBERS}"), |n| format!("|calm{n}|\n"), "", size / 2);
        let body = fill(&format!("{ANSWER}{{\"d\": [\"x\""), |n| format!(", \"clam{n}\""), &format!("]}}{FENCE}"), size / 2);
        vec![("resources/x.md".to_owned(), members.into_bytes()), ("api/x.md".to_owned(), body.into_bytes())]
    },
    "metadata of types in a line": |size| resource(fill(PROSE, |n| format!("<!-- {{\"blockType\": \"ignored\", \"@odata.type\": \"a.t{n}\"}} -->"), "", size)),
    "links to headings that are not there": |size| resource(fill(PROSE, |n| format!("## heading{n}\n\n[a](#haeding{n})\n"), "", size)),
    "links to a page of many headings": |size| {
        let mut pages = resource(fill(PROSE, |n| format!("## heading{n}\n"), "", size / 2));
        let links = fill("# Get a\n\n", |n| format!("[a](../resources/x.md#haeding{n})\n"), "", size / 2);
        pages.push(("api/a.md".to_owned(), links.into_bytes()));
        pages
    },
    "members of a request of a type": |size| {
        let rows = fill(ROWS, |n| format!("|property{n}|String|x|\n"), BLOCK, size / 2);
        let body = fill(&format!("{BODY}{{\"a\": 1"), |n| format!(", \"propetry{n}\": 1"), &format!("}}{FENCE}"), size / 2);
        vec![("resources/x.md".to_owned(), rows.into_bytes()), ("api/x-post.md".to_owned(), body.into_bytes())]
    },
    "members of types that derive from one": |size| {
        let mut pages = many(|n| (format!("resources/r{n}.md"), format!("{ROWS}|p{n}|String|x|\n{BLOCK}").replace("graph.x\"", &if n == 0 { "graph.x\"".to_owned() } else { format!("graph.r{n}\", \"baseType\": \"microsoft.graph.x\"") })), size / 2);
        let body = fill(&format!("{ANSWER}{{\"a\": 1"), |n| format!(", \"p{n}\": \"\""), &format!("}}{FENCE}"), size / 2);
        pages.push(("api/x.md".to_owned(), body.into_bytes()));
        pages
    },
    "values of an enumeration in many cells": |size| {
        let rows = fill(&format!("{ROWS}{MOOD}"), |n| format!("|a{n}|[mood](#mood-values)|Possible values are: `calm1`, `calm2`.|\n"), BLOCK, size / 2);
        resource(fill(&format!("{rows}{MEMBERS}"), |n| format!("|calm{n}|\n"), "", size / 2))
    },
    "values of an enumeration in a cell": |size| {
        let cell = fill(&format!("{ROWS}|d|[mood](#mood-values)|Possible values are: "), |n| format!("`Calm{n}`, "), &format!(".|\n{BLOCK}"), size.min(120_000) / 2);
        resource(fill(&format!("{cell}{MEMBERS}"), |n| format!("|calm{n}|\n"), "", size))
    },
    "members in another case": |size| answered(|n| format!("property{n}"), |n| format!("\"Property{n}\": \"\""), ",\n", size),
    "types of a body that are unknown": |size| {
        let mut pages = many(|n| (format!("resources/r{n}.md"), format!("{ROWS}|id|String|x|\n{BLOCK}").replace("graph.x\"", &format!("graph.type{n}\""))), size / 2);
        let rows = "|d|Collection(x)|x|\n";
        pages.push(("resources/x.md".to_owned(), format!("{ROWS}{rows}{BLOCK}").into_bytes()));
        let body = fill(&format!("{ANSWER}{{\"d\": [{{}}"), |n| format!(", {{\"@odata.type\": \"microsoft.graph.tpye{n}\"}}"), &format!("]}}{FENCE}"), size / 2);
        pages.push(("api/x.md".to_owned(), body.into_bytes()));
        pages
    },
    "examples of an unknown path": |size| api(fill("# Get x\n\n## HTTP request\n\n```http\nGET /x\n```\n\n## Example\n\n", |n| format!("<!-- {{\"blockType\": \"request\"}} -->\n```http\nGET https://graph.microsoft.com/v1.0/unknown{n}\n```\n"), "", size)),

    // Many pages.
    "pages of a type": |size| many(|n| (format!("resources/r{n}.md"), format!("{ROWS}|id|String|x|\n{BLOCK}").replace("graph.x", &format!("graph.r{n}"))), size),
    "pages of one type": |size| many(|n| (format!("resources/r{n}.md"), format!("{ROWS}|p{n}|String|x|\n{BLOCK}")), size),
    "pages of types of one last name": |size| many(|n| (format!("resources/r{n}.md"), format!("{ROWS}|id|x|x|\n{BLOCK}").replace("microsoft.graph.x", &format!("n{n}.x"))), size),
    "pages of a chain of types": |size| many(|n| (format!("resources/r{n}.md"), format!("{ROWS}|p{n}|String|x|\n{BLOCK}").replace("graph.x\"", &format!("graph.r{n}\", \"baseType\": \"microsoft.graph.r{}\"", n.max(1) - 1))), size),
    "pages of types of one base": |size| many(|n| (format!("resources/r{n}.md"), format!("{ROWS}|p{n}|r0|x|\n{BLOCK}").replace("graph.x\"", &if n == 0 { "graph.r0\"".to_owned() } else { format!("graph.r{n}\", \"baseType\": \"microsoft.graph.r0\"") })), size),
    "pages of types of one large base": |size| {
        let base = fill(&ROWS.replacen("\n", &format!("\n{}", BLOCK.replace("graph.x", "graph.base")), 1), |n| format!("|p{n}|String|x|\n"), "", size / 2);
        let mut pages = many(|n| (format!("resources/r{n}.md"), format!("{ROWS}|q{n}|String|x|\n{BLOCK}").replace("graph.x\"", &format!("graph.r{n}\", \"baseType\": \"microsoft.graph.base\""))), size / 2);
        pages.push(("resources/base.md".to_owned(), base.into_bytes()));
        pages
    },
    "pages of an operation": |size| many(|n| (format!("api/a{n}.md"), format!("# Get a\n\n## HTTP request\n\n```http\nGET /x/a{n}\n```\n\n## Example\n\n<!-- {{\"blockType\": \"request\"}} -->\n```http\nGET https://graph.microsoft.com/v1.0/x/a{n}\n```\n")), size),
    "pages of one operation": |size| many(|n| (format!("api/a{n}.md"), "# Get a\n\n## HTTP request\n\n```http\nGET /x/a\n```\n\n## Example\n\n<!-- {\"blockType\": \"request\"} -->\n```http\nGET https://graph.microsoft.com/v1.0/x/a\n```\n".to_owned()), size),
    "pages of nothing": |size| many(|n| (format!("resources/r{n}.md"), "\n".to_owned()), size / 1000),
}
