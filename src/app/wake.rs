//! How threads tell the window that they have something for it.

use std::sync::Arc;

/// Asks the window for another frame, from any thread.
pub type Wake = Arc<dyn Fn() + Send + Sync>;
