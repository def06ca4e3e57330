//! Names of the variables in `any` and `all`: each lambda inside another has one of its own.

use std::cell::Cell;

thread_local! {
    /// How many lambdas are being written around the one to come.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Calls with a name that no lambda around has: `a`, `b`, … `z`, `a1`, …
pub(super) fn with<R>(write: impl FnOnce(&str) -> R) -> R {
    /// Goes back even where the condition panics.
    struct Inside(u32);

    impl Drop for Inside {
        fn drop(&mut self) {
            DEPTH.set(self.0);
        }
    }

    let depth = DEPTH.get();
    let _inside = Inside(depth);
    DEPTH.set(depth.saturating_add(1));
    let letter = char::from_u32(u32::from('a') + depth % 26).unwrap_or('a');
    match depth / 26 {
        0 => write(letter.encode_utf8(&mut [0; 4])),
        round => write(&format!("{letter}{round}")),
    }
}
