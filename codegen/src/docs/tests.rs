use super::http::{Message, message, template_lines};
use super::*;
use crate::characters::{HIDDEN, Hidden, hidden};
use crate::diagnostic::Code;
use crate::json::{self, AnomalyKind};
use crate::span::{FileId, Position, Span};

const FRONT: &str = "---\ntitle: \"A page\"\ndoc_type: apiPageType\n---\n";

/// Reads one api page; its first line is line 5 of the file.
fn read(text: &str) -> (Page, Vec<Code>) {
    let mut tree = Tree::from_memory([("api/a.md".to_owned(), format!("{FRONT}{text}").into_bytes())]);
    (tree.pages.remove(0), tree.diagnostics.iter().map(|d| d.code).collect())
}

fn at(span: Span) -> (u32, u32, u32, u32) {
    (span.start.line, span.start.column, span.end.line, span.end.column)
}

fn paragraphs(page: &Page) -> Vec<&str> {
    page.items()
        .filter_map(|(_, item)| match item {
            Item::Paragraph(p) => Some(p.text.markdown()),
            _ => None,
        })
        .collect()
}

fn table(page: &Page) -> &Table {
    page.items()
        .find_map(|(_, item)| match item {
            Item::Table(table) => Some(table),
            _ => None,
        })
        .unwrap()
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().map(|c| c.markdown()).collect()).collect()
}

fn text(markdown: &str) -> Text {
    Text::new(markdown.to_owned(), Span::default())
}

#[test]
fn front_matter_with_colons_lists_and_quotes() {
    let page = "---\ntitle: thing: make it\nauthor: 'It''s me'\n# note\nms.custom:\n- one\n- two\n---\n# T\n";
    let tree = Tree::from_memory([("resources/Thing.md".to_owned(), page.as_bytes().to_vec())]);
    let page = &tree.pages[0];
    assert_eq!((page.stem.as_str(), page.folder), ("thing", Folder::Resources));
    assert_eq!(page.front_matter("TITLE").unwrap().value, "thing: make it");
    assert_eq!(at(page.front_matter("title").unwrap().span), (2, 8, 2, 22));
    let author = page.front_matter("author").unwrap();
    assert_eq!((author.value.as_str(), at(author.span)), ("It's me", (3, 10, 3, 18)));
    assert_eq!(page.front_matter("ms.custom").unwrap().value, "one, two");
    assert!(tree.diagnostics.is_empty());
}

#[test]
fn front_matter_missing_or_unclosed_does_not_cost_the_page() {
    for page in ["# T\n\ntext\n", "---\ntitle: x\n\n# T\n\n```http\nGET /a\n```\n\n---\n"] {
        let tree = Tree::from_memory([("api/a.md".to_owned(), page.as_bytes().to_vec())]);
        assert_eq!(tree.pages[0].title().unwrap().markdown(), "T");
        assert_eq!(tree.diagnostics[0].code, Code::FrontMatter);
    }
}

#[test]
fn line_endings_and_byte_order_mark_change_nothing() {
    let lf = format!("{FRONT}# T\n\nNamespace: microsoft.graph\n\n|a|b|\n|-|-|\n|ü|d|\n\n```json\n{{\n}}\n```\n");
    let reference = Tree::from_memory([("api/a.md".to_owned(), lf.clone().into_bytes())]);
    for other in [lf.replace('\n', "\r\n"), lf.replace('\n', "\r"), format!("\u{feff}{lf}")] {
        let tree = Tree::from_memory([("api/a.md".to_owned(), other.into_bytes())]);
        assert_eq!(format!("{:?}", tree.pages), format!("{:?}", reference.pages));
        assert!(tree.diagnostics.is_empty());
    }
}

