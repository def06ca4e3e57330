//! What the words of a tree mean, where they are not the English ones: learnt from the places where it is plain.
//!
//! A translated tree says "Zeichenfolge" in its tables where the JSON beside them says `"String"`, and heads the three
//! rows of a permissions table in an order that is always the same. What such places teach holds for the whole tree.

use foldhash::{HashMap, HashSet};
use rayon::prelude::*;

use super::layout::{Layout, part};
use super::{permissions, properties, shape};
use crate::docs::{Folder, Item, Page, Table, Tree};

/// The language of a tree.
#[derive(Debug, Default)]
pub(super) struct Tongue {
    /// The parts whose English headings most pages lack.
    foreign: u8,
    /// Most tables of properties have other headers than the English ones.
    pub foreign_tables: bool,
    /// The titles of the rows of permissions tables, and which row of three it is.
    permissions: HashMap<String, usize>,
    /// The first header of tables, and how many list relationships and properties.
    headers: HashMap<String, (usize, usize)>,
    /// Headings and the parts that they are, as learnt.
    headings: HashMap<String, u8>,
    /// Most headings are in another language, even where anchors say what they are.
    foreign_prose: bool,
    /// Sentences about a body on pages of requests that have none.
    pub no_body: HashSet<String>,
}

/// What one page teaches.
#[derive(Default)]
struct Lesson {
    titles: Vec<(String, usize)>,
    headers: Vec<(String, bool)>,
}

/// Which words a tree uses.
struct Spoken {
    /// The indexes of the api pages with a code block.
    api: Vec<usize>,
    /// Resource pages with a table, and how many of them have one with the header "Type".
    with_tables: usize,
    english: usize,
}

impl Spoken {
    fn of(tree: &Tree, layouts: &[Layout]) -> Spoken {
        let mut out = Spoken { api: Vec::new(), with_tables: 0, english: 0 };
        for (index, page) in tree.pages.iter().enumerate().take(layouts.len()) {
            if page.folder == Folder::Api {
                out.api.extend(page.blocks().next().map(|_| index));
                continue;
            }
            let tables =
                || page.items().filter_map(|(_, item)| if let Item::Table(table) = item { Some(table) } else { None });
            // A table of one or two columns lists the members of an enumeration.
            out.with_tables += usize::from(tables().any(|table| table.header.len() > 2));
            out.english += usize::from(tables().any(|table| properties::is_english(table)));
        }
        out
    }

    /// How many of the api pages have such a layout.
    fn count(&self, layouts: &[Layout], is: impl Fn(&Layout) -> bool) -> usize {
        self.api.iter().filter_map(|&index| layouts.get(index)).filter(|layout| is(layout)).count()
    }
}

impl Tongue {
    /// Learns the language of a tree; the layouts are those that the words of the headings tell.
    pub fn of(tree: &Tree, layouts: &[Layout]) -> Tongue {
        let mut tongue = Tongue::default();
        // Nearly every page has what tells the language in a heading or in the header of a table.
        let spoken = Spoken::of(tree, layouts);
        for part in part::OF_API {
            if spoken.count(layouts, |layout| layout.by_words & part != 0) * 2 < spoken.api.len() {
                tongue.foreign |= part;
            }
        }
        let silent = spoken.count(layouts, |layout| layout.spoken & part::RESPONSE == 0);
        tongue.foreign_prose = silent * 2 > spoken.api.len();
        tongue.foreign_tables = spoken.english * 2 < spoken.with_tables;
        let all = part::OF_API.into_iter().fold(0, |bits, part| bits | part);
        let is_foreign = |layout: &Layout| tongue.foreign(layout.by_words) & all & !layout.by_words != 0;
        let some_foreign = spoken.count(layouts, is_foreign) > 0;
        if !(tongue.foreign_tables || tongue.foreign_prose || some_foreign) {
            return tongue;
        }
        let lessons: Vec<Lesson> = tree.pages.par_iter().zip(layouts).map(|(p, l)| lesson(p, l)).collect();
        for (word, navigation) in lessons.iter().flat_map(|l| &l.headers) {
            let votes = tongue.headers.entry(word.clone()).or_default();
            *(if *navigation { &mut votes.0 } else { &mut votes.1 }) += 1;
        }
        let mut titles: HashMap<&str, [usize; 3]> = HashMap::default();
        for (title, row) in lessons.iter().flat_map(|l| &l.titles) {
            if let Some(count) = titles.entry(title).or_default().get_mut(*row) {
                *count += 1;
            }
        }
        tongue.permissions = titles
            .into_iter()
            .filter_map(|(title, rows)| {
                let (row, _) = rows.iter().enumerate().max_by_key(|(row, count)| (**count, std::cmp::Reverse(*row)))?;
                Some((title.to_owned(), row))
            })
            .collect();
        if some_foreign {
            tongue.learn_headings(tree);
        }
        if tongue.foreign & part::BODY != 0 || tongue.foreign_prose {
            let sentences = |page: &Page| no_body(page, &tongue);
            tongue.no_body = tree.pages.par_iter().flat_map_iter(sentences).collect();
        }
        tongue
    }

