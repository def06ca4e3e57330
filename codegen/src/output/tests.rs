//! What happens to a folder if a run is interrupted or fails at each step.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use walkdir::WalkDir;

use super::*;

/// The step number and the action.
type Event = (usize, Box<dyn FnOnce()>);

thread_local! {
    /// The action, and the step before which it happens.
    static EVENT: RefCell<Option<Event>> = const { RefCell::new(None) };
}

/// Called before each change on disk.
pub(super) fn step() {
    let due = EVENT.with_borrow_mut(|event| match event {
        Some((0, _)) => event.take(),
        Some((left, _)) => {
            *left -= 1;
            None
        }
        None => None,
    });
    if let Some((_, happens)) = due {
        happens();
    }
}

/// Runs an action before the given step; returns whether the run came that far.
fn at<T>(number: usize, happens: impl FnOnce() + 'static, run: impl FnOnce() -> T) -> (T, bool) {
    EVENT.set(Some((number, Box::new(happens))));
    let result = run();
    (result, EVENT.take().is_none())
}

/// Interrupts a run before the given step, as the end of the process would; returns whether the run came that far.
fn stopped_at(number: usize, run: impl FnOnce()) -> bool {
    let stop = || resume_unwind(Box::new("stopped"));
    let (result, came_so_far) = at(number, stop, || catch_unwind(AssertUnwindSafe(run)));
    assert_eq!(result.is_err(), came_so_far);
    came_so_far
}

/// Files and folders below a folder, by path.
fn tree(folder: &Utf8Path) -> BTreeMap<Utf8PathBuf, Option<String>> {
    let entries = WalkDir::new(folder).min_depth(1).into_iter().map(Result::unwrap);
    let entries = entries.map(|entry| {
        let path = Utf8PathBuf::from_path_buf(entry.path().to_owned()).unwrap();
        let text = entry.file_type().is_file().then(|| fs::read_to_string(&path).unwrap());
        (path.strip_prefix(folder).unwrap().to_owned(), text)
    });
    entries.collect()
}