#[test]
fn headings_nest_and_tab_markers_are_none() {
    let (page, codes) = read(
        "intro\n# T #\n## Example\n### Request\n<!-- {\"blockType\": \"request\"} -->\n# [HTTP](#tab/http)\n``` http\nGET /a\n```\n\
         # [C#](#tab/csharp)\n[!INCLUDE [s](../x/missing.md)]\n```cs\n# no heading\n---\n```\n---\n\nBehind.\n## Response\n",
    );
    assert_eq!(codes, []);
    let heads: Vec<_> = page.sections.iter().map(|s| (s.level, s.heading.markdown(), s.parents.clone())).collect();
    assert_eq!(
        heads,
        [
            (0, "", vec![]),
            (1, "T", vec![]),
            (2, "Example", vec![1]),
            (3, "Request", vec![1, 2]),
            (2, "Response", vec![1])
        ]
    );
    assert_eq!(at(page.sections[1].heading.span), (6, 3, 6, 4));
    let request = &page.sections[3];
    assert_eq!(request.items.len(), 2);
    let Item::Block(block) = &request.items[0] else { panic!() };
    assert_eq!((block.block_type(), block.language.as_str(), block.text.as_str()), ("request", "http", "GET /a\n"));
    assert_eq!(at(block.span), (12, 1, 12, 7));
    assert_eq!(paragraphs(&page), ["intro", "Behind."]);
}

#[test]
fn fences_of_every_kind() {
    let (page, codes) = read(
        "1. Do\n\n   ~~~~ JSON now\n   {\n     \"a\": [\n    ~~~\n   ~~~~~\n- ```\n  x\n  ```\n> ```http\n> GET /q\n> ```\n\n````\nopen\n",
    );
    let blocks: Vec<_> = page.blocks().map(|(_, b)| (b.language.as_str(), b.text.as_str(), at(b.span))).collect();
    assert_eq!(
        blocks,
        [
            ("json", "{\n  \"a\": [\n ~~~\n", (8, 4, 10, 8)),
            ("", "x\n", (13, 3, 13, 4)),
            ("http", "GET /q\n", (16, 3, 16, 9)),
            ("", "open\n", (20, 1, 20, 5)),
        ]
    );
    assert_eq!(codes, [Code::UnclosedFence]);
}

#[test]
fn comments_hide_markdown_and_carry_metadata() {
    let (page, codes) = read(
        "# T\n<!-- uuid: 1 --><!--\n## Hidden\n|a|b|\n|-|-|\n--> tail <!-- x -->s\n\n<!-- {\n  \"blockType\": \"ignored\",\n} --> ```http\n\
         GET /a\n``` <!-- { \"type\": \"#page.annotation\", \"a\": \"x\ny\" } -->\n`<!-- code -->` stays\n",
    );
    assert_eq!(page.sections.len(), 1);
    assert_eq!(paragraphs(&page), ["tail s", "`<!-- code -->` stays"]);
    let (_, block) = page.blocks().next().unwrap();
    assert_eq!((block.block_type(), at(block.annotation.as_ref().unwrap().span)), ("ignored", (12, 6, 14, 2)));
    assert!(page.items().any(|(_, i)| matches!(i, Item::Annotation(a) if a.string("a").unwrap().value == "x\ny")));
    assert_eq!(codes, [Code::MetadataNotStrict, Code::UnknownMetadataKey, Code::MetadataNotStrict]);
}

#[test]
fn an_unclosed_comment_does_not_cost_the_page() {
    let (page, codes) = read("# T\n<!-- {\n \"blockType\": \"request\"\n\n## Next\ntext\n");
    assert_eq!(page.sections.len(), 2);
    assert_eq!(codes, [Code::UnclosedComment]);
}

#[test]
fn an_annotation_waits_for_one_line_of_text() {
    let note = "<!-- { \"blockType\": \"request\" } -->\n";
    let (page, codes) = read(&format!("# T\n{note}One line.\n\n```http\nGET /a\n```\n{note}\n"));
    assert_eq!(page.blocks().next().unwrap().1.block_type(), "request");
    assert!(matches!(page.sections[0].items[2], Item::Annotation(_)));
    assert_eq!(codes, [Code::BlockWithoutFence]);
    let (page, codes) = read(&format!("# T\n{note}One line.\n\nAnother.\n\n```http\nGET /a\n```\n"));
    assert!(matches!(page.sections[0].items[0], Item::Annotation(_)));
    assert_eq!(page.blocks().next().unwrap().1.block_type(), "");
    assert_eq!(codes, [Code::BlockWithoutFence]);
    let (_, codes) = read("# T\n<!-- { \"blockType\": \"permissions\" } -->\n<!-- {\"blockType\": \"nonsense\"} -->\n");
    assert_eq!(codes, [Code::UnknownBlockType]);
    let (_, codes) = read("# T\n<!-- { \"blockType\": \"request\" \"a\" -->\n");
    assert_eq!(codes, [Code::MetadataUnreadable]);
}