    /// Learns which heading most pages give to a part, by what the sections below it hold.
    fn learn_headings(&mut self, tree: &Tree) {
        let found = tree.pages.par_iter().flat_map_iter(|page| Layout::headings(page, self)).collect::<Vec<_>>();
        let mut votes: HashMap<String, (usize, [usize; part::OF_API.len()])> = HashMap::default();
        for (heading, parts) in found {
            let (all, of) = votes.entry(heading).or_default();
            *all += 1;
            for (count, part) in of.iter_mut().zip(part::OF_API) {
                *count += usize::from(parts & part != 0);
            }
        }
        let parts = |(all, of): (usize, [usize; part::OF_API.len()])| {
            let most = of.iter().zip(part::OF_API).filter(|(count, _)| **count > 1 && **count * 2 > all);
            most.fold(0, |bits, (_, part)| bits | part)
        };
        self.headings =
            votes.into_iter().map(|(heading, votes)| (heading, parts(votes))).filter(|(_, bits)| *bits != 0).collect();
    }

    /// The parts that a heading stands for, as learnt.
    pub fn heading(&self, key: &str) -> u8 {
        self.headings.get(key).copied().unwrap_or_default()
    }

    /// Whether a table of what is sent lists parameters: resources never head their properties so.
    pub fn is_parameters(&self, header: &str) -> bool {
        let total = |votes: &(usize, usize)| votes.0 + votes.1;
        let most = self.headers.values().map(total).max().unwrap_or_default();
        self.headers.get(header).map_or(0, total) * 20 < most
    }

    /// The parts that are not to be found by English words on a page that has the given ones.
    pub fn foreign(&self, known: u8) -> u8 {
        let all = part::TEMPLATES | part::EXAMPLE | part::BODY | part::RESPONSE | part::PERMISSIONS;
        if known & all == 0 { all } else { self.foreign }
    }

    /// Which row of three the title of a row of a permissions table means.
    pub fn permission_row(&self, title: &str) -> Option<usize> {
        self.permissions.get(&title.trim().to_lowercase()).copied()
    }

    /// Whether a table lists permissions: scopes in its cells, or rows that are headed as those of such tables are.
    pub fn is_permissions(&self, table: &Table) -> bool {
        shape::has_scopes(table) || {
            let titles = || table.rows.iter().filter_map(|row| row.cells.first());
            titles().count() > 1 && titles().all(|title| self.permission_row(&title.plain()).is_some())
        }
    }

    /// Whether tables with this first header, or below this heading, list relationships.
    pub fn is_navigation(&self, header: &str, heading: &str) -> bool {
        let vote = |word: &str| self.headers.get(word).map(|(navigation, properties)| navigation.cmp(properties));
        [header, heading]
            .iter()
            .filter(|word| !word.is_empty())
            .any(|word| vote(word) == Some(std::cmp::Ordering::Greater))
    }
}

fn lesson(page: &Page, layout: &Layout) -> Lesson {
    let mut lesson = Lesson::default();
    match page.folder {
        Folder::Api => {
            if layout.spoken & part::PERMISSIONS == 0 || layout.spoken & part::TEMPLATES == 0 {
                lesson.titles = permissions::titles(page);
            }
        }
        Folder::Resources => {
            for (section, item) in page.items() {
                let Item::Table(table) = item else { continue };
                let keys = table.header_keys();
                if let Some(shape) = shape::properties(table) {
                    lesson.headers.extend(keys.first().map(|key| (key.clone(), shape.all_links)));
                    lesson.headers.push((section.key().to_owned(), shape.all_links));
                }
            }
        }
    }
    lesson
}

/// The sentences of the section about the body, on the page of a request that never has one.
fn no_body(page: &Page, tongue: &Tongue) -> Vec<String> {
    let is_bodiless = page.folder == Folder::Api && {
        let mut lines = page.blocks().flat_map(|(_, block)| crate::docs::http::template_lines(block)).peekable();
        lines.peek().is_some() && lines.all(|line| matches!(line.method.value.as_str(), "GET" | "DELETE"))
    };
    if !is_bodiless {
        return Vec::new();
    }
    let layout = Layout::by_words(page).completed(page, tongue);
    let sections = page.sections.iter().enumerate().filter(|(index, _)| layout.within(*index, part::BODY));
    let items = sections.flat_map(|(_, section)| &section.items);
    let paragraphs = items.filter_map(|item| match item {
        Item::Paragraph(paragraph) => Some(paragraph.text.plain().to_lowercase()),
        _ => None,
    });
    paragraphs.collect()
}