fn put_file(folder: &Utf8Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A temporary folder, the crate in it, and the files to write: some are replaced, added and removed, a module becomes
/// a folder and a folder becomes a module.
/// folder and a folder a module.
struct Case {
    out: Utf8PathBuf,
    wanted: BTreeMap<String, String>,
    before: BTreeMap<Utf8PathBuf, Option<String>>,
    _temporary: tempfile::TempDir,
}

fn generated_text(text: &str) -> String {
    format!("// {BANNER} for a test\n{text}\n")
}

const WANTED: [&str; 7] = ["Cargo.toml", "g/a.rs", "g/b/mod.rs", "g/c.rs", "g/m/n/new.rs", "g/y.rs", "g/z.rs"];

impl Case {
    fn new() -> Case {
        let temporary = tempfile::tempdir().unwrap();
        let out = Utf8Path::from_path(temporary.path()).unwrap().join("crate");
        for path in ["Cargo.toml", "g/a.rs", "g/b.rs", "g/c/mod.rs", "g/old/gone.rs", "g/z.rs"] {
            put_file(&out, path, &generated_text("old"));
        }
        put_file(&out, "mine.txt", "mine");
        let wanted = WANTED.iter().map(|path| ((*path).to_owned(), generated_text("new"))).collect();
        let before = tree(&out);
        Case { out, wanted, before, _temporary: temporary }
    }

    fn update(&self) -> Result<Changes, OutputError> {
        update(&self.out, &self.wanted, &["g".to_owned()], None)
    }

    fn settle(&self) {
        settle(&self.out, None).unwrap();
    }

    #[track_caller]
    fn is_old(&self) {
        assert_eq!(tree(&self.out), self.before);
    }

    #[track_caller]
    fn is_old_or_new(&self) {
        let now = tree(&self.out);
        if now != self.before {
            self.is_new();
        }
    }

    #[track_caller]
    fn is_new(&self) {
        let files: Vec<(String, String)> =
            tree(&self.out).into_iter().filter_map(|(path, text)| Some((path.into_string(), text?))).collect();
        let mut wanted: Vec<(String, String)> = self.wanted.clone().into_iter().collect();
        wanted.push(("mine.txt".to_owned(), "mine".to_owned()));
        assert_eq!(files, wanted);
    }

    /// A path in the folder of a run.
    fn stage(&self, path: &str) -> Utf8PathBuf {
        self.out.join(claim::STAGE).join(path)
    }
}

#[test]
fn a_run_that_is_stopped_at_any_step_leaves_the_old_files_or_the_new_ones() {
    let mut torn = 0;
    for number in 0.. {
        let case = Case::new();
        if !stopped_at(number, || drop(case.update())) {
            case.is_new();
            assert!(number > 40, "{number} steps");
            break;
        }
        // Files that cannot be generated again from the docs exist at every step.
        for path in ["Cargo.toml", "g/a.rs", "g/z.rs"] {
            let text = fs::read_to_string(case.out.join(path)).unwrap();
            assert!([generated_text("old"), generated_text("new")].contains(&text), "{path} at step {number}");
        }
        torn += usize::from(case.stage("journal").exists());
        case.settle();
        case.is_old_or_new();
        // The next run completes the changes.
        case.update().unwrap();
        case.is_new();
    }
    assert!(torn > 15, "{torn} steps behind the journal");
}

#[test]
fn undoing_can_be_stopped_at_any_step_as_well() {
    // In the middle of the moves, and after the last one.
    for torn in 0.. {
        let first = Case::new();
        assert!(stopped_at(torn, || drop(first.update())), "the journal is never seen");
        if !first.stage("journal").exists() {
            continue;
        }
        for more in [5, 15] {
            for number in 0.. {
                let case = Case::new();
                assert!(stopped_at(torn + more, || drop(case.update())));
                let is_stopped = stopped_at(number, || drop(settle(&case.out, None)));
                case.settle();
                case.is_old_or_new();
                if !is_stopped {
                    assert!(number > 10, "{number} steps");
                    break;
                }
            }
        }
        break;
    }
}

#[test]
fn a_failure_after_the_first_moves_leaves_everything_unchanged() {
    let mut late = 0;
    for number in 0.. {
        let case = Case::new();
        let obstacle = case.out.join("g/y.rs/mine");
        let (result, happened) = at(number, move || drop(fs::create_dir_all(&obstacle)), || case.update());
        if !happened {
            break;
        }
        if let Err(error) = result {
            // Detected when the new file is moved, not when the folder is compared.
            late += usize::from(matches!(&error, OutputError::Io { action: "write", .. }));
            let _ = fs::remove_dir_all(case.out.join("g/y.rs"));
            case.is_old();
        }
    }
    assert!(late > 3, "{late} failures");
}

#[test]
fn files_that_cannot_be_moved_back_are_kept_for_the_next_run() {
    let mut torn = 0;
    for number in 0.. {
        let case = Case::new();
        let out = case.out.clone();
        // Someone's folder takes the place of a file that was replaced, and of one that will be.
        let obstacles = move || {
            for path in ["g/a.rs", "g/z.rs"] {
                let _ = fs::remove_file(out.join(path));
                fs::create_dir_all(out.join(path).join("mine")).unwrap();
            }
        };
        let (result, happened) = at(number, obstacles, || case.update());
        if !happened {
            break;
        }
        let Err(OutputError::Torn { kept, .. }) = result else { continue };
        torn += 1;
        assert_eq!(fs::read_to_string(kept.join("g/a.rs")).unwrap(), generated_text("old"));
        // As long as something is in the way, nothing is lost.
        assert!(matches!(case.update(), Err(OutputError::Torn { .. })));
        assert_eq!(fs::read_to_string(kept.join("g/a.rs")).unwrap(), generated_text("old"));
        for path in ["g/a.rs", "g/z.rs"] {
            fs::remove_dir_all(case.out.join(path)).unwrap();
        }
        case.settle();
        case.is_old();
    }
    assert!(torn > 0);
}

#[test]
fn files_of_a_dead_run_without_a_journal_are_removed() {
    let case = Case::new();
    for path in ["lock", "journal.new", "new/g/a.rs", "old/g/a.rs", ".gitignore"] {
        put_file(&case.out, &format!("{}/{path}", claim::STAGE), "left");
    }
    case.settle();
    case.is_old();
}

#[test]
fn an_unreadable_journal_is_reported_and_nothing_is_lost() {
    let below = |path: &str| format!(r#"{{"replaced": [], "added": ["{path}"], "removed": [], "folders": []}}"#);
    let texts = ["", "{", "{}", "[]", &below("../mine.txt"), &below("/mine.txt"), &below("g/../../x"), &below("")];
    for text in texts {
        let case = Case::new();
        put_file(&case.out, ".graph-codegen/journal", text);
        put_file(&case.out, ".graph-codegen/old/g/a.rs", "kept");
        let error = case.update().unwrap_err();
        assert!(matches!(&error, OutputError::Journal(path) if *path == case.stage("journal")), "{text}: {error}");
        assert_eq!(fs::read_to_string(case.stage("old/g/a.rs")).unwrap(), "kept");
        fs::remove_dir_all(case.stage("")).unwrap();
        case.is_old();
    }
}

#[test]
fn a_journal_removes_and_replaces_nothing_that_was_written_by_hand() {
    let case = Case::new();
    let journal = r#"{"replaced": ["mine.txt"], "added": ["mine.txt"], "removed": [], "folders": ["g"]}"#;
    put_file(&case.out, ".graph-codegen/journal", journal);
    put_file(&case.out, ".graph-codegen/old/mine.txt", "other");
    assert!(matches!(case.update(), Err(OutputError::Torn { .. })));
    fs::remove_dir_all(case.stage("")).unwrap();
    case.is_old();
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_the_stage_is_not_followed() {
    let case = Case::new();
    let elsewhere = case.out.with_file_name("elsewhere");
    put_file(&elsewhere, "new/precious.txt", "mine");
    std::os::unix::fs::symlink(&elsewhere, case.stage("").as_str().trim_end_matches('/')).unwrap();
    assert!(matches!(case.update(), Err(OutputError::Foreign(_))));
    assert_eq!(fs::read_to_string(elsewhere.join("new/precious.txt")).unwrap(), "mine");
}

#[test]
fn an_unneeded_new_folder_is_removed() {
    let case = Case::new();
    let out = case.out.join("some/new/crate");
    // A file cannot be a folder too.
    let wanted: BTreeMap<String, String> =
        ["g/a.rs", "g/a.rs/b.rs"].iter().map(|path| ((*path).to_owned(), generated_text("new"))).collect();
    update(&out, &wanted, &[], None).unwrap_err();
    case.is_old();
}

#[test]
fn a_checkout_may_convert_line_ends_and_nothing_else() {
    for (existing, wanted, equal) in [
        ("a\nb\n", "a\nb\n", true),
        ("a\r\nb\r\n", "a\nb\n", true),
        ("a\r\nb\n", "a\nb\n", true),
        ("a\r\nb\r\n", "a\nc\n", false),
        ("a\rb\n", "a\nb\n", false),
        ("a\nb", "a\nb\n", false),
        ("b\na\n", "a\nb\n", false),
    ] {
        assert_eq!(same(existing.as_bytes(), wanted), equal, "{existing:?} {wanted:?}");
    }
}

#[test]
fn a_current_folder_has_no_changes() {
    let case = Case::new();
    let compared = |roots: &[&str]| {
        let roots: Vec<String> = roots.iter().map(|root| (*root).to_owned()).collect();
        compare(&case.out, &case.wanted, &roots).unwrap()
    };
    assert!(!compared(&["g"]).is_empty());
    case.update().unwrap();
    assert!(!case.out.join("g/old").exists(), "an empty folder is removed");
    // Roots that do not exist, or are below a file, contain nothing.
    let changes = compared(&["g", "missing/g", "mine.txt/g"]);
    assert!(changes.is_empty(), "{changes:?}");
    assert_eq!(changes.unchanged, WANTED.len());
}

#[test]
fn a_file_in_the_place_of_a_folder_is_not_ours() {
    let case = Case::new();
    let wanted = BTreeMap::from([("mine.txt/x.rs".to_owned(), generated_text("new"))]);
    let error = compare(&case.out, &wanted, &[]).unwrap_err();
    assert!(matches!(error, OutputError::Foreign(ref path) if *path == case.out.join("mine.txt")), "{error}");
}

#[test]
fn git_and_cargo_leave_the_stage_alone() {
    let case = Case::new();
    let stage = case.out.join(".graph-codegen");
    let claim = Claim::take(&case.out, None).unwrap();
    assert!(fs::read_to_string(stage.join(".gitignore")).unwrap().lines().any(|line| line == "*"));
    assert!(stage.join("Cargo.toml").is_file());
    drop(claim);
    case.is_old();
}
