//! Shows the current step and its duration, on a terminal only.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A line at the bottom of the terminal that is rewritten each second and removed at the end.
pub(super) struct Progress {
    sender: Option<Sender<String>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Silent unless standard error is a terminal.
    pub(super) fn new() -> Progress {
        if !io::stderr().is_terminal() {
            return Progress { sender: None, thread: None };
        }
        let (sender, receiver) = mpsc::channel::<String>();
        let thread = thread::spawn(move || {
            let started = Instant::now();
            let mut doing = String::new();
            loop {
                match receiver.recv_timeout(Duration::from_secs(1)) {
                    Ok(next) => doing = next,
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                let _ = write!(io::stderr(), "\r\x1b[K{doing} ({} s)", started.elapsed().as_secs());
            }
            let _ = write!(io::stderr(), "\r\x1b[K");
        });
        Progress { sender: Some(sender), thread: Some(thread) }
    }

    /// Sets the current step.
    pub(super) fn say(&self, doing: String) {
        if let Some(sender) = &self.sender {
            let _ = sender.send(doing);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
