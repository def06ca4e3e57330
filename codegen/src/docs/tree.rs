//! A folder of pages, read as a whole.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Read};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::blocks::{self, Included, Surroundings};
use super::characters;
use super::include::SHARED;
use super::page::{Folder, Page};
use super::source::{MAX_FILE, START, Source, too_large};
use crate::characters::is_unprintable;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{FileId, Span};

/// How many files one thread reads at a time. Where there are few threads, rayon hands out a quarter of all at once,
/// and they wait for the last.
const AT_ONCE: usize = 16;

/// Why a FIFO, a socket or a device is not read.
const NOT_REGULAR: &str = "it is not a regular file";

/// The files of a docs tree: a [`FileId`] is an index into their paths, which are sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    paths: Vec<String>,
}

impl Files {
    /// The path from the docs folder with forward slashes: below it, or `../includes/…`. Empty for an id of another tree.
    #[must_use]
    pub fn path(&self, file: FileId) -> &str {
        self.paths.get(file.0 as usize).map_or("", String::as_str)
    }

    /// The id of a path, which must have the same letters in the same case.
    #[must_use]
    pub fn id(&self, path: &str) -> Option<FileId> {
        self.paths.binary_search_by(|known| known.as_str().cmp(path)).ok().map(file_id)
    }

    /// Every file with its path.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &str)> {
        self.paths.iter().enumerate().map(|(index, path)| (file_id(index), path.as_str()))
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }
}

fn file_id(index: usize) -> FileId {
    FileId(u32::try_from(index).unwrap_or(u32::MAX))
}

/// A docs tree after reading.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The folder that contains `api/` and `resources/`; empty for a tree in memory.
    pub root: Utf8PathBuf,
    /// The files that spans name.
    pub files: Files,
    /// The pages, sorted by path.
    pub pages: Vec<Page>,
    /// The findings of the reader, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The text of each file that was read, by its id.
    sources: Vec<Option<Arc<Source>>>,
}

