//! Tables.

use graph_codegen::docs::{Item, Table, Tree};

use super::places::Places;

/// The locations of the cells of a table are correct and in order; a table that is printed from its cells is read again
/// as the same one, with either kind of line end.
pub fn table(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let text = format!("# x resource type\n\n{text}");
    let places = Places::of(&text);
    for table in read(&text) {
        cells_in_place(&table, &places);
        // What cannot be seen may have kept the marks of a comment or a tag apart.
        if words(&table).iter().flatten().any(|cell| cell.contains("<!--") || cell.contains("<br")) {
            continue;
        }
        let printed = print(&table);
        for text in [printed.clone(), printed.replace('\n', "\r\n")] {
            let again = read(&text);
            let [again] = again.as_slice() else { panic!("{} tables in {text}", again.len()) };
            assert_eq!(words(again), words(&table), "{text}");
        }
    }
}

fn read(text: &str) -> Vec<Table> {
    let tree = Tree::from_memory([("resources/x.md".to_owned(), text.as_bytes().to_vec())]);
    let items = tree.pages.into_iter().flat_map(|page| page.sections).flat_map(|section| section.items);
    items.filter_map(|item| if let Item::Table(table) = item { Some(*table) } else { None }).collect()
}

fn cells_in_place(table: &Table, places: &Places) {
    let rows = table.rows.iter().map(|row| (row.cells.as_slice(), row.span));
    for (cells, row) in std::iter::once((table.header.as_slice(), table.span)).chain(rows) {
        assert!(places.at(row).is_some());
        assert!(cells.len() <= table.header.len());
        let mut at = row.start;
        for cell in cells {
            assert!(at <= cell.span.start && cell.span.end <= row.end, "{cell:?} in {row:?}");
            assert_eq!(cell.span.start.line, cell.span.end.line);
            at = cell.span.end;
            let text = places.at(cell.span).unwrap();
            // Several that were made one start where the first does, which may be empty.
            assert!(text.trim() == text || text.contains('|'), "{text:?}");
            // Words that are recognized without context.
            if !text.contains(['\\', '<', '|', '`', '[', '&', '!'])
                && text.split(' ').all(|w| w.chars().all(char::is_alphanumeric))
            {
                assert_eq!(
                    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "),
                    cell.markdown()
                );
            }
        }
    }
}

fn words(table: &Table) -> Vec<Vec<&str>> {
    let rows = table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.markdown()).collect());
    std::iter::once(table.header.iter().map(|cell| cell.markdown()).collect()).chain(rows).collect()
}

fn print(table: &Table) -> String {
    let line = |cells: &[&str]| {
        let cells: String = cells.iter().map(|cell| format!(" {} |", cell.replace('|', "\\|"))).collect();
        format!("|{cells}\n")
    };
    let mut out = "# x resource type\n\n".to_owned();
    for (index, row) in words(table).iter().enumerate() {
        out += &line(row);
        if index == 0 {
            out += &line(&vec!["---"; row.len()]);
        }
    }
    out
}
