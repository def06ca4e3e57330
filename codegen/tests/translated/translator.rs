//! Translates docs pages as the machine translation of the real docs does: prose, headings, table headers and the words
//! of type and permission cells; never code, metadata, links' targets, names with capitals or signs in them.

use super::language::{Around, Language};

/// What a translator leaves of the original.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Nothing.
    Bare,
    /// The anchor that an English heading had, in front of the translated one.
    Anchored,
    /// The original beside each text, in a hidden span; and the anchors.
    SideBySide,
}

/// What a column of a table holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Type,
    Prose,
}

/// A page in another language, line by line.
pub fn translate(page: &str, language: &Language, style: Style) -> String {
    let lines: Vec<&str> = page.lines().collect();
    let mut out = Vec::with_capacity(lines.len());
    let mut columns: Vec<Column> = Vec::new();
    let mut fence: Option<&str> = None;
    let (mut comment, mut front, mut begun) = (false, false, false);
    for (at, line) in lines.iter().enumerate() {
        let text = line.trim_start().trim_start_matches(['>', ' ']);
        let next = lines.get(at + 1).copied().unwrap_or_default();
        let is_row = !columns.is_empty() && line.contains('|');
        if !is_row {
            columns.clear();
        }
        let done = if let Some(mark) = fence {
            if text.starts_with(mark) {
                fence = None;
            }
            (*line).to_owned()
        } else if front || (!begun && line.trim_end() == "---") {
            front = !begun || line.trim_end() != "---";
            begun = true;
            match line.split_once(':') {
                Some((key @ ("title" | "description"), value)) => {
                    format!("{key}: \"{}\"", words(value.trim_matches(['"', ' ']), language).replace('"', "'"))
                }
                _ => (*line).to_owned(),
            }
        } else if comment || text.starts_with("<!--") {
            comment = !line.contains("-->");
            (*line).to_owned()
        } else if text.starts_with("```") || text.starts_with("~~~") {
            fence = text.get(..3);
            (*line).to_owned()
        } else if text.starts_with("[!") || text.starts_with("---") || text.is_empty() || is_definition(text) {
            (*line).to_owned()
        } else if text.starts_with('#') && text.contains("](#tab/") {
            let (hashes, rest) = text.split_at(text.len() - text.trim_start_matches('#').len());
            if style == Style::Bare {
                (*line).to_owned()
            } else {
                format!("{hashes} <a name=\"tab\"></a>{}", rest.trim())
            }
        } else if text.starts_with('#') {
            heading(text, language, style)
        } else if let Some(namespace) = text.strip_prefix("Namespace: ") {
            beside(line, &format!("{}{namespace}", language.namespace), style)
        } else if is_row {
            row(line, &columns, language, style)
        } else if line.contains('|') && is_delimiter(next) {
            columns = cells(line).iter().map(|cell| column(cell)).collect();
            let cells = cells(line);
            let cells = cells.iter().map(|cell| beside(cell, &phrase(cell, language), style));
            format!("|{}|", cells.collect::<Vec<_>>().join("|"))
        } else {
            prose(line, language, style)
        };
        if is_delimiter(line) && !columns.is_empty() {
            out.push((*line).to_owned());
        } else {
            out.push(done);
        }
    }
    out.join("\n") + "\n"
}

fn is_definition(text: &str) -> bool {
    text.starts_with('[') && text.contains("]: ")
}

fn is_delimiter(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ']).trim();
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

fn column(header: &str) -> Column {
    let lower = header.replace("&nbsp;", " ").trim().to_lowercase();
    match lower.as_str() {
        "type" | "data type" | "return type" => Column::Type,
        "property" | "property name" | "name" | "parameter" | "parameters" | "relationship" | "relationship name"
        | "member" | "value" | "header" | "attribute" | "member name" => Column::Name,
        _ => Column::Prose,
    }
}

/// The cells of a row; pipes behind a backslash or between backticks do not cut.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut out = vec![String::new()];
    let (mut code, mut before) = (false, ' ');
    for c in line.chars() {
        code ^= c == '`';
        if c == '|' && before != '\\' && !code {
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            last.push(c);
        }
        before = c;
    }
    out
}

fn row(line: &str, columns: &[Column], language: &Language, style: Style) -> String {
    let done: Vec<String> = cells(line)
        .iter()
        .enumerate()
        .map(|(at, cell)| {
            let text = cell.trim();
            let new = match columns.get(at).copied().unwrap_or(Column::Prose) {
                _ if text.is_empty() => String::new(),
                // Names of one word stay; what is more than that is prose, such as a method's title.
                Column::Name if !text.contains(' ') => text.to_owned(),
                Column::Type => type_words(text, language),
                _ => phrase(text, language),
            };
            if new == text { new } else { beside(text, &new, style) }
        })
        .collect();
    format!("|{}|", done.join("|"))
}