/// Why a docs folder could not be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The path does not exist.
    #[error("the docs folder `{0}` does not exist; expected a folder that contains `api/` and `resources/`")]
    Missing(Utf8PathBuf),
    /// The path is not a folder.
    #[error("`{0}` is not a folder; expected a folder that contains `api/` and `resources/`")]
    NotAFolder(Utf8PathBuf),
    /// The folder has neither `api/` nor `resources/`.
    #[error("`{root}` has neither `api/` nor `resources/`; expected a folder that contains one of them{}", hint(.candidates))]
    NoDocs {
        /// The folder.
        root: Utf8PathBuf,
        /// Folders below it that contain docs.
        candidates: Vec<Utf8PathBuf>,
    },
    /// The folder does not contain pages.
    #[error("`{0}` does not contain pages; expected files named `*.md` in `api/` or `resources/`")]
    NoPages(Utf8PathBuf),
    /// A folder could not be listed.
    #[error("the folder `{path}` could not be read; expected a folder that can be listed")]
    Unreadable {
        /// The folder.
        path: Utf8PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A page or an included file exists but could not be read.
    #[error("`{path}` could not be read; expected a file that can be read")]
    File {
        /// The file.
        path: Utf8PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A page or an included file was changed by another process at the same time.
    #[error("`{0}` changed while it was read; run the command again")]
    Changed(Utf8PathBuf),
}

fn hint(candidates: &[Utf8PathBuf]) -> String {
    candidates.first().map_or_else(String::new, |path| format!(", such as `{path}`"))
}

/// The bytes of a file, or its size if it is too large.
type Bytes = Result<Vec<u8>, u64>;

/// A page, unless it could not be read, and its findings.
type Said = (Option<Page>, Vec<Diagnostic>);

/// A stamp that shows whether a file has changed.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    fn of(metadata: &fs::Metadata) -> Stamp {
        Stamp { len: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// The origin of a file, known before it is read.
#[derive(Debug)]
enum Origin {
    Disk(PathBuf),
    Memory(Vec<u8>),
    /// A symbolic link that points outside the tree.
    Outside,
    /// Listed, but not to be opened.
    Unreadable(String),
}

pub(super) struct Library {
    pub(super) files: Files,
    origins: Vec<Origin>,
    /// For each lower-case path the first file that has it.
    folded: HashMap<String, FileId>,
    /// Requested files, each read once.
    loaded: Vec<OnceLock<Result<Arc<Source>, Diagnostic>>>,
    /// The stamps of the files on disk when they were read.
    stamps: Vec<OnceLock<Stamp>>,
    /// Existing files that could not be read, by path: a tree with such a file is an error.
    failures: Mutex<BTreeMap<PathBuf, ReadError>>,
}

impl Surroundings for Library {
    fn path(&self, file: FileId) -> &str {
        self.files.path(file)
    }

    fn include(&self, path: &str) -> Included {
        let Some(file) = self.files.id(path).or_else(|| self.folded.get(&path.to_lowercase()).copied()) else {
            return Included::Missing;
        };
        if matches!(self.origins.get(file.0 as usize), Some(Origin::Outside)) {
            return Included::Outside;
        }
        match self.source(file) {
            Some(Ok(source)) => Included::Source(Arc::clone(source)),
            Some(Err(diagnostic)) => Included::Broken(diagnostic.clone()),
            None => Included::Missing,
        }
    }
}

impl Library {
    fn new(found: BTreeMap<String, Origin>) -> Library {
        let mut paths = Vec::with_capacity(found.len());
        let mut origins = Vec::with_capacity(found.len());
        let mut folded = HashMap::with_capacity(found.len());
        for (index, (path, origin)) in found.into_iter().enumerate() {
            folded.entry(path.to_lowercase()).or_insert(file_id(index));
            paths.push(path);
            origins.push(origin);
        }
        let loaded = paths.iter().map(|_| OnceLock::new()).collect();
        let stamps = paths.iter().map(|_| OnceLock::new()).collect();
        Library { files: Files { paths }, origins, folded, loaded, stamps, failures: Mutex::default() }
    }

    /// The text of a file, or why there is none.
    fn source(&self, file: FileId) -> Option<&Result<Arc<Source>, Diagnostic>> {
        Some(self.loaded.get(file.0 as usize)?.get_or_init(|| self.load(file).map(Arc::new)))
    }

    /// Lists the files below a folder.
    pub(super) fn open(root: &Utf8Path) -> Result<Library, ReadError> {
        let metadata = fs::metadata(root).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => ReadError::Missing(root.to_owned()),
            io::ErrorKind::NotADirectory => ReadError::NotAFolder(root.to_owned()),
            _ => ReadError::Unreadable { path: root.to_owned(), source },
        })?;
        if !metadata.is_dir() {
            return Err(ReadError::NotAFolder(root.to_owned()));
        }
        if !has_docs(root)? {
            return Err(ReadError::NoDocs { root: root.to_owned(), candidates: candidates(root) });
        }
        let mut found = walk(root)?;
        found.extend(shared(root)?);
        let library = Library::new(found);
        if !library.files.iter().any(|(_, path)| folder(path).is_some()) {
            return Err(ReadError::NoPages(root.to_owned()));
        }
        Ok(library)
    }

    fn load(&self, file: FileId) -> Result<Source, Diagnostic> {
        let span = Span { file, start: START, end: START };
        let unreadable =
            |why: String| Diagnostic::new(Code::Unreadable, span, format!("the file cannot be read: {why}"));
        match self.origins.get(file.0 as usize) {
            Some(Origin::Memory(bytes)) => Source::new(file, bytes.clone()),
            Some(Origin::Disk(path)) => match self.read_file(file, path) {
                Ok(Ok(bytes)) => Source::new(file, bytes),
                Ok(Err(len)) => Err(too_large(file, len)),
                Err(error) => {
                    let why = unreadable(error.to_string());
                    self.fail(path, error);
                    Err(why)
                }
            },
            Some(Origin::Outside) => {
                Err(unreadable("it is a symbolic link that points outside the docs folder".into()))
            }
            Some(Origin::Unreadable(why)) => Err(unreadable(why.clone())),
            None => Err(unreadable("it is not known".into())),
        }
    }

    /// The bytes of a file on disk, or its size if it is too large.
    fn read_file(&self, file: FileId, path: &Path) -> Result<Bytes, ReadError> {
        let failed = |source| ReadError::File { path: lossy(path).into(), source };
        let (bytes, stamp) = read_limited(path).map_err(failed)?;
        let stamp = stamp.ok_or_else(|| ReadError::Changed(lossy(path).into()))?;
        if let Some(place) = self.stamps.get(file.0 as usize) {
            let _ = place.set(stamp);
        }
        Ok(bytes)
    }

    fn fail(&self, path: &Path, error: ReadError) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.insert(path.to_owned(), error);
    }

    /// Checks that no file has changed since it was read, because otherwise the files may not fit together.
    fn verify(&self) {
        self.origins.par_iter().zip(&self.stamps).with_min_len(AT_ONCE).for_each(|(origin, stamp)| {
            let (Origin::Disk(path), Some(stamp)) = (origin, stamp.get()) else { return };
            match fs::metadata(path) {
                Ok(now) if Stamp::of(&now) == *stamp => {}
                Ok(_) => self.fail(path, ReadError::Changed(lossy(path).into())),
                Err(source) => self.fail(path, ReadError::File { path: lossy(path).into(), source }),
            }
        });
    }

    /// The tree, unless an existing file could not be read.
    fn read_whole(self, root: &Utf8Path) -> Result<Tree, ReadError> {
        let pages = self.pages();
        self.verify();
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let first = failures.pop_first();
        drop(failures);
        match first {
            Some((_, error)) => Err(error),
            None => Ok(self.tree(root.to_owned(), pages)),
        }
    }

    /// The pages, in the order of their paths.
    fn pages(&self) -> Vec<Said> {
        let pages: Vec<(FileId, Folder)> =
            self.files.iter().filter_map(|(file, path)| Some((file, folder(path)?))).collect();
        pages.par_iter().with_max_len(AT_ONCE).map(|&(file, folder)| self.page(file, folder)).collect()
    }

    fn tree(self, root: Utf8PathBuf, read: Vec<Said>) -> Tree {
        let mut pages = Vec::with_capacity(read.len());
        let mut diagnostics = Vec::new();
        for (page, found) in read {
            pages.extend(page);
            diagnostics.extend(found);
        }
        diagnostics.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
        // A file that several pages include is reported once.
        diagnostics.dedup();
        let sources = self.loaded.into_iter().map(|cell| cell.into_inner()?.ok()).collect();
        Tree { root, files: self.files, pages, diagnostics, sources }
    }

    fn page(&self, file: FileId, folder: Folder) -> Said {
        let mut diagnostics = Vec::new();
        let path = self.files.path(file).to_owned();
        let name = path.rsplit('/').next().unwrap_or_default();
        let stem = name.get(..name.len().saturating_sub(3)).unwrap_or(name).to_lowercase();
        let page = Page {
            file,
            path,
            folder,
            stem,
            front_matter: Vec::new(),
            namespace: None,
            includes: Vec::new(),
            sections: Vec::new(),
        };
        let page = match self.source(file) {
            Some(Ok(source)) => {
                characters::check(source, &mut diagnostics);
                blocks::read(source, page, self, &mut diagnostics)
            }
            Some(Err(diagnostic)) => {
                diagnostics.push(diagnostic.clone());
                None
            }
            None => None,
        };
        (page, diagnostics)
    }
}

