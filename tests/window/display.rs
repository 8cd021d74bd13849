//! A display to open windows on.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

static STARTING: Mutex<()> = Mutex::new(());

/// A display: the one that is there, else an `Xvfb` that ends with the test.
pub(crate) struct Display {
    /// What `DISPLAY` is to say.
    pub(crate) name: String,
    server: Option<Child>,
}

impl Display {
    /// Finds or starts the display.
    pub(crate) fn new() -> Self {
        if let Some(name) = std::env::var("DISPLAY")
            .ok()
            .filter(|name| !name.is_empty())
        {
            return Self { name, server: None };
        }
        // One starts after another: they look for a free number in the same folder.
        let _alone = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        // The server looks for a free number itself and writes it once it can be used. It then closes what it wrote
        // to; were that its standard output, its first client would get that number, and with it whatever the keymap
        // compiler, a child of the server's, says there. A server without clients would start anew, and drop whoever
        // comes at that moment.
        let started = Command::new("sh")
            .args([
                "-c",
                "exec Xvfb -displayfd 3 -screen 0 1500x1000x24 -nolisten tcp -noreset 3>&1 >/dev/null 2>&1",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = started.unwrap_or_else(|error| panic!("no shell starts: {error}"));
        let mut number = String::new();
        let output = server.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut number).unwrap();
        let display = Self {
            name: format!(":{}", number.trim()),
            server: Some(server),
        };
        assert!(
            number.trim().parse::<u32>().is_ok(),
            "there is no DISPLAY and Xvfb does not start: install the package xvfb"
        );
        display
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            server.kill().ok();
            server.wait().ok();
        }
    }
}
