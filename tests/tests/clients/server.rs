//! A scripted server on loopback, which can also misbehave, and records requests.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A received request.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Such as `GET /v1.0/me`.
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// The action of the server for a request.
pub enum Answer {
    /// Sends a complete response with status, headers and body.
    Full(u16, Vec<(String, String)>, Vec<u8>),
    /// Sends these bytes and closes the connection.
    Raw(Vec<u8>),
    /// Sends these bytes and resets the connection.
    Reset(Vec<u8>),
    /// Sends these bytes and waits until the client closes the connection.
    Hang(Vec<u8>),
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Answer::Full(status, headers, body.into())
}

pub fn json(status: u16, body: &serde_json::Value) -> Answer {
    answer(status, &[("Content-Type", "application/json")], body.to_string())
}

/// Chooses the action for the request with this index, from 0.
type Script = dyn Fn(usize, &Seen) -> Answer + Send + Sync;

pub struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start(script: impl Fn(usize, &Seen) -> Answer + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, stopped) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (memory, stop, script): (_, _, Arc<Script>) = (seen.clone(), stopped.clone(), Arc::new(script));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let (memory, script) = (memory.clone(), script.clone());
                // A failed connection concerns only its client, and ends with it.
                std::thread::spawn(move || drop(serve(stream.unwrap(), &memory, &*script)));
            }
        });
        Server { port, seen, stopped, thread: Some(thread) }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// All requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// All tokens so far.
    pub fn tokens(&self) -> Vec<Option<String>> {
        self.seen().iter().map(|seen| seen.header("authorization").map(str::to_owned)).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn serve(mut stream: TcpStream, memory: &Mutex<Vec<Seen>>, script: &Script) -> std::io::Result<()> {
    // A test that hangs fails instead.
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    stream.set_nodelay(true)?;
    while let Some(seen) = read(&mut stream)? {
        let number = {
            let mut memory = memory.lock().unwrap();
            memory.push(seen.clone());
            memory.len() - 1
        };
        match script(number, &seen) {
            Answer::Full(status, headers, body) => {
                let mut head = format!("HTTP/1.1 {status} Told\r\nContent-Length: {}\r\n", body.len());
                for (name, value) in headers {
                    head.push_str(&format!("{name}: {value}\r\n"));
                }
                stream.write_all(head.as_bytes())?;
                stream.write_all(b"\r\n")?;
                stream.write_all(&body)?;
            }
            Answer::Raw(bytes) => return stream.write_all(&bytes),
            Answer::Reset(bytes) => {
                stream.write_all(&bytes)?;
                return socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
            }
            Answer::Hang(bytes) => {
                stream.write_all(&bytes)?;
                return stream.read_to_end(&mut Vec::new()).map(drop);
            }
        }
    }
    Ok(())
}

/// A request, or nothing at the end of the connection.
fn read(stream: &mut TcpStream) -> std::io::Result<Option<Seen>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 64 * 1024];
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            break at;
        }
        match stream.read(&mut buffer)? {
            0 => return Ok(None),
            // Anything but HTTP, such as TLS: the connection is closed.
            _ if bytes.is_empty() && !buffer[0].is_ascii_alphabetic() => return Ok(None),
            count => bytes.extend_from_slice(&buffer[..count]),
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut body = bytes.split_off(end + 4);
    let mut lines = head.lines();
    let line = lines.next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    while body.len() < length {
        match stream.read(&mut buffer)? {
            0 => return Ok(None),
            count => body.extend_from_slice(&buffer[..count]),
        }
    }
    Ok(Some(Seen { line, headers, body }))
}