/// The bytes of a file, or its size if it is too large; and its stamp, unless it changed meanwhile.
fn read_limited(path: &Path) -> io::Result<(Bytes, Option<Stamp>)> {
    let mut file = fs::File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, NOT_REGULAR));
    }
    let stamp = Stamp::of(&metadata);
    if stamp.len > MAX_FILE {
        return Ok((Err(stamp.len), Some(stamp)));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stamp.len).unwrap_or_default());
    let read = file.by_ref().take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    let is_whole = Stamp::of(&file.metadata()?) == stamp && u64::try_from(read).is_ok_and(|read| read == stamp.len);
    Ok((Ok(bytes), is_whole.then_some(stamp)))
}

/// Whether a file, by its path or name, is named `*.md`. A file named `.md` does not count.
fn is_page_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.len() > 3 && name.get(name.len() - 3..).is_some_and(|end| end.eq_ignore_ascii_case(".md"))
}

/// The folder of a page; nothing for files elsewhere.
fn folder(path: &str) -> Option<Folder> {
    let (first, _) = path.split_once('/')?;
    if !is_page_name(path) {
        None
    } else if first.eq_ignore_ascii_case("api") {
        Some(Folder::Api)
    } else if first.eq_ignore_ascii_case("resources") {
        Some(Folder::Resources)
    } else {
        None
    }
}

