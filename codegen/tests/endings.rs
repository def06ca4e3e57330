//! What a path with a special ending answers: the JSON of the model does not tell text and bytes from typed values.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on breaks off")]

use graph_codegen::docs::Tree;
use graph_codegen::model::{Api, ResponseBody};

fn answer(line: &str) -> ResponseBody {
    let page = format!("# Get book\n\n## HTTP request\n\n```http\n{line}\n```\n");
    let api = Api::from_tree(&Tree::from_memory([("api/book-get.md".to_owned(), page.into_bytes())]));
    api.operations.into_iter().next().unwrap().response
}

#[test]
fn a_count_is_text_and_a_value_is_bytes() {
    assert_eq!(answer("GET /books/$count"), ResponseBody::Text);
    assert_eq!(answer("GET /books/{id}/$value"), ResponseBody::Bytes);
    assert_eq!(answer("PUT /books/{id}/$value"), ResponseBody::None);
    assert_eq!(answer("DELETE /books/{id}/authors/{id}/$ref"), ResponseBody::None);
}
