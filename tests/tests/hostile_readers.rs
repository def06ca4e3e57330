//! Readers of the docs and of findings: terminals, workflows, build tools, scripts and clients. No page can make them
//! execute anything.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Output;

use assert_cmd::cargo::CommandCargoExt;
use graph_codegen::check::format::{self, Human};
use graph_codegen::check::{Findings, Report};
use graph_codegen::docs::Tree;
use graph_codegen::{Generator, mock};

/// Commands of terminals, workflows and cargo, hidden characters, and bidirectional controls.
const COMMANDS: &[&str] = &[
    "\u{1b}[31m",
    "\u{1b}]0;title\u{7}",
    "\u{9b}2J",
    "\u{90}x\u{9c}",
    "\u{8}\u{7f}",
    "\u{202e}gnol\u{2066}",
    "\u{200b}\u{feff}\u{2060}",
    "\n::error file=x::pwned",
    "\r\n::set-output name=x::pwned",
    "\n::add-mask::e",
    "%0A::error::pwned",
    "\ncargo::rustc-env=PWNED=1",
    "\ncargo:rustc-link-arg=pwned",
    "\0",
];

/// Pages that put a command into as many findings as possible.
fn pages(command: &str) -> BTreeMap<String, String> {
    let text = serde_json::to_string(&format!("x{command}y")).unwrap();
    let line = command.replace(['\n', '\r'], " ").replace('|', "/");
    let resource = format!(
        "---\ntitle: {line}\n{line}\n---\n# hive resource type\n\nSee [{line}]({line}.md) and [!INCLUDE [x](../includes/{line}.md)].\n\n\
         [!INCLUDE [x]({line}.md)]\n\n\
         ## Properties\n\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|{line}|\n|id|Int32|{line}|\n|mood|[mood](#mood-values)|The possible values are: `x{line}`, `y{line}`.|\n|a|x{line}|{line}|\n|b|||\n\n\
         ### mood values\n\n|Member|Description|\n|:--|:--|\n|calm|{line}|\n|Angry{line}|{line}|\n\n\
         ## JSON representation\n\n<!-- {{\"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.hive\", {text}: 1, \"baseType\": {text},}} -->\n\
         ```json\n{{\"id\": \"String\", {text}: \"String\", {text}: 1, \"mood\": [\"String\"],}}\n```\n\n<!-- {{\"blockType\": {text}}} -->\n"
    );
    let getter = format!(
        "# Get hive\n\n## Permissions\n\n|Permission type|Permissions|\n|:--|:--|\n|Application|{line}|\n\n\
         ## HTTP request\n\n```http\nGET /hive\nGET /hive/{{{line}\nGET /a{line}<b\n```\n\n## Response\n\n\
         If successful, this method returns a `201 Created` response code and a [hive](../resources/hive.md) object.\n\n\
         ## Example\n\n<!-- {{\"blockType\": \"request\"}} -->\n```http\nGET https://graph.microsoft.com/v1.0/hive\nX-Own: {line}\n```\n\n\
         <!-- {{\"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.hive\"}} -->\n```http\nHTTP/1.1 200 {line}\nX-Own: a{line}\nLocation: https://graph.microsoft.com/v1.0/{line}\n\n\
         {{\"id\": {text}, {text}: {text}, \"mood\": {text}, \"mood{line}\": \"Calm\", \"mood\": \"Calm\",}}\n```\n\n\
         <!-- {{\"blockType\": \"request\"}} -->\n```http\nGET https://graph.microsoft.com/v1.0/other{line}\n```\n"
    );
    BTreeMap::from([
        ("resources/hive.md".to_owned(), resource),
        ("api/hive-get.md".to_owned(), getter),
        (
            "resources/broken.md".to_owned(),
            format!("# {line}\n\n<!-- {{\"blockType\": \"resource\", {text} -->\n```http\n{line}\n"),
        ),
    ])
}