impl Tree {
    /// Reads the pages in `api/` and `resources/` below `root`, and the files they include from anywhere below `root`, or
    /// from the folder `includes` next to it, which the versions of published docs share.
    ///
    /// # Errors
    ///
    /// If `root` is not a folder with pages, if a folder, a page or an included file cannot be read, or if a file changes
    /// meanwhile. Mistakes in a page are diagnostics.
    pub fn read(root: &Utf8Path) -> Result<Tree, ReadError> {
        Library::open(root)?.read_whole(root)
    }

    /// Reads files in memory, given by path and content, as [`Tree::read`] reads those on disk.
    pub fn from_memory(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Tree {
        let files = files.into_iter().filter_map(|(path, bytes)| {
            let path = path_in_memory(&path);
            is_page_name(&path).then_some((path, Origin::Memory(bytes)))
        });
        let library = Library::new(files.collect());
        let pages = library.pages();
        library.tree(Utf8PathBuf::new(), pages)
    }

    /// The text of a file, if it was read.
    pub(crate) fn source(&self, file: FileId) -> Option<&Source> {
        self.sources.get(file.0 as usize)?.as_deref()
    }

    /// The page with this path.
    #[must_use]
    pub fn page(&self, path: &str) -> Option<&Page> {
        self.pages.binary_search_by(|page| page.path.as_str().cmp(path)).ok().and_then(|index| self.pages.get(index))
    }
}

/// The path of a file in memory below the docs folder, given with either kind of slash.
fn path_in_memory(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).trim_start_matches('/').to_owned()
}

/// The depth to which docs are searched below a folder without docs: a clone has them in `api-reference/v1.0`.
const CLONE_DEPTH: usize = 2;

/// The folders with docs below a folder without, those of `v1.0` first.
fn candidates(root: &Utf8Path) -> Vec<Utf8PathBuf> {
    let is_hidden = |entry: &DirEntry| entry.file_name().to_string_lossy().starts_with('.');
    let folders = WalkDir::new(root).min_depth(1).max_depth(CLONE_DEPTH).into_iter();
    let mut found: Vec<Utf8PathBuf> = folders
        .filter_entry(|entry| entry.file_type().is_dir() && !is_hidden(entry))
        .filter_map(|entry| Utf8PathBuf::from_path_buf(entry.ok()?.into_path()).ok())
        .filter(|path| has_docs(path).unwrap_or_default())
        .collect();
    found.sort_by_key(|path| (path.file_name() != Some("v1.0"), path.clone()));
    found
}