#[test]
fn tables_are_cut_laxly() {
    let (page, codes) = read(
        "# T\nProperty | Type|&nbsp;Description&nbsp;\n:--|---|---|--\n|`ü`|String|one (*.cer | *.crt).|\n| b |[x](y.md) | `a|b` end<br/>more\u{a0}words |\n\
         <!-- gone -->\n|c|d\\|e|f|\n|**Group**| | |\n|half a sentence| | |\n| | | |\nno row\n",
    );
    let table = table(&page);
    assert_eq!(table.header_keys(), ["property", "type", "description"]);
    assert_eq!(
        cells(table),
        [
            vec!["`ü`", "String", "one (*.cer | *.crt)."],
            vec!["b", "[x](y.md)", "`a|b` end more words"],
            vec!["c", "d|e", "f"]
        ]
    );
    assert_eq!(at(table.rows[0].cells[1].span), (8, 6, 8, 12));
    assert_eq!(at(table.rows[0].cells[2].span), (8, 13, 8, 33));
    assert_eq!(at(table.rows[1].cells[0].span), (9, 3, 9, 4));
    assert_eq!(table.span.start, Position { line: 6, column: 1 });
    assert_eq!(paragraphs(&page), ["no row"]);
    assert_eq!(codes, [Code::TableDelimiter, Code::RowDropped]);
    let (page, codes) = read("# T\n|Member|\n|:---|\n|JIS B4|\n\n|m|d|\n|-|-|\n|a||\n");
    assert_eq!(cells(super::tests::table(&page)), [["JIS B4"]]);
    assert_eq!(codes, []);
}

#[test]
fn paragraphs_lists_quotes_and_the_namespace() {
    let (page, codes) = read(
        "# T\n\nNamespace: microsoft.graph.callRecords\n\nOne\n  two\u{200b}\u{a0} three.\n- item\n  more\n* next\n> [!NOTE]\n> careful\n---\n2) last\n",
    );
    let namespace = page.namespace.clone().unwrap();
    assert_eq!((namespace.value.as_str(), at(namespace.span)), ("microsoft.graph.callRecords", (7, 12, 7, 39)));
    assert_eq!(paragraphs(&page), ["One two three.", "item more", "next", "[!NOTE] careful", "last"]);
    let Item::Paragraph(first) = &page.sections[0].items[0] else { panic!() };
    assert_eq!(at(first.text.span), (9, 1, 10, 15));
    assert_eq!(codes, [Code::InvisibleCharacter]);
}

#[test]
fn reference_links_are_resolved() {
    let (page, _) = read(
        "# T\n|a|b|\n|-|-|\n|[Identity Set][]|Collection([**x**][Y])|\n\n[!NOTE] [alone] [not] `[alone]` [z](w.md)\n\n[identity set]: is.md\n[y]: <y z.md> \"t\"\n[alone]: al.md\n[Sentence]: is not one\n",
    );
    assert_eq!(cells(table(&page)), [["[Identity Set](is.md)", "Collection([**x**](<y z.md>))"]]);
    assert_eq!(paragraphs(&page), ["[!NOTE] [alone](al.md) [not] `[alone]` [z](w.md)", "[Sentence]: is not one"]);
}