fn write(root: &Path, pages: &BTreeMap<String, String>) {
    for (path, text) in pages {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let output = std::process::Command::cargo_bin("graph-codegen")
        .unwrap()
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Control and hidden characters.
fn obeyed(text: &str) -> Option<char> {
    text.chars().find(|&c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    })
}

fn assert_plain(what: &str, text: &[u8]) -> String {
    let text = String::from_utf8(text.to_vec()).unwrap();
    assert_eq!(obeyed(&text), None, "{what}: {text:?}");
    text
}

/// A runner interprets lines that start like this as commands, on either stream.
fn assert_no_command(what: &str, text: &str) {
    for line in text.lines().map(str::trim_start) {
        assert!(!line.starts_with("::") && !line.starts_with("##["), "{what}: {line:?}");
        assert!(!line.starts_with("cargo:"), "{what}: {line:?}");
    }
}

#[test]
fn nothing_on_a_page_reaches_a_terminal_or_a_workflow_as_a_command() {
    let folder = tempfile::tempdir().unwrap();
    for (number, command) in COMMANDS.iter().enumerate() {
        let folder = folder.path().join(number.to_string());
        write(&folder.join("docs"), &pages(command));
        write(&folder.join("other"), &pages("other"));
        let docs = ["--docs", "docs"];
        for arguments in [
            &["check", "--notes"][..],
            &["check", "--notes", "--deny", "notes"],
            &["generate", "--out", "out", "--verbose"],
            &["generate", "--out", "out", "--check"],
        ] {
            let output = run(&folder, &[arguments, &docs].concat());
            for (stream, text) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
                let what = format!("{arguments:?} with {command:?}, {stream}");
                assert_no_command(&what, &assert_plain(&what, text));
            }
        }
        for arguments in
            [["diff", "docs", "other", "--format", "human"], ["diff", "other", "docs", "--format", "markdown"]]
        {
            let output = run(&folder, &arguments);
            assert_no_command(&format!("{arguments:?}"), &assert_plain(&format!("{arguments:?}"), &output.stdout));
        }
        // Known findings of a baseline are printed again when they no longer exist.
        run(&folder, &["check", "--baseline", "known", "--write-baseline", "--docs", "docs"]);
        assert_plain("the baseline", &fs::read(folder.join("known")).unwrap());
        let known = run(&folder, &["check", "--baseline", "known", "--notes", "--docs", "docs"]);
        assert!(known.status.success(), "{command:?}: {}", String::from_utf8_lossy(&known.stdout));
        for format in ["human", "json"] {
            let gone = run(&folder, &["check", "--baseline", "known", "--format", format, "--docs", "other"]);
            let what = format!("fixed, as {format}");
            assert_no_command(&what, &assert_plain(&what, &[gone.stdout, gone.stderr].concat()));
        }
        // Fixes change commas and letter case, and are reported.
        let fixed = run(&folder, &["check", "--fix", "--notes", "--docs", "docs"]);
        assert_plain("fixed", &[fixed.stdout, fixed.stderr].concat());
        let text = fs::read_to_string(folder.join("docs/resources/hive.md")).unwrap();
        let left = |text: &str| text.replace(",}", "}");
        assert_eq!(left(&text), left(&pages(command)["resources/hive.md"]), "{command:?}");
    }
}

#[test]
fn a_workflow_sees_the_findings_and_no_other_command() {
    let folder = tempfile::tempdir().unwrap();
    for (number, command) in COMMANDS.iter().enumerate() {
        let folder = folder.path().join(number.to_string());
        write(&folder.join("docs"), &pages(command));
        let text = assert_plain("github", &run(&folder, &["check", "--format", "github", "--docs", "docs"]).stdout);
        let findings = run(&folder, &["check", "--format", "json", "--docs", "docs"]).stdout;
        assert_eq!(text.lines().count(), findings.split(|byte| *byte == b'\n').count() - 1, "{command:?}");
        for line in text.lines() {
            let known =
                ["::error file=", "::warning file=", "::notice file="].iter().any(|start| line.starts_with(start));
            assert!(known, "{line}");
            let (properties, message) = line.split_at(2).1.split_once("::").unwrap();
            assert!(properties.contains(",title=GD"), "{line}");
            // The remaining escapes are one of the three.
            let escapes =
                message.match_indices('%').all(|(at, _)| ["%25", "%0A", "%0D"].contains(&&message[at..at + 3]));
            assert!(escapes, "{line}");
        }
    }
}

#[test]
fn sarif_and_json_hold_what_was_found_as_data() {
    let folder = tempfile::tempdir().unwrap();
    for (number, command) in COMMANDS.iter().enumerate() {
        let folder = folder.path().join(number.to_string());
        write(&folder.join("docs"), &pages(command));
        let sarif = run(&folder, &["check", "--format", "sarif", "--docs", "docs"]).stdout;
        let log: serde_json::Value = serde_json::from_slice(&sarif).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let json = String::from_utf8(run(&folder, &["check", "--format", "json", "--docs", "docs"]).stdout).unwrap();
        assert_eq!(json.lines().count(), results.len());
        for (result, line) in results.iter().zip(json.lines()) {
            let finding: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(result["ruleId"], finding["code"]);
            assert_eq!(obeyed(finding["message"].as_str().unwrap()), None, "{line}");
            let region = &result["locations"][0]["physicalLocation"]["region"];
            assert!(region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1), "{result}");
            assert_eq!(region["startLine"], finding["line"]);
        }
    }
}