fn has_docs(root: &Utf8Path) -> Result<bool, ReadError> {
    let unreadable = |source| ReadError::Unreadable { path: root.to_owned(), source };
    for entry in fs::read_dir(root).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name();
        let named = name.eq_ignore_ascii_case("api") || name.eq_ignore_ascii_case("resources");
        if named && entry.path().is_dir() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Every markdown file below the root. Hidden folders and SDK snippets are left out.
fn walk(root: &Utf8Path) -> Result<BTreeMap<String, Origin>, ReadError> {
    let real_root = fs::canonicalize(root).map_err(|source| ReadError::Unreadable { path: root.to_owned(), source })?;
    let place = |entry| place(root, &real_root, entry).transpose();
    let wanted = |entry: &DirEntry| is_wanted(root, entry);
    let top = WalkDir::new(root).min_depth(1).max_depth(1).into_iter().filter_entry(wanted);
    // Each folder on its own: nearly all files are in two.
    let found: Vec<Vec<Result<(String, Origin), ReadError>>> = top
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|entry| match entry {
            Ok(folder) if folder.file_type().is_dir() => {
                let below = WalkDir::new(folder.path()).min_depth(1).into_iter().filter_entry(wanted);
                below.filter_map(place).collect()
            }
            entry => place(entry).into_iter().collect(),
        })
        .collect();
    found.into_iter().flatten().collect()
}

/// Every markdown file in the shared includes; none if there is no such folder, or it is a link. A link in it is not
/// followed.
fn shared(root: &Utf8Path) -> Result<Vec<(String, Origin)>, ReadError> {
    let folder = root.join(SHARED);
    let unreadable = |source| ReadError::Unreadable { path: folder.clone(), source };
    if !fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.is_dir()) {
        return Ok(Vec::new());
    }
    let real = fs::canonicalize(&folder).map_err(unreadable)?;
    if real == fs::canonicalize(root).map_err(unreadable)? {
        // The docs folder itself is called so.
        return Ok(Vec::new());
    }
    let entries = WalkDir::new(&folder).min_depth(1).into_iter().filter_entry(|entry| is_wanted(&folder, entry));
    let mut found = Vec::new();
    for entry in entries {
        let is_link = entry.as_ref().is_ok_and(DirEntry::path_is_symlink);
        let placed = place(&folder, &real, entry)?;
        found.extend(
            placed.map(|(path, origin)| (format!("{SHARED}/{path}"), if is_link { Origin::Outside } else { origin })),
        );
    }
    Ok(found)
}

/// Whether an entry is a file, or a folder to be searched.
fn is_wanted(root: &Utf8Path, entry: &DirEntry) -> bool {
    if !entry.file_type().is_dir() {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    let in_pages =
        || entry.path().strip_prefix(root).is_ok_and(|path| folder(&format!("{}/x.md", lossy(path))).is_some());
    !(name.starts_with('.') || name.eq_ignore_ascii_case("snippets")) || in_pages()
}

/// The path below the root of a markdown file, or of a link to one, and its origin; nothing for other files.
fn place(
    root: &Utf8Path,
    real_root: &Path,
    entry: walkdir::Result<DirEntry>,
) -> Result<Option<(String, Origin)>, ReadError> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let path = error.path().map(lossy).unwrap_or_default();
            let source = error.into_io_error().unwrap_or_else(|| io::Error::other("it contains itself"));
            return Err(ReadError::Unreadable { path: path.into(), source });
        }
    };
    let Ok(below) = entry.path().strip_prefix(root) else { return Ok(None) };
    let is_seen = below.to_str().is_some_and(|below| !below.contains(is_unprintable));
    let path = match below.to_str() {
        // Unchanged if the separator is a slash.
        Some(below) if is_seen && MAIN_SEPARATOR == '/' => below.to_owned(),
        _ => lossy(below),
    };
    let is_link = entry.file_type().is_symlink();
    if entry.file_type().is_dir() || !(is_page_name(&path) || is_link) {
        return Ok(None);
    }
    let origin = if is_link {
        match fs::canonicalize(entry.path()) {
            Ok(real) if !real.starts_with(real_root) => Origin::Outside,
            // The files behind a link to a folder inside the tree are read in that folder.
            Ok(real) if real.is_dir() || !is_page_name(&path) => return Ok(None),
            Ok(real) if real.is_file() => Origin::Disk(real),
            Ok(_) => Origin::Unreadable(NOT_REGULAR.to_owned()),
            Err(source) if source.kind() == io::ErrorKind::PermissionDenied => {
                return Err(ReadError::File { path: root.join(&path), source });
            }
            // The target does not exist, or the link points to itself.
            Err(error) => Origin::Unreadable(error.to_string()),
        }
    } else if !is_seen {
        Origin::Unreadable("its name is not UTF-8, or contains invisible characters".to_owned())
    } else if entry.file_type().is_file() {
        Origin::Disk(entry.into_path())
    } else {
        Origin::Unreadable(NOT_REGULAR.to_owned())
    };
    Ok(Some((path, origin)))
}