#[test]
fn inline_text() {
    let t = text("# **x** &lt;a&amp;b&gt;&nbsp;[`y`](z.md#q) <b>c</b><br>d `e`");
    assert_eq!(t.plain(), "# x <a&b> y c d e");
    assert_eq!(t.links(), [Link { text: "y".into(), target: "z.md#q".into() }]);
    assert_eq!(t.code_spans(), ["y", "e"]);
    assert_eq!(text("- 1. plain").plain(), "- 1. plain");
    assert_eq!(text("**a**").plain(), "a");
    assert_eq!(text("").plain(), "");
    assert_eq!(text("**`a`**").inlines(), [Inline::Code("a".into())]);
    assert_eq!(
        text("a &amp; [b](c)").inlines(),
        [Inline::Text("a & ".into()), Inline::Link { text: "b".into(), target: "c".into() }]
    );
    assert_eq!(text("_a_ &amp; 1").plain(), "a & 1");
}

fn tree(files: &[(&str, &str)]) -> Tree {
    Tree::from_memory(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())))
}

#[test]
fn includes_are_spliced_with_their_own_places() {
    let page = format!(
        "{FRONT}# T\n[!INCLUDE [p](../INCLUDES/p%20q.md)]\n  - [!include[s](../includes/snippets/s.md)]\nEnd\n"
    );
    let included = "---\ndescription: x\n---\n## Inside\n\n|a|b|\n|-|-|\n|1|2|\n[!INCLUDE [n](sub/n.md)]\n";
    let tree = tree(&[("api/a.md", &page), ("includes/p q.md", included), ("includes/sub/n.md", "nested\n")]);
    assert!(tree.diagnostics.is_empty(), "{:?}", tree.diagnostics);
    let page = &tree.pages[0];
    assert_eq!(page.sections[1].heading.markdown(), "Inside");
    let span = page.sections[1].heading.span;
    assert_eq!((tree.files.path(span.file), at(span)), ("includes/p q.md", (4, 4, 4, 10)));
    assert_eq!(paragraphs(page), ["nested", "End"]);
}

#[test]
fn includes_that_the_versions_share() {
    let page =
        format!("{FRONT}# T\n[!INCLUDE [s](../../includes/s.md)]\n[!INCLUDE [c](../../includes/snippets/c.md)]\n");
    let files =
        [("api/a.md", page.as_str()), ("../includes/s.md", "[!INCLUDE [n](Sub/n.md)]\n[!INCLUDE [o](../v1.0/o.md)]\n")];
    let tree = tree(&[files[0], files[1], ("../includes/sub/n.md", "nested\n"), ("../v1.0/o.md", "no\n")]);
    assert_eq!(paragraphs(&tree.pages[0]), ["nested"]);
    let found: Vec<_> = tree.diagnostics.iter().map(|d| (tree.files.path(d.span.file), d.code)).collect();
    assert_eq!(found, [("../includes/s.md", Code::IncludeOutside)]);
}

#[test]
fn includes_that_lead_nowhere() {
    let page = |path: &str| format!("{FRONT}# T\n[!INCLUDE [p]({path})]\nEnd\n");
    for (path, code) in [
        ("../includes/none.md", Code::IncludeMissing),
        ("../../includes/none.md", Code::IncludeMissing),
        ("../../includes/../secret.md", Code::IncludeOutside),
        ("../../includes", Code::IncludeOutside),
        ("../../../includes/x.md", Code::IncludeOutside),
        ("../../v1.0/includes/x.md", Code::IncludeOutside),
        ("../../x.md", Code::IncludeOutside),
        ("%2e%2e/%2e%2e/x.md", Code::IncludeOutside),
        ("..\\..\\x.md", Code::IncludeOutside),
        ("/etc/passwd.md", Code::IncludeOutside),
        ("C:/x.md", Code::IncludeOutside),
        ("a.md", Code::IncludeCycle),
        ("loop.md", Code::IncludeCycle),
    ] {
        let tree = tree(&[("api/a.md", &page(path)), ("api/loop.md", &page("a.md"))]);
        assert!(tree.diagnostics.iter().any(|d| d.code == code), "{path}: {:?}", tree.diagnostics);
        assert_eq!(tree.pages.len(), 2);
        assert!(paragraphs(&tree.pages[0]).contains(&"End"));
    }
    // Every level includes the next one ten times: 10^8 lines, if nothing stopped it.
    let names: Vec<String> = (0..9).map(|level| format!("api/l{level}.md")).collect();
    let texts: Vec<String> =
        (0..9).map(|level| format!("# T\n{}", format!("[!INCLUDE [x](l{}.md)]\n", level + 1).repeat(10))).collect();
    let files: Vec<_> = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    assert_eq!(tree(&files).pages.len(), 9);
}