/// With colours, the only commands for the terminal are colours.
#[test]
fn colours_are_the_only_commands() {
    for command in COMMANDS {
        let files = || pages(command).into_iter().map(|(path, text)| (path, text.into_bytes()));
        let findings = Findings::of(Tree::from_memory(files()));
        let report = Report::new(&findings, &[], None);
        let mut out = Vec::new();
        format::human(&mut out, &report, Human { colour: true, notes: true }).unwrap();
        let text = String::from_utf8(out).unwrap();
        let mut plain = String::new();
        let mut parts = text.split("\u{1b}[");
        plain.push_str(parts.next().unwrap());
        for part in parts {
            let (codes, rest) = part.split_once('m').unwrap();
            assert!(codes.chars().all(|c| c.is_ascii_digit() || c == ';'), "{codes:?}");
            plain.push_str(rest);
        }
        assert_eq!(obeyed(&plain), None, "{command:?}: {plain}");
        // The line of the page is printed without its command, whose escape character is replaced.
        assert_eq!(plain.contains("[31m"), *command == "\u{1b}[31m");
    }
}

/// A build script prints warnings to cargo, which interprets each line as an instruction.
#[test]
fn a_build_script_prints_one_line_for_each_warning() {
    let folder = tempfile::tempdir().unwrap();
    let root = camino::Utf8Path::from_path(folder.path()).unwrap();
    for (number, command) in COMMANDS.iter().enumerate() {
        let docs = root.join(number.to_string());
        write(docs.as_std_path(), &pages(command));
        let out = root.join(format!("out{number}"));
        fs::create_dir_all(&out).unwrap();
        let generated = Generator::new().docs(&docs).out_dir(&out).generate().unwrap();
        assert!(!generated.warnings.is_empty());
        for warning in &generated.warnings {
            let text = warning.to_string();
            assert_eq!(obeyed(&text.replace('\n', "\0")), None, "{text:?}");
        }
    }
}

/// File names are untrusted too.
#[cfg(unix)]
#[test]
fn file_names_are_not_commands() {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    for command in COMMANDS.iter().filter(|command| !command.contains('\0')) {
        let name = command.replace('/', "_");
        write(&docs, &BTreeMap::from([(format!("resources/x{name}.md"), "# x\n\n```json\n{,}\n".to_owned())]));
    }
    for arguments in [&["check", "--notes"][..], &["check", "--fix"], &["generate", "--out", "out", "--verbose"]] {
        let output = run(folder.path(), &[arguments, &["--docs", "docs"]].concat());
        for text in [&output.stdout, &output.stderr] {
            assert_no_command("names", &assert_plain(&format!("{arguments:?}"), text));
        }
    }
    let output = run(folder.path(), &["check", "--format", "github", "--docs", "docs"]);
    assert!(
        assert_plain("github", &output.stdout).lines().all(|line| line.starts_with("::") && line.contains(" file="))
    );
}

/// Documented headers and bodies are sent as such, or not at all.
#[test]
fn the_mock_server_answers_with_the_headers_that_can_be_sent() {
    for command in COMMANDS {
        let files = pages(command).into_iter().map(|(path, text)| (path, text.into_bytes()));
        let api = graph_codegen::analysis::analyze(&Tree::from_memory(files));
        let server = mock::Server::start(api, mock::Options::default()).unwrap();
        let address = server.url().strip_prefix("http://").unwrap();
        let address = address.split('/').next().unwrap();
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(
            stream,
            "GET /v1.0/hive HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{command:?}: {head}");
        assert!(
            !head
                .split("\r\n")
                .any(|line| line.contains("pwned") && !line.starts_with("x-own: ") && !line.starts_with("location: ")),
            "{head}"
        );
        serde_json::from_str::<serde_json::Value>(body).unwrap();
        server.stop();
    }
}

/// The only untrusted argument of `explain` is the code.
#[test]
fn an_unknown_code_is_rejected_and_escaped() {
    let folder = tempfile::tempdir().unwrap();
    for command in COMMANDS.iter().filter(|command| !command.contains('\0')) {
        let output = std::process::Command::cargo_bin("graph-codegen")
            .unwrap()
            .args(["explain", command])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(!output.status.success());
        let text = assert_plain(&format!("explain {command:?}"), &output.stderr);
        assert_no_command("explain", &text);
    }
}
