//! The cases: an edit of the library's docs for each kind of change, and the expected result of `diff`.

use super::pages::{Pages, operation, resource};

/// An edit and the expected report: `class kind subject`, in order.
pub struct Case {
    /// The edit, as in the table in `agreement.md`.
    pub name: &'static str,
    pub edit: fn(&mut Pages),
    pub reported: &'static [&'static str],
}

/// Replaces text that must exist.
fn replace(pages: &mut Pages, page: &str, from: &str, to: &str) {
    let text = pages.get_mut(page).unwrap_or_else(|| panic!("{page}"));
    assert!(text.contains(from), "{page} has no {from:?}:\n{text}");
    *text = text.replace(from, to);
}

fn add(pages: &mut Pages, page: &str, text: String) {
    assert!(pages.insert(page.to_owned(), text).is_none(), "{page} is there");
}

fn remove(pages: &mut Pages, page: &str) -> String {
    pages.remove(page).unwrap_or_else(|| panic!("{page}"))
}

const SHELF: &str = "GET /library/shelves/{shelfId}\n";

pub const CASES: &[Case] = &[
    Case {
        name: "a type added",
        edit: |p| {
            let page = resource("library", "ladder", None, &["steps|Int32|How many steps it has."], &[]);
            add(p, "resources/ladder.md", page);
        },
        reported: &["addition type-added microsoft.graph.ladder"],
    },
    Case {
        name: "a type removed",
        edit: |p| {
            remove(p, "resources/stamp.md");
        },
        reported: &["breaking type-removed microsoft.graph.stamp"],
    },
    Case {
        name: "a type renamed",
        edit: |p| {
            let page = remove(p, "resources/stamp.md").replace("stamp", "seal");
            add(p, "resources/seal.md", page);
        },
        reported: &[
            "breaking type-renamed microsoft.graph.seal",
            "documentation type-pages microsoft.graph.seal",
            "documentation type-description microsoft.graph.seal",
        ],
    },
    Case {
        name: "a complex type becomes an entity",
        edit: |p| {
            replace(
                p,
                "resources/stamp.md",
                "\"microsoft.graph.stamp\"\n}",
                "\"microsoft.graph.stamp\",\n  \"keyProperty\": \"ink\"\n}",
            );
        },
        reported: &["documentation type-kind microsoft.graph.stamp", "documentation type-key microsoft.graph.stamp"],
    },
    Case {
        name: "a base type that no value is declared as goes, its properties stay",
        edit: |p| replace(p, "resources/record.md", " Inherits from [entity](entity.md).", ""),
        reported: &[
            "documentation type-base microsoft.graph.record",
            "documentation type-description microsoft.graph.record",
            "documentation property-moved microsoft.graph.record.id",
        ],
    },
    Case {
        name: "a base type that values are declared as goes, its properties stay",
        edit: |p| {
            replace(p, "resources/scroll.md", "Inherits from [item](item.md)", "Inherits from [entity](entity.md)")
        },
        reported: &[
            "breaking property-removed microsoft.graph.scroll.shelf",
            "breaking type-base microsoft.graph.scroll",
            "documentation property-moved microsoft.graph.scroll.description",
            "documentation property-moved microsoft.graph.scroll.pages",
            "documentation property-moved microsoft.graph.scroll.status",
            "documentation property-moved microsoft.graph.scroll.tags",
            "documentation property-moved microsoft.graph.scroll.title",
            "documentation type-description microsoft.graph.scroll",
        ],
    },
    Case {
        name: "a type becomes abstract",
        edit: |p| {
            replace(
                p,
                "resources/item.md",
                "\"microsoft.graph.item\"\n}",
                "\"microsoft.graph.item\",\n  \"abstract\": true\n}",
            );
        },
        reported: &["documentation type-abstract microsoft.graph.item", "breaking derived-types microsoft.graph.item"],
    },
    Case {
        name: "a type becomes open",
        edit: |p| {
            replace(
                p,
                "resources/label.md",
                "\"microsoft.graph.label\"\n}",
                "\"microsoft.graph.label\",\n  \"openType\": true\n}",
            );
        },
        reported: &["documentation type-open microsoft.graph.label"],
    },
    Case {
        name: "a type moves to another workload",
        edit: |p| replace(p, "resources/stamp.md", "ms.subservice: \"library\"", "ms.subservice: \"archive\""),
        reported: &["breaking type-workload microsoft.graph.stamp"],
    },
    Case {
        name: "a type is described on another page",
        edit: |p| {
            let page = remove(p, "resources/stamp.md");
            add(p, "resources/inkstamp.md", page);
        },
        reported: &["documentation type-pages microsoft.graph.stamp"],
    },
    Case {
        name: "a type deprecated",
        edit: |p| replace(p, "resources/stamp.md", "# stamp resource type\n", "# stamp resource type (deprecated)\n"),
        reported: &["addition type-deprecated microsoft.graph.stamp"],
    },
    Case {
        name: "a type with a changed description",
        edit: |p| replace(p, "resources/stamp.md", "What a library calls a stamp.", "What a librarian calls a stamp."),
        reported: &["documentation type-description microsoft.graph.stamp"],
    },
    Case {
        name: "a property added",
        edit: |p| replace(p, "resources/label.md", "|text|", "|size|Int32|The size of its letters.|\n|text|"),
        reported: &["addition property-added microsoft.graph.label.size"],
    },
    Case {
        name: "a property removed",
        edit: |p| replace(p, "resources/label.md", "|color|String|The color of the paper.|\n", ""),
        reported: &["breaking property-removed microsoft.graph.label.color"],
    },
    Case {
        name: "a property renamed",
        edit: |p| replace(p, "resources/item.md", "|title|", "|heading|"),
        // A page that repeats the properties of its base keeps the old name.
        reported: &[
            "breaking property-renamed microsoft.graph.item.heading",
            "documentation property-moved microsoft.graph.scroll.title",
        ],
    },
    Case {
        name: "a property of another type",
        edit: |p| replace(p, "resources/label.md", "|color|String|", "|color|Int32|"),
        reported: &["breaking property-type microsoft.graph.label.color"],
    },
    Case {
        name: "a property becomes a collection",
        edit: |p| replace(p, "resources/label.md", "|color|String|", "|color|Collection(String)|"),
        reported: &["breaking property-collection microsoft.graph.label.color"],
    },
    Case {
        name: "a property becomes a relationship",
        edit: |p| {
            replace(p, "resources/shelf.md", "|label|[label](label.md)|What is written on it.|\n", "");
            replace(p, "resources/shelf.md", "|items|", "|label|[label](label.md)|What is written on it.|\n|items|");
        },
        reported: &["breaking property-navigation microsoft.graph.shelf.label"],
    },
    Case {
        name: "a property moves to the base type",
        edit: |p| {
            replace(p, "resources/item.md", "|pages|", "|isbn|String|The number that the trade knows it by.|\n|pages|");
        },
        reported: &[
            "addition property-added microsoft.graph.item.isbn",
            "documentation property-moved microsoft.graph.book.isbn",
        ],
    },
    Case {
        name: "a property deprecated",
        edit: |p| replace(p, "resources/label.md", "The color of the paper.", "Deprecated. The color of the paper."),
        reported: &[
            "addition property-deprecated microsoft.graph.label.color",
            "documentation property-description microsoft.graph.label.color",
        ],
    },
    Case {
        name: "a property with a changed description",
        edit: |p| replace(p, "resources/label.md", "The color of the paper.", "The color that the paper has."),
        reported: &["documentation property-description microsoft.graph.label.color"],
    },
    Case {
        name: "an enum member added",
        edit: |p| replace(p, "resources/item.md", "|missing|", "|ordered|On its way from the trade.|\n|missing|"),
        reported: &["addition member-added microsoft.graph.itemStatus.ordered"],
    },
    Case {
        name: "an enum member removed",
        edit: |p| replace(p, "resources/item.md", "|lent|A reader has it at home.|\n", ""),
        reported: &["breaking member-removed microsoft.graph.itemStatus.lent"],
    },
    Case {
        name: "an enum member renamed",
        edit: |p| replace(p, "resources/item.md", "|missing|", "|lost|"),
        reported: &["breaking member-renamed microsoft.graph.itemStatus.lost"],
    },
    Case {
        name: "enum members in another order",
        edit: |p| {
            replace(p, "resources/item.md", "|onShelf|At its place.|\n", "");
            replace(p, "resources/item.md", "|missing|", "|onShelf|At its place.|\n|missing|");
        },
        reported: &["documentation members-reordered microsoft.graph.itemStatus"],
    },
    Case {
        name: "an enum member with a changed description",
        edit: |p| replace(p, "resources/item.md", "At its place.", "Where it belongs."),
        reported: &["documentation member-description microsoft.graph.itemStatus.onShelf"],
    },
    Case {
        name: "an operation added",
        edit: |p| {
            let page = operation("library", "Delete item", &["DELETE /library/items/{itemId}"], &[], None, (204, None));
            add(p, "api/item-remove.md", page);
        },
        reported: &["addition operation-added item-remove"],
    },
    Case {
        name: "an operation removed",
        edit: |p| {
            remove(p, "api/shelf-remove.md");
        },
        reported: &["breaking operation-removed shelf-remove"],
    },
    Case {
        name: "the page of an operation renamed",
        edit: |p| {
            let page = remove(p, "api/shelf-remove.md");
            add(p, "api/shelf-delete.md", page);
        },
        reported: &["breaking operation-renamed shelf-delete"],
    },
    Case {
        name: "another verb",
        edit: |p| replace(p, "api/shelf-update.md", "PATCH ", "PUT "),
        reported: &["breaking operation-method shelf-update"],
    },
    Case {
        name: "a path added",
        edit: |p| {
            replace(p, "api/shelf-get.md", SHELF, "GET /library/shelves/{shelfId}\nGET /archive/shelves/{shelfId}\n")
        },
        reported: &["addition template-added shelf-get"],
    },
    Case {
        name: "a path removed",
        edit: |p| replace(p, "api/item-get.md", "GET /library/shelves/{shelfId}/items/{itemId}\n", ""),
        reported: &["breaking template-removed item-get"],
    },
    Case {
        name: "a path removed that another page documents too",
        edit: |p| {
            let path = "GET /library/shelves/{shelfId}/items/{itemId}\n";
            let page = p["api/item-get.md"].replace(path, "").replace("GET /library/items/{itemId}", path.trim());
            add(p, "api/shelf-get-item.md", page);
            replace(p, "api/item-get.md", path, "");
        },
        reported: &["addition operation-added shelf-get-item", "documentation template-removed item-get"],
    },
    Case {
        name: "another path",
        edit: |p| {
            replace(p, "api/library-delete.md", "/library/delete", "/library/close");
        },
        reported: &["breaking template-changed library-delete"],
    },
    Case {
        name: "a placeholder with another name",
        edit: |p| replace(p, "api/shelf-get.md", "{shelfId}", "{shelf-id}"),
        reported: &["documentation template-changed shelf-get"],
    },
    Case {
        name: "another request body",
        edit: |p| {
            replace(
                p,
                "api/shelf-update.md",
                "supply a JSON representation of the [shelf](../resources/shelf.md)",
                "supply a JSON representation of the [label](../resources/label.md)",
            )
        },
        reported: &["breaking request shelf-update"],
    },
    Case {
        name: "a parameter added",
        edit: |p| replace(p, "api/item-lend.md", "|reader|", "|note|String|What to write on the card.|\n|reader|"),
        reported: &["addition parameter-added item-lend.note"],
    },
    Case {
        name: "a parameter removed",
        edit: |p| replace(p, "api/item-lend.md", "|days|Int32|For how many days.|\n", ""),
        reported: &["breaking parameter-removed item-lend.days"],
    },
    Case {
        name: "a parameter renamed",
        edit: |p| replace(p, "api/item-lend.md", "|reader|", "|readerName|"),
        reported: &["breaking parameter-renamed item-lend.readerName"],
    },
    Case {
        name: "a parameter of another type",
        edit: |p| replace(p, "api/item-lend.md", "|days|Int32|", "|days|String|"),
        reported: &["breaking parameter-type item-lend.days"],
    },
    Case {
        name: "another response body",
        edit: |p| {
            replace(p, "api/record-get.md", "[record](../resources/record.md)", "[label](../resources/label.md)");
            replace(p, "api/record-get.md", "microsoft.graph.record\"", "microsoft.graph.label\"");
        },
        reported: &["breaking response record-get"],
    },
    Case {
        name: "another status",
        edit: |p| {
            replace(p, "api/shelf-update.md", "200 OK", "202 Accepted");
        },
        reported: &["documentation status shelf-update"],
    },
    Case {
        name: "other permissions",
        edit: |p| replace(p, "api/shelf-get.md", "|Library.Read.All|", "|Shelf.Read.All|"),
        reported: &["documentation permissions shelf-get"],
    },
    Case {
        name: "permissions that are needed together",
        edit: |p| {
            let together = "|Library.Read and Library.ReadWrite|Not available.|";
            replace(p, "api/shelf-get.md", "|Library.Read|Library.ReadWrite|", together);
        },
        reported: &["documentation permissions shelf-get"],
    },
    Case {
        name: "an operation moves to another workload",
        edit: |p| replace(p, "api/library-delete.md", "ms.subservice: \"library\"", "ms.subservice: \"archive\""),
        reported: &["breaking operation-workload library-delete"],
    },
    Case {
        name: "an operation in other clouds",
        edit: |p| {
            let table = "|Global service|China operated by 21Vianet|\n|:---|:---|\n|✅|❌|\n\n## Permissions\n";
            replace(p, "api/library-delete.md", "## Permissions\n", table);
        },
        reported: &["documentation clouds library-delete"],
    },
    Case {
        name: "an operation deprecated",
        edit: |p| replace(p, "api/library-delete.md", "# library: delete\n", "# library: delete (deprecated)\n"),
        reported: &[
            "addition operation-deprecated library-delete",
            "documentation operation-description library-delete",
        ],
    },
    Case {
        name: "an operation with a changed description",
        edit: |p| replace(p, "api/library-delete.md", "What a librarian does all day.", "What no librarian does."),
        reported: &["documentation operation-description library-delete"],
    },
    Case {
        name: "the first type of a new workload",
        edit: |p| {
            let page = resource("museum", "statue", None, &["height|Double|In metres."], &[]);
            add(p, "resources/statue.md", page);
        },
        reported: &["addition workload-added museum", "addition type-added microsoft.graph.statue"],
    },
    Case {
        name: "the last pages of a workload removed",
        edit: |p| {
            remove(p, "resources/record.md");
            remove(p, "api/record-get.md");
        },
        reported: &[
            "breaking workload-removed archive",
            "breaking type-removed microsoft.graph.record",
            "breaking operation-removed record-get",
        ],
    },
    Case {
        name: "the first type derived from one that stays a struct",
        edit: |p| {
            let page = resource("library", "cabinet", Some("shelf"), &["doors|Int32|How many doors it has."], &[]);
            add(p, "resources/cabinet.md", page);
        },
        reported: &["addition type-added microsoft.graph.cabinet"],
    },
    Case {
        name: "one more type derived from one that has some",
        edit: |p| {
            let page = resource("library", "map", Some("item"), &["scale|Int32|How far apart things are on it."], &[]);
            add(p, "resources/map.md", page);
        },
        reported: &["addition type-added microsoft.graph.map"],
    },
    Case {
        name: "a verb added where a segment has its name",
        edit: |p| {
            let page = operation("library", "Delete library", &["DELETE /library"], &[], None, (204, None));
            add(p, "api/library-remove.md", page);
        },
        reported: &["addition operation-added library-remove", "breaking rust-name graph.library().delete_segment()"],
    },
    Case {
        name: "a page added that says something else of a path",
        edit: |p| {
            let line = "GET /archive/records/{recordId}";
            let page = operation("archive", "Get label", &[line], &[], None, (200, Some("label")));
            add(p, "api/record-get-label.md", page);
        },
        reported: &["addition operation-added record-get-label", "breaking signature graph.archive().records().id(_)"],
    },
];