#[test]
fn a_bad_page_costs_that_page_only() {
    let good = format!("{FRONT}# T\n");
    let mut files = vec![("api/good.md".to_owned(), good.into_bytes())];
    files.push(("api/latin1.md".to_owned(), b"# T\n\xe4\n".to_vec()));
    files.push(("api/empty.md".to_owned(), b" \n".to_vec()));
    files.push(("api/long.md".to_owned(), vec![b'x'; (1 << 20) + 1]));
    files.push(("api/huge.md".to_owned(), vec![b'\n'; (16 << 20) + 1]));
    let tree = Tree::from_memory(files);
    assert_eq!(tree.pages.len(), 1);
    let found: Vec<_> = tree.diagnostics.iter().map(|d| (tree.files.path(d.span.file), d.code)).collect();
    assert_eq!(
        found,
        [
            ("api/empty.md", Code::EmptyPage),
            ("api/huge.md", Code::FileTooLarge),
            ("api/latin1.md", Code::NotUtf8),
            ("api/long.md", Code::LineTooLong)
        ]
    );
    assert_eq!(tree.diagnostics[2].span.start, Position { line: 2, column: 1 });
}

#[test]
fn folders_that_hold_no_docs() {
    let dir = tempfile::tempdir().unwrap();
    let root = camino::Utf8Path::from_path(dir.path()).unwrap();
    assert!(matches!(Tree::read(&root.join("no")), Err(ReadError::Missing(_))));
    std::fs::write(root.join("file"), "").unwrap();
    assert!(matches!(Tree::read(&root.join("file")), Err(ReadError::NotAFolder(_))));
    std::fs::create_dir_all(root.join("v1/api")).unwrap();
    let error = Tree::read(root).unwrap_err();
    assert!(error.to_string().contains("such as") && error.to_string().contains("v1"), "{error}");
    assert!(matches!(Tree::read(&root.join("v1")), Err(ReadError::NoPages(_))));
    std::fs::write(root.join("v1/api/a.md"), "# T\n[!INCLUDE [x](secret.md)]\n").unwrap();
    std::fs::write(root.join("secret.md"), "secret\n").unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(root.join("secret.md"), root.join("v1/api/secret.md")).unwrap();
        let tree = Tree::read(&root.join("v1")).unwrap();
        let codes: Vec<_> = tree.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::FrontMatter, Code::IncludeOutside, Code::Unreadable]);
        assert_eq!(tree.pages.len(), 1);
    }
}

fn block(text: &str) -> Block {
    let start = Position { line: 10, column: 1 };
    let span = Span { file: FileId(0), start, end: start };
    let margins = super::source::Margins::uniform(span.start.column);
    Block { language: "http".into(), text: text.into(), span, annotation: None, margins }
}