/// A path as text with forward slashes; characters that must not be in a message are replaced.
fn lossy(path: &Path) -> String {
    let mut out = String::with_capacity(path.as_os_str().len());
    for part in path.components() {
        // The root of the file system is a slash already.
        if !(out.is_empty() || out.ends_with('/')) {
            out.push('/');
        }
        let part = part.as_os_str().to_string_lossy();
        if part.contains(is_unprintable) {
            out.push_str(&part.replace(is_unprintable, "\u{fffd}"))
        } else {
            out.push_str(&part)
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A docs folder with two pages, one of which includes a file.
    fn docs() -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        for (path, text) in [
            ("api/a.md", "# A\n\n[!INCLUDE [x](../includes/x.md)]\n"),
            ("resources/b.md", "# B\n"),
            ("includes/x.md", "Included.\n"),
        ] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        }
        (folder, root)
    }

    const READ: [&str; 3] = ["api/a.md", "includes/x.md", "resources/b.md"];

    #[test]
    fn a_page_or_include_that_is_gone_when_it_is_to_be_read_is_an_error_that_names_it() {
        for gone in READ {
            let (_folder, root) = docs();
            let library = Library::open(&root).unwrap();
            fs::remove_file(root.join(gone)).unwrap();
            let error = library.read_whole(&root).unwrap_err();
            assert!(matches!(&error, ReadError::File { path, .. } if path.ends_with(gone)), "{gone}: {error}");
            assert!(error.to_string().contains(gone), "{error}");
        }
    }

    #[test]
    fn a_page_or_include_that_changes_while_the_others_are_read_is_an_error_that_names_it() {
        type Change = fn(&Utf8Path);
        let changes: [Change; 4] = [
            |path| fs::write(path, "").unwrap(),
            |path| fs::write(path, "# Longer than before, by a few words\n").unwrap(),
            // As long as before.
            |path| {
                let file = fs::File::options().write(true).open(path).unwrap();
                file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
            },
            |path| fs::remove_file(path).unwrap(),
        ];
        for changed in READ {
            for change in changes {
                let (_folder, root) = docs();
                let library = Library::open(&root).unwrap();
                library.pages();
                change(&root.join(changed));
                library.verify();
                let error = library.failures.lock().unwrap().pop_first().map(|(_, error)| error).unwrap();
                assert!(error.to_string().contains(changed), "{error}");
            }
        }
    }

    #[test]
    fn a_file_that_nothing_includes_may_change() {
        let (_folder, root) = docs();
        fs::write(root.join("includes/unused.md"), "Unused.\n").unwrap();
        let library = Library::open(&root).unwrap();
        fs::remove_file(root.join("includes/unused.md")).unwrap();
        assert_eq!(library.read_whole(&root).unwrap().pages.len(), 2);
    }

    /// A docs folder with a page, and shared includes next to it.
    fn docs_with_shared(files: &[(&str, &str)]) -> (tempfile::TempDir, Utf8PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        for (path, text) in [("v1.0/resources/b.md", "# B\n")].iter().chain(files) {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        }
        (folder, root)
    }

    fn page_with(include: &str) -> String {
        format!("---\ntitle: A\n---\n# A\n\n[!INCLUDE [x]({include})]\n")
    }

    fn codes(tree: &Tree) -> Vec<Code> {
        let of_page = tree.diagnostics.iter().filter(|d| tree.files.path(d.span.file) != "resources/b.md");
        of_page.map(|d| d.code).collect()
    }

    #[test]
    fn only_the_includes_next_to_the_docs_folder_are_read() {
        for (path, expected) in [
            ("../../includes/x.md", None),
            ("../../Includes/sub/../X.md", None),
            ("../../includes/snippets/none.md", None),
            ("../../includes/none.md", Some(Code::IncludeMissing)),
            ("../../includes/../secret.md", Some(Code::IncludeOutside)),
            ("../../other/secret.md", Some(Code::IncludeOutside)),
            ("../../secret.md", Some(Code::IncludeOutside)),
            ("../../../includes/x.md", Some(Code::IncludeOutside)),
        ] {
            let page = page_with(path);
            let files = [("v1.0/api/a.md", page.as_str()), ("includes/x.md", "Shared.\n")];
            let (_folder, root) = docs_with_shared(&files);
            for secret in ["other/secret.md", "secret.md"] {
                fs::create_dir_all(root.join(secret).parent().unwrap()).unwrap();
                fs::write(root.join(secret), "Secret.\n").unwrap();
            }
            let tree = Tree::read(&root.join("v1.0")).unwrap();
            assert_eq!(codes(&tree), expected.into_iter().collect::<Vec<_>>(), "{path}");
            assert!(!format!("{:?}", tree.pages).contains("Secret"), "{path}");
            let known: Vec<&str> = tree.files.iter().map(|(_, path)| path).collect();
            assert_eq!(known, ["../includes/x.md", "api/a.md", "resources/b.md"], "{path}");
        }
    }

    #[test]
    fn a_shared_include_is_limited_like_a_page() {
        let large = "x\n".repeat(usize::try_from(MAX_FILE / 2 + 1).unwrap());
        let (_folder, root) =
            docs_with_shared(&[("v1.0/api/a.md", &page_with("../../includes/x.md")), ("includes/x.md", &large)]);
        assert_eq!(codes(&Tree::read(&root.join("v1.0")).unwrap()), [Code::FileTooLarge]);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_or_to_shared_includes_are_not_followed() {
        use std::os::unix::fs::symlink;
        let page = page_with("../../includes/x.md");
        let files = [("v1.0/api/a.md", page.as_str()), ("includes/y.md", "Other.\n"), ("secret/x.md", "Secret.\n")];
        let links: [(&str, &str); 3] =
            [("secret/x.md", "includes/x.md"), ("includes/y.md", "includes/x.md"), ("secret", "includes")];
        for (target, link) in links {
            let (_folder, root) = docs_with_shared(&files);
            if link == "includes" {
                fs::remove_dir_all(root.join(link)).unwrap();
            }
            symlink(root.join(target), root.join(link)).unwrap();
            let tree = Tree::read(&root.join("v1.0")).unwrap();
            let expected = if link == "includes" { Code::IncludeMissing } else { Code::IncludeOutside };
            assert_eq!(codes(&tree), [expected], "{target}");
            assert!(!format!("{:?}", tree.pages).contains("Secret"), "{target}");
        }
    }

    #[test]
    fn a_docs_folder_called_includes_is_not_shared() {
        let (_folder, root) = docs_with_shared(&[("includes/api/a.md", "# A\n")]);
        let tree = Tree::read(&root.join("includes")).unwrap();
        assert_eq!(tree.files.len(), 1);
    }

    #[test]
    fn paths_are_written_with_one_slash_between_their_parts() {
        assert_eq!(lossy(Path::new("/docs/api/user-get.md")), "/docs/api/user-get.md");
        assert_eq!(lossy(Path::new("docs/api")), "docs/api");
        assert_eq!(lossy(Path::new("docs/a\u{1b}[2J")), "docs/a\u{fffd}[2J");
    }
}
