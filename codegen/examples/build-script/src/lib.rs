//! A crate whose models and request builders are generated from the pages in `docs/v1.0` when it is built.

/// The generated code.
pub mod graph {
    include!(concat!(env!("OUT_DIR"), "/graph.rs"));
}

use graph::models::{Author, Book};
use graph::requests::Graph;

/// The request that changes the title of a book.
pub fn retitle(id: &str, title: &str) -> graph::Request<Book> {
    let book = Book { title: title.into(), ..Default::default() };
    Graph::new().books().id(id).patch(&book)
}

/// The author of a book, if the service returns it.
pub fn author(book: &Book) -> Option<&Author> {
    book.author.as_deref().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_built_and_answers_decoded() {
        let request = retitle("7", "Emma");
        assert_eq!(request.url(), "https://graph.microsoft.com/v1.0/books/7");
        let answer = http::Response::new(
            r#"{"id": "7", "title": "Emma", "isbn": "9780141439587", "binding": "paperback", "author": {"name": "Jane Austen"}}"#,
        );
        let book = request.decode(&answer).unwrap();
        assert_eq!(book.title, "Emma");
        assert_eq!(book.number, "9780141439587");
        assert_eq!(author(&book).unwrap().name, "Jane Austen");
    }
}
