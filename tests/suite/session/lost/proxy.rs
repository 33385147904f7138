//! A proxy that loses the answer to a COMMIT, or the COMMIT.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

/// What the proxy does with a COMMIT.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub enum Commit {
    /// It and its answer go through.
    Pass,
    /// It goes through, its answer is lost along with the connection.
    LoseAnswer,
    /// It is lost along with the connection.
    Lose,
}

/// A proxy before a server.
pub struct Proxy {
    pub port: u16,
    commit: Arc<AtomicU8>,
}

/// Either kind of connection.
trait Wire: Read + Write + Send + 'static {
    fn another(&self) -> Box<dyn Wire>;
    fn close(&self);
}

impl Wire for TcpStream {
    fn another(&self) -> Box<dyn Wire> {
        Box::new(self.try_clone().unwrap())
    }
    fn close(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Wire for UnixStream {
    fn another(&self) -> Box<dyn Wire> {
        Box::new(self.try_clone().unwrap())
    }
    fn close(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Proxy {
    /// Before the server at an address: a host and port, or the path of a socket.
    pub fn before(address: &str) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, commit) = (listener.local_addr().unwrap().port(), Arc::new(AtomicU8::new(Commit::Pass as u8)));
        let (address, what) = (address.to_owned(), commit.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let server: Box<dyn Wire> = match address.strip_prefix('/') {
                    Some(_) => Box::new(UnixStream::connect(&address).unwrap()),
                    None => Box::new(TcpStream::connect(&address).unwrap()),
                };
                let (to_client, from_server) = (client.another(), server.another());
                std::thread::spawn(move || pass(from_server, to_client, |_| false));
                let what = what.clone();
                std::thread::spawn(move || {
                    let (out, back) = (server.another(), client.another());
                    pass(Box::new(client), server, |bytes| {
                        let commit = what.load(Ordering::SeqCst);
                        if commit == Commit::Pass as u8 || !bytes.windows(6).any(|word| word == b"COMMIT") {
                            return false;
                        }
                        back.close();
                        if commit == Commit::LoseAnswer as u8 {
                            let mut out = out.another();
                            out.write_all(bytes).unwrap();
                            std::thread::sleep(Duration::from_millis(200));
                        }
                        out.close();
                        true
                    });
                });
            }
        });
        Proxy { port, commit }
    }

    pub fn on_commit(&self, commit: Commit) {
        self.commit.store(commit as u8, Ordering::SeqCst);
    }
}

/// Passes on what comes until `stop` says so.
fn pass(mut from: Box<dyn Wire>, mut to: Box<dyn Wire>, stop: impl Fn(&[u8]) -> bool) {
    let mut bytes = [0; 1 << 16];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        if stop(&bytes[..read]) || to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    to.close();
}
