//! A display to open windows on.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

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
        // The server looks for a free number itself and writes it once it can be used.
        let started = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1500x1000x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = started.unwrap_or_else(|error| {
            panic!(
                "there is no DISPLAY and Xvfb does not start ({error}): install the package xvfb"
            )
        });
        let mut number = String::new();
        let output = server.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut number).unwrap();
        let display = Self {
            name: format!(":{}", number.trim()),
            server: Some(server),
        };
        assert!(number.trim().parse::<u32>().is_ok(), "Xvfb ended early");
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
