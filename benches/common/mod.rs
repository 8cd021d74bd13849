//! What the benches of the window share: events, and CPU time and memory of this process.

use egui::{
    Event, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, TouchPhase, vec2,
};
use rustix::time::{ClockId, clock_gettime};

pub(crate) fn wheel(down: f32) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, down),
        phase: TouchPhase::Move,
        modifiers: Modifiers::NONE,
        source: MouseWheelSource::Trackpad,
    }
}

pub(crate) fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

pub(crate) fn shown(times: &[f64]) -> String {
    format!(
        "{:.2} / {:.2}",
        percentile(times, 0.5),
        percentile(times, 0.99)
    )
}

pub(crate) fn percentile(times: &[f64], share: f64) -> f64 {
    let count = times.len();
    let at = (1..=count).find(|&at| at as f64 >= share * count as f64);
    at.and_then(|at| times.get(at - 1))
        .copied()
        .unwrap_or(f64::NAN)
}

/// CPU time of this thread, in milliseconds.
pub(crate) fn cpu() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 * 1e3 + now.tv_nsec as f64 / 1e6
}

/// Memory of this process, in megabytes.
pub(crate) fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1e3
}
