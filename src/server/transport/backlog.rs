//! How much of what the client said may wait to be looked at: reading pauses where it is too much.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How many bytes of messages may wait. One that is longer waits alone.
const LIMIT: usize = 32 << 20;

/// The bytes of the messages that were read and not looked at.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    bytes: Mutex<usize>,
    less: Condvar,
}

/// The part of one message. It ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Load {
    of: Arc<Backlog>,
    bytes: usize,
}

impl Backlog {
    /// Waits until there is room for so many bytes, and takes it.
    pub(super) fn take(self: &Arc<Self>, bytes: usize) -> Load {
        let full = |waiting: &mut usize| *waiting > 0 && waiting.saturating_add(bytes) > LIMIT;
        let mut waiting = self.less.wait_while(self.lock(), full).unwrap_or_else(PoisonError::into_inner);
        *waiting = waiting.saturating_add(bytes);
        drop(waiting);
        Load { of: Arc::clone(self), bytes }
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        let mut waiting = self.of.lock();
        *waiting = waiting.saturating_sub(self.bytes);
        self.of.less.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_waits_until_there_is_less() {
        let backlog = Arc::new(Backlog::default());
        // However long, it is taken where nothing else waits.
        let long = backlog.take(LIMIT * 3);
        let (sender, receiver) = std::sync::mpsc::channel();
        let other = {
            let backlog = Arc::clone(&backlog);
            std::thread::spawn(move || {
                let load = backlog.take(1);
                sender.send(()).unwrap();
                load
            })
        };
        assert!(receiver.try_recv().is_err());
        drop(long);
        receiver.recv().unwrap();
        drop(other.join().unwrap());
        assert_eq!(*backlog.lock(), 0);
    }
}
