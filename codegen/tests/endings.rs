//! The response types of paths with special endings: the JSON of the model does not distinguish text, bytes and
//! changes from typed values.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

use graph_codegen::docs::Tree;
use graph_codegen::model::ResponseBody;

fn answer(line: &str) -> ResponseBody {
    let page = format!("# Get book\n\n## HTTP request\n\n```http\n{line}\n```\n");
    let api = graph_codegen::analysis::analyze(&Tree::from_memory([("api/book-get.md".to_owned(), page.into_bytes())]));
    api.operations.into_iter().next().unwrap().response
}

#[test]
fn a_count_is_text_and_a_value_is_bytes() {
    assert_eq!(answer("GET /books/$count"), ResponseBody::Text);
    assert_eq!(answer("GET /books/{id}/$value"), ResponseBody::Bytes);
    assert_eq!(answer("PUT /books/{id}/$value"), ResponseBody::None);
    assert_eq!(answer("DELETE /books/{id}/authors/{id}/$ref"), ResponseBody::None);
}

#[test]
fn a_function_delta_on_one_of_the_paths_answers_what_has_changed() {
    let is_delta = |lines: &str| {
        let page = format!("# Get book\n\n## HTTP request\n\n```http\n{lines}\n```\n");
        let api =
            graph_codegen::analysis::analyze(&Tree::from_memory([("api/book-get.md".to_owned(), page.into_bytes())]));
        api.operations.first().unwrap().is_delta()
    };
    for lines in [
        "GET /books/delta",
        "GET /books/Delta()",
        "GET /books/microsoft.graph.delta",
        "GET /books\nGET /me/books/delta",
    ] {
        assert!(is_delta(lines), "{lines}");
    }
    for lines in ["GET /books", "POST /books/delta", "GET /delta/books", "GET /books/deltas"] {
        assert!(!is_delta(lines), "{lines}");
    }
}
