//! The program: no subcommand opens the window, a subcommand runs the command line.

use std::process::ExitCode;

use onrecord::cli::{self, Arguments, WindowArguments};

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(status) => return status,
    };
    // PDF files are read by this program in a process of its own.
    if let Ok(program) = std::env::current_exe() {
        onrecord::read::pdf::set_program(program);
    }
    match arguments.command {
        Some(command) => cli::run(command),
        None => open_window(&arguments.window),
    }
}

#[cfg(feature = "gui")]
fn open_window(arguments: &WindowArguments) -> ExitCode {
    let start = onrecord::window::Start {
        path: arguments.project.clone(),
        annotator: arguments.annotator.clone(),
        settings: onrecord::app::settings::Settings::path(),
        cache: onrecord::store::own::Own::Cache.folder(),
        pace: onrecord::app::pace::Pace::default(),
    };
    match onrecord::window::run(start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("onrecord: {message}");
            ExitCode::from(2)
        }
    }
}

#[cfg(not(feature = "gui"))]
fn open_window(_arguments: &WindowArguments) -> ExitCode {
    eprintln!(
        "onrecord: this build has no window. `onrecord --help` lists what it can do without one"
    );
    ExitCode::from(2)
}