#[test]
fn http_messages() {
    let Ok(Message::Request(request)) = message(&block(
        "\npatch https://x/v1.0/users/a b HTTP/1.1\n\nContent-Type: application/json\nIf-Match : W/\"1\"\n{\n  \"ü\": 1,\n}\n\nHTTP/1.1 200 OK\n{}\n",
    )) else {
        panic!()
    };
    assert_eq!((request.method.value.as_str(), request.target.value.as_str()), ("PATCH", "https://x/v1.0/users/a b"));
    assert_eq!((at(request.method.span), at(request.target.span)), ((11, 1, 11, 6), (11, 7, 11, 31)));
    assert_eq!(request.headers.len(), 2);
    assert_eq!(
        (request.headers[1].name.value.as_str(), at(request.headers[1].value.span)),
        ("If-Match", (14, 12, 14, 17))
    );
    let body = request.body.unwrap();
    assert_eq!((body.text.as_str(), at(body.span)), ("{\n  \"ü\": 1,\n}\n", (15, 1, 17, 2)));
    let parsed = body.json();
    assert_eq!(parsed.anomalies[0].kind, AnomalyKind::TrailingComma);
    assert_eq!(at(parsed.anomalies[0].span), (16, 9, 16, 10));
    for (text, status, reason) in
        [("HTTP/1.1 201 Created\n", 201, "Created"), ("HTTP 201 Created", 201, "Created"), ("HTTP/1.1 204\n", 204, "")]
    {
        let Ok(Message::Response(response)) = message(&block(text)) else { panic!("{text}") };
        assert_eq!((response.status.value, response.reason.as_str(), response.body), (status, reason, None));
    }
    let Ok(Message::Response(response)) = message(&block("HTTP/1.1 200 OK\nContent-Type: text/plain\n\n893\n")) else {
        panic!()
    };
    assert_eq!(response.body.unwrap().text, "893\n");
    for text in ["", "\n\n", "https://x/y\n", "GET\n", "HTTP/1.1 abc\n", "{\n}\n"] {
        assert_eq!(message(&block(text)).unwrap_err().code, Code::HttpMalformed, "{text:?}");
    }
}

#[test]
fn http_templates() {
    let lines = template_lines(&block(
        "GET\n get /users/{id | name}\nor\nDELETE\t/x HTTP/1.1\nPost ** not found\nGETTING /x\n\
         Get the book of a reader:\nGET  GET https://a/x\nPOST books/{the id}/f(a={a}, b={b})?$filter=a eq b\n",
    ));
    let lines: Vec<_> =
        lines.iter().map(|l| (l.method.value.as_str(), l.target.value.as_str(), at(l.target.span))).collect();
    assert_eq!(
        lines,
        [
            ("GET", "/users/{id | name}", (11, 6, 11, 24)),
            ("DELETE", "/x", (13, 8, 13, 10)),
            ("POST", "** not found", (14, 6, 14, 18)),
            ("GET", "https://a/x", (17, 10, 17, 21)),
            ("POST", "books/{the id}/f(a={a}, b={b})?$filter=a eq b", (18, 6, 18, 51))
        ]
    );
}

