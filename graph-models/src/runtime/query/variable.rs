//! Names of the variables in `any` and `all`: each nested lambda has its own.

use std::cell::Cell;

thread_local! {
    /// The number of enclosing lambdas.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Calls `write` with a name that no enclosing lambda uses: `a`, `b`, … `z`, `a1`, …
pub(super) fn with<R>(write: impl FnOnce(&str) -> R) -> R {
    /// Restores the depth even if the condition panics.
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
