//! The table of national clouds, which pages include.

use super::language::{self, Role};
use crate::docs::{Item, Page, Row, Table};
use crate::model::Cloud;

/// The clouds by the titles of their columns.
const COLUMNS: [(Role, Cloud); 4] = [
    (Role::GlobalCloud, Cloud::Global),
    (Role::UsGovernmentL4Cloud, Cloud::UsGovernmentL4),
    (Role::UsGovernmentL5Cloud, Cloud::UsGovernmentL5),
    (Role::ChinaCloud, Cloud::China),
];

/// The clouds that have the operations of a page, in the order of [`Cloud`]; nothing if the page does not list them.
pub(super) fn read(page: &Page) -> Option<Vec<Cloud>> {
    page.items().find_map(|(_, item)| match item {
        Item::Table(table) => of_table(table),
        _ => None,
    })
}

fn of_table(table: &Table) -> Option<Vec<Cloud>> {
    let columns: Vec<Cloud> = table.header_keys().iter().map(|title| cloud(title)).collect::<Option<_>>()?;
    // A table with more rows is not only about the operations of the page.
    let [row] = table.rows.as_slice() else { return None };
    let mut clouds = marked(&columns, row);
    clouds.sort_unstable();
    clouds.dedup();
    (!clouds.is_empty()).then_some(clouds)
}

fn cloud(title: &str) -> Option<Cloud> {
    COLUMNS.iter().find(|(role, _)| language::says(title, *role)).map(|(_, cloud)| *cloud)
}

fn marked(columns: &[Cloud], row: &Row) -> Vec<Cloud> {
    let cells = columns.iter().zip(&row.cells);
    cells.filter(|(_, cell)| language::says(cell.plain().trim(), Role::CloudYes)).map(|(cloud, _)| *cloud).collect()
}
