//! Breaking a line: the algorithm of Oppen on the places where it may end.

/// The longest line, and the shortest space that deep code has, as the printer has them.
pub(super) const WIDTH: usize = 89;
const LEAST: usize = 60;

/// A place in a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Bytes of the line before it.
    pub at: usize,
    /// The same without what counts for nothing.
    pub measured: usize,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A group opens: what is inside is so much deeper, if it is broken.
    Open { deeper: isize, always: bool, fill: bool },
    /// The last open group closes.
    Close,
    /// A line may end.
    Break(Break),
}

/// What stands at a place where a line may end: this if it does not, and those if it does.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Break {
    pub flat: &'static str,
    pub before: &'static str,
    pub behind: &'static str,
    pub deeper: isize,
    pub never: bool,
}

/// Breaks lines; keeps its memory from one to the next.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    line: String,
    sizes: Vec<usize>,
    open: Vec<(usize, Mark)>,
    frames: Vec<Frame>,
}

/// A group that is being printed.
#[derive(Clone, Copy, Debug)]
struct Frame {
    broken: bool,
    fill: bool,
    /// The level around it.
    outside: isize,
}

impl Breaker {
    /// Takes the last line off, to be broken; says how long it is.
    pub fn take(&mut self, out: &mut String, start: usize) -> usize {
        self.line.clear();
        self.line.push_str(out.get(start..).unwrap_or_default());
        out.truncate(start);
        self.line.len()
    }

    /// The size of each group and each break: up to the first place behind it where the line may end, groups that open
    /// behind it counted whole.
    pub fn measure(&mut self, marks: &[Mark], end: usize) {
        self.sizes.clear();
        self.sizes.resize(marks.len(), 0);
        self.open.clear();
        for (index, mark) in marks.iter().enumerate() {
            if matches!(mark.kind, Kind::Break(_)) {
                self.settle(mark.measured);
            }
            self.open.push((index, *mark));
        }
        self.settle(end);
    }

    /// What has closed ends here.
    fn settle(&mut self, end: usize) {
        let mut depth = 0;
        while let Some((index, mark)) = self.open.last().copied() {
            match mark.kind {
                Kind::Open { .. } if depth == 0 => break,
                Kind::Open { .. } => depth -= 1,
                Kind::Close => depth += 1,
                Kind::Break(_) => {}
            }
            self.open.pop();
            if let Some(size) = self.sizes.get_mut(index) {
                *size = end.saturating_sub(mark.measured);
            }
            if depth == 0 && matches!(mark.kind, Kind::Break(_)) {
                break;
            }
        }
    }

    /// Writes the line that was taken, broken where it has to be.
    pub fn print(&mut self, out: &mut String, indent: usize, marks: &[Mark]) {
        let line = self.line.as_str();
        let mut level = signed(indent);
        let mut room = signed(WIDTH);
        let mut done = 0;
        self.frames.clear();
        for (mark, size) in marks.iter().zip(&self.sizes) {
            let text = line.get(done..mark.at).unwrap_or_default();
            out.push_str(text);
            room -= signed(text.len());
            done = mark.at;
            match mark.kind {
                Kind::Open { deeper, always, fill } => {
                    let broken = always || signed(*size) > room;
                    self.frames.push(Frame { broken, fill, outside: level });
                    if broken {
                        level += deeper;
                    }
                }
                Kind::Close => {
                    if let Some(frame) = self.frames.pop() {
                        level = frame.outside;
                    }
                }
                Kind::Break(at) => {
                    done += at.flat.len();
                    let stays = |frame: &Frame| !frame.broken || (frame.fill && signed(*size) <= room);
                    if at.never || self.frames.last().is_none_or(stays) {
                        out.push_str(at.flat);
                        room -= signed(at.flat.len());
                        continue;
                    }
                    out.push_str(at.before);
                    out.push('\n');
                    let depth = usize::try_from(level + at.deeper).unwrap_or_default();
                    out.extend(std::iter::repeat_n(' ', depth));
                    out.push_str(at.behind);
                    room = signed(WIDTH.saturating_sub(depth).max(LEAST)) - signed(at.behind.len());
                }
            }
        }
        out.push_str(line.get(done..).unwrap_or_default());
    }
}

fn signed(length: usize) -> isize {
    isize::try_from(length).unwrap_or(isize::MAX)
}