#[test]
fn json_leniently() {
    use AnomalyKind::*;
    for (text, expected, kinds) in [
        (
            r#"{"a": [1, -2.5e3, "x\u00e9\ud83d\ude00\n", true, null]}"#,
            r#"{"a":[1,-2.5e3,"xé😀\n",true,null]}"#,
            vec![],
        ),
        (r#"{"a": 1,}"#, r#"{"a":1}"#, vec![TrailingComma]),
        ("{\"a\": 1\n \"b\": [\"1\" 2]}", r#"{"a":1,"b":["1",2]}"#, vec![MissingComma, MissingComma]),
        ("{/* c */ \"a\": 1 // d\n}", r#"{"a":1}"#, vec![Comment, Comment]),
        (r#"{"a": [{}, ...], ... }"#, r#"{"a":[{}]}"#, vec![Ellipsis, TrailingComma, Ellipsis, TrailingComma]),
        ("{“a”: 'b'}", r#"{"a":"b"}"#, vec![SmartQuote, SingleQuote]),
        (r#"{isCollection: true}"#, r#"{"isCollection":true}"#, vec![UnquotedKey]),
        (r#"{"a": some word, "b": True}"#, r#"{"a":"some word","b":true}"#, vec![BareWord, BareWord]),
        ("{\"a\": \"x\ny\"}", "{\"a\":\"x\\ny\"}", vec![NewlineInString]),
        ("{\u{202f}\"a\":\u{a0}1}", r#"{"a":1}"#, vec![OddWhitespace, OddWhitespace]),
        (r#"{"a": 007}"#, r#"{"a":7}"#, vec![LeadingZero]),
        (r#"{"a": 1, "a": 2}"#, r#"{"a":2}"#, vec![DuplicateKey]),
        ("{\"a\": \"x\ty\"}", "{\"a\":\"x\\ty\"}", vec![ControlCharacter]),
        (r#"{"a": 1} more"#, r#"{"a":1}"#, vec![TrailingText]),
        (
            "{\"a: \"x\",\n\"b\": \"y,\n\"c\": z\"}",
            r#"{"a":"x","b":"y","c":"z"}"#,
            vec![MissingQuote, MissingQuote, MissingComma, MissingQuote],
        ),
        (
            r#"{"a": , "b": 2021-01-01T00:00:00Z}"#,
            r#"{"a":null,"b":"2021-01-01T00:00:00Z"}"#,
            vec![MissingValue, BareWord],
        ),
        (r#"{"a": [1}"#, r#"{"a":[1]}"#, vec![Unbalanced]),
        (r#"{"a": "\q\ud800"}"#, "{\"a\":\"\\\\q\u{fffd}\"}", vec![InvalidEscape, InvalidEscape]),
        ("[1", "[1]", vec![Unbalanced]),
    ] {
        let parsed = json::parse(text, FileId(0), Position { line: 1, column: 1 });
        let found: Vec<_> = parsed.anomalies.iter().map(|a| a.kind).collect();
        assert_eq!(found, kinds, "{text}");
        let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
        assert_eq!(parsed.value.unwrap().to_value(), expected, "{text}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(text).is_ok(),
            kinds.iter().all(|kind| *kind == DuplicateKey),
            "{text}"
        );
    }
    for text in ["", "prose", "{ and prose }", "{\"a\" \"b\"}", "}"] {
        let parsed = json::parse(text, FileId(0), Position { line: 1, column: 1 });
        assert!(parsed.value.is_none() && parsed.anomalies.last().unwrap().kind == Syntax, "{text}");
    }
}

#[test]
fn json_knows_its_places() {
    let parsed = json::parse("{\n  \"ü\": [\"x\"]\n}", FileId(3), Position { line: 7, column: 5 });
    let value = parsed.value.unwrap();
    assert_eq!(at(value.span), (7, 5, 9, 2));
    let member = &value.members()[0];
    assert_eq!((at(member.name.span), at(member.value.span)), ((8, 3, 8, 6), (8, 8, 8, 13)));
    assert_eq!(member.value.as_text().unwrap().value, "x");
}

#[test]
fn json_too_deep_is_not_read() {
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        let parsed = json::parse(&text, FileId(0), Position { line: 1, column: 1 });
        assert!(parsed.value.is_none());
        assert_eq!(parsed.diagnostic().unwrap().code, Code::JsonTooDeep);
    }
    let fine = ["[".repeat(256), "]".repeat(256)].concat();
    assert!(json::parse(&fine, FileId(0), Position { line: 1, column: 1 }).is_strict());
}

/// Everything a later stage asks of a tree.
fn exercise(tree: &Tree) {
    for page in &tree.pages {
        for (section, item) in page.items() {
            let _ = (section.key(), format!("{item:?}"));
            let texts: Vec<&Text> = match item {
                Item::Paragraph(p) => vec![&p.text],
                Item::Table(t) => t.header.iter().chain(t.rows.iter().flat_map(|r| &r.cells)).collect(),
                Item::Block(b) => {
                    let _ = (message(b).map(|m| m.body().map(|b| b.json())), template_lines(b), b.json());
                    vec![]
                }
                Item::Annotation(_) => vec![],
            };
            for text in texts {
                let _ = (text.plain(), text.links(), text.code_spans(), text.inlines());
            }
        }
    }
}

const SAMPLE: &str = "---\ntitle: \"Sämple\"\n---\n\n# Get thing\n\nNamespace: microsoft.graph\n\nText with [a][] and `code`. <br> &amp; **b**\n\n\
    <!-- { \"blockType\": \"request\", \"name\": \"x\", } -->\n# [HTTP](#tab/http)\n```http\nPOST https://x/y z\n\nContent-Type: a/b\n\n\
    {\n  'a': [1, 02, tru, \"x\ny\", ...],\n  “b”: {/*c*/}\n}\n```\n# [C#](#tab/cs)\n[!INCLUDE [x](../x.md)]\n---\n\n> [!NOTE]\n> Hint\n\n\
    |Pröperty|Type|\n|:---|---|---|\n|`a|b`|c\\|d|e|\n|x|\n\n- item\n  ```\n  HTTP/1.1 200 OK\n  ```\n\n[!INCLUDE [x](../includes/x.md)]\n\n[a]: b.md\n<!-- open\n";

#[test]
fn nothing_panics() {
    let bytes = SAMPLE.as_bytes();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap()
    };
    let included = || ("includes/x.md".to_owned(), SAMPLE.replace("../includes/", "").into_bytes());
    for end in (0..=bytes.len()).step_by(3) {
        exercise(&Tree::from_memory([("api/a.md".to_owned(), bytes[..end].to_vec()), included()]));
    }
    let interesting = b"<>!-{}[]()|`~#:\"'\\/*.,\n\r\t &_=0\xc3\xa4";
    for _ in 0..600 {
        let mut bytes = bytes.to_vec();
        for _ in 0..1 + random(12) {
            let at = random(bytes.len());
            match random(3) {
                0 => bytes[at] = interesting[random(interesting.len())],
                1 => bytes.insert(at, interesting[random(interesting.len())]),
                _ => drop(bytes.drain(at..(at + 1 + random(9)).min(bytes.len()))),
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        exercise(&Tree::from_memory([("api/a.md".to_owned(), text.into_bytes()), included()]));
    }
}

#[test]
fn hostile_pages_do_not_hang() {
    let unit = [
        "[",
        "]",
        "![",
        "[a](",
        "`",
        "`` ` ",
        "*",
        "**a ",
        "_",
        "<",
        "<!--",
        "<!-- -->",
        "<!--{\"type\":\"a\"}-->",
        "&",
        "\\",
        "|",
        "|-",
        "a|",
        "#",
        "> ",
        "- ",
        "1. ",
        "```",
        "~~~\n",
        "\n|a|b|\n|-|-|",
        "\n[x]: y",
        "\n[a",
        "[x][",
        "[x][]",
        "{",
        "\"",
        "'a':",
        "-->\n<!--",
        "<br",
        "\n# [x](#tab/y)\n",
        "\n```\n{\"a:\"\n",
        "<!-- {\n",
        "\n<!-- {\"blockType\":\"request\"}-->\n",
        "\u{200b}",
        "((((",
        "[^",
        "<a href=\"",
    ];
    // A quadratic scan takes minutes at this size.
    let size = if cfg!(debug_assertions) { 100_000 } else { 900_000 };
    for unit in unit {
        for prefix in ["# T\n", "# T\n\n[x]: y\n\n```json\n{\"a\": \"", "# T\n|a|b|\n|-|-|\n|"] {
            let page = [prefix, &unit.repeat(size / unit.len())].concat();
            let start = std::time::Instant::now();
            exercise(&Tree::from_memory([("api/a.md".to_owned(), page.into_bytes())]));
            let limit = if cfg!(debug_assertions) { 20 } else { 2 };
            assert!(start.elapsed().as_secs() < limit, "{prefix:?} {unit:?} took {:?}", start.elapsed());
        }
    }
}

#[test]
fn characters_that_hide_something_are_told_once() {
    let (_, codes) =
        read("# T\n\nA \u{202e}b\u{202c} and \u{202e}c, caf\u{c3}\u{a9} and na\u{c3}\u{af}ve, \u{fffd}, x\u{ad}y\n");
    assert_eq!(codes, [Code::BidiControl, Code::EncodingDamage, Code::InvisibleCharacter]);
    for c in HIDDEN.chars() {
        let (page, codes) = read(&format!("# T\n\nName{c}s.\n"));
        let expected = match hidden(c) {
            Some(Hidden::Bidi) => Code::BidiControl,
            _ => Code::InvisibleCharacter,
        };
        assert_eq!(codes, [expected], "{c:?}");
        assert_eq!(paragraphs(&page), ["Names."], "{c:?} is left out");
    }
    let (_, codes) = read("# T\n\nÄ, é, Ã, Â°C, “quoted”, 10\u{a0}km, \u{1f600}, \u{26a0}\u{fe0f}\n");
    assert_eq!(codes, []);
}