fn type_words(cell: &str, language: &Language) -> String {
    let known =
        |text: &str| language.types.iter().find(|(english, _)| text.eq_ignore_ascii_case(english)).map(|(_, t)| *t);
    if let Some(word) = known(cell) {
        return word.to_owned();
    }
    match cell.strip_suffix(" collection") {
        Some(inner) => around(language.collection, known(inner).unwrap_or(inner)),
        None => cell.to_owned(),
    }
}

fn around((before, behind): Around, name: &str) -> String {
    format!("{before}{name}{behind}")
}

fn phrase(text: &str, language: &Language) -> String {
    language.phrase(text).map_or_else(|| words(text.trim(), language), str::to_owned)
}

fn heading(text: &str, language: &Language, style: Style) -> String {
    let words_of = text.trim_start_matches('#');
    let hashes = &text[..text.len() - words_of.len()];
    let english = words_of.trim();
    let named =
        |suffix: &str, form: Around| english.strip_suffix(suffix).filter(|n| !n.contains(' ')).map(|n| around(form, n));
    let new = language
        .phrase(english)
        .map(str::to_owned)
        .or_else(|| named(" resource type", language.resource))
        .or_else(|| named(" enum type", language.enumeration))
        .or_else(|| named(" values", language.values))
        .unwrap_or_else(|| words(english, language));
    let anchor = if style == Style::Bare { String::new() } else { format!("<a name=\"{}\"></a>", slug(english)) };
    format!("{hashes} {anchor}{}", beside(english, &new, style))
}

/// The anchor that the site makes of a heading.
fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// The new text, and with it the old one where the style says so.
fn beside(old: &str, new: &str, style: Style) -> String {
    if style != Style::SideBySide || old.trim().is_empty() {
        return new.to_owned();
    }
    let (old, new) = (old.trim(), new.trim());
    format!(
        "<span data-ttu-id=\"1a2b3-101\">{new}</span><span class=\"sxs-lookup\"><span data-stu-id=\"1a2b3-101\">{old}</span></span>"
    )
}

fn prose(line: &str, language: &Language, style: Style) -> String {
    let body = line.trim_start_matches([' ', '\t', '>']);
    let rest = body.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with(' ')).map_or(body, str::trim_start);
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = digits.strip_prefix(". ").filter(|_| digits.len() < rest.len()).unwrap_or(rest);
    let front = &line[..line.len() - rest.len()];
    if rest.trim_start().starts_with("```") {
        return line.to_owned();
    }
    format!("{front}{}", beside(rest, &phrase(rest, language), style))
}

/// Running text: every word that is a plain one, but not what stands in code, tags, targets or bold names.
fn words(text: &str, language: &Language) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let verbatim = match c {
            '`' => rest[1..].find('`').map(|end| end + 2),
            '<' => rest.find('>').map(|end| end + 1),
            '&' => rest.find(';').filter(|end| *end < 8).map(|end| end + 1),
            '{' => rest.find('}').map(|end| end + 1),
            ']' if rest.starts_with("](") => rest.find(')').map(|end| end + 1),
            '*' if rest.starts_with("**") => {
                rest[2..].find("**").filter(|end| !rest[2..2 + end].contains(' ')).map(|end| end + 4)
            }
            '[' => rest.find("](").filter(|end| is_type_link(rest, *end)),
            _ if c.is_alphanumeric() || matches!(c, '@' | '$' | '/') => {
                let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
                let word = rest[..end].trim_end_matches(['.', '-', '/', '\'']);
                let end = word.len().max(c.len_utf8());
                if is_plain(word) {
                    out.push_str(&(language.cipher)(word));
                    rest = &rest[end..];
                    continue;
                }
                Some(end)
            }
            _ => None,
        };
        let end = verbatim.unwrap_or(c.len_utf8());
        out.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '/' | '@' | '$' | '_' | '\'')
}

/// A word of the language, no name: letters, none of them a capital but the first.
fn is_plain(word: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '\'');
    word.chars().all(letters) && !word.chars().skip(1).any(|c| c.is_ascii_uppercase()) && word != "Microsoft"
}

/// `[message](../resources/message.md)`: the words are the name of a type.
fn is_type_link(text: &str, end: usize) -> bool {
    let words = text[1..end].to_lowercase();
    let target = text[end + 2..].split([')', '#']).next().unwrap_or_default();
    let file = target.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    target.contains(".md") && file.eq_ignore_ascii_case(&words)
}
