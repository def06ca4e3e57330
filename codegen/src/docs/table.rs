//! Table rows: split at pipes, but not at every pipe.

use super::page::{Row, Text};
use super::source::{CodeSpans, Source, fold, is_space, trim, trim_counted, trim_end, trim_start, width};

/// The number of cells of a delimiter row such as `|:---|---:|`; nothing if the line is not one.
pub(crate) fn delimiter_cells(line: &str) -> Option<usize> {
    let line = trim(line);
    if !line.contains('-')
        || !line.contains(['|', ':'])
        || line.contains(|c| !matches!(c, '|' | ':' | '-') && !is_space(c))
    {
        return None;
    }
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let mut dashes = false;
    let mut count = 0;
    for cell in inner.split('|') {
        let cell = trim(cell);
        let cell = cell.strip_prefix(':').unwrap_or(cell);
        let cell = cell.strip_suffix(':').unwrap_or(cell);
        if cell.contains(':') {
            return None;
        }
        dashes |= cell.contains('-');
        count += 1;
    }
    dashes.then_some(count)
}

/// A cell before it becomes a [`Text`]: its columns and its raw words.
struct Cell<'t> {
    start: u32,
    end: u32,
    text: &'t str,
}

/// The header of a table, with all its cells.
pub(crate) fn header(source: &Source, index: usize, column: u32, line: &str) -> Vec<Text> {
    split(line, column, false).into_iter().map(|cell| text(source, index, &cell)).collect()
}

/// A row below a header of `width` cells.
pub(crate) fn row(source: &Source, index: usize, column: u32, line: &str, header: usize) -> Row {
    let mut cells = split(line, column, false);
    if cells.len() > header {
        let aware = split(line, column, true);
        if aware.len() >= header {
            cells = aware;
        }
    }
    let (skipped, inner) = trim_counted(line);
    let span = source.span(index, column + skipped, column + skipped + width(inner));
    let mut texts: Vec<Text> = Vec::with_capacity(cells.len().min(header));
    let mut surplus = String::new();
    for cell in &cells {
        if texts.len() < header.max(1) {
            texts.push(text(source, index, cell));
        } else if let Some(last) = texts.last_mut() {
            let more = text(source, index, cell);
            surplus.push_str(" | ");
            surplus.push_str(more.markdown());
            last.span.end = more.span.end;
        }
    }
    // A surplus cell that is empty has brought the blanks around it.
    if let Some(last) = texts.last_mut().filter(|_| cells.len() > header) {
        last.set_markdown(fold(&[last.markdown(), &surplus].concat()));
    }
    Row { cells: texts, span }
}

fn text(source: &Source, index: usize, cell: &Cell<'_>) -> Text {
    let span = source.span(index, cell.start, cell.end);
    Text::tidy(&cell.text.replace("\\|", "|"), span)
}

/// Splits a line at its pipes; the outer pipes do not make cells. `aware`: pipes in code spans do not split.
fn split<'t>(line: &'t str, column: u32, aware: bool) -> Vec<Cell<'t>> {
    let codes = if aware { CodeSpans::all(line) } else { Vec::new() };
    let mut code = codes.iter().peekable();
    let mut cells: Vec<Cell<'_>> = Vec::with_capacity(8);
    let mut at_column = column;
    let mut push = |raw: &'t str| {
        let behind = trim_start(raw);
        let (skipped, text) = (width(raw.get(..raw.len() - behind.len()).unwrap_or_default()), trim_end(behind));
        let end = at_column + width(raw);
        let start = if text.is_empty() { at_column } else { at_column + skipped };
        cells.push(Cell { start, end: start + width(text), text });
        // Behind the pipe.
        at_column = end + 1;
    };
    let mut start = 0;
    for (at, _) in line.match_indices('|') {
        while code.peek().is_some_and(|&&(_, end)| end <= at) {
            code.next();
        }
        let in_code = code.peek().is_some_and(|&&(start, _)| start <= at);
        let cell = line.get(start..at).unwrap_or_default();
        if !cell.ends_with('\\') && !in_code {
            push(cell);
            start = at + 1;
        }
    }
    push(line.get(start..).unwrap_or_default());
    if cells.len() > 1 && cells.first().is_some_and(|cell| cell.text.is_empty()) {
        cells.remove(0);
    }
    if cells.len() > 1 && cells.last().is_some_and(|cell| cell.text.is_empty()) {
        cells.pop();
    }
    cells
}
