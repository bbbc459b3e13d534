//! The threads that check files, and work that they do in parallel and hand on in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

/// The threads that check files.
pub struct Threads {
    /// None where the system gives no threads of our own: then those that there are do the work.
    pool: Option<rayon::ThreadPool>,
    count: usize,
}

impl Threads {
    /// Starts `count` threads; 0 for as many as there are processors.
    pub fn new(count: usize) -> Self {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().ok();
        let count = pool.as_ref().map_or_else(rayon::current_num_threads, rayon::ThreadPool::current_num_threads);
        Self { pool, count }
    }

    /// Starts `count` threads that give way to whatever else the machine has to do.
    pub fn in_background(count: usize) -> Self {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(count).start_handler(|_| give_way());
        let pool = builder.build().ok();
        let count = pool.as_ref().map_or_else(rayon::current_num_threads, rayon::ThreadPool::current_num_threads);
        Self { pool, count }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// `work` on each item, in parallel; the outcomes in the order of the items.
    pub fn map<T: Sync, U: Send>(&self, items: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
        let all = || items.par_iter().map(&work).collect();
        self.pool.as_ref().map_or_else(all, |pool| pool.install(all))
    }

    /// `work` on each item, in parallel. `each` receives the outcomes in the order of the items, on the thread that asks, as
    /// soon as they are there, and may break off. No more than `ahead` of them are begun before the one that is to be
    /// received next.
    pub fn in_order<'a, T: Sync, U: Send>(
        &self,
        items: &'a [T],
        ahead: usize,
        work: impl Fn(&'a T) -> U + Sync,
        mut each: impl FnMut(U) -> ControlFlow<()>,
    ) {
        let queue = Queue { state: Mutex::default(), moved: Condvar::new(), ahead: ahead.max(1), length: items.len() };
        let (queue, work) = (&queue, &work);
        self.beside(move |scope| {
            // However this ends, nobody waits for it.
            let _ends = Ends(queue);
            let (sender, receiver) = mpsc::channel();
            for _ in 0..self.count {
                let sender = sender.clone();
                scope.spawn(move |_| queue.serve(items, work, &sender));
            }
            drop(sender);
            let (mut early, mut next) = (BTreeMap::new(), 0);
            for (index, outcome) in receiver {
                early.insert(index, outcome);
                while let Some(outcome) = early.remove(&next) {
                    next += 1;
                    if each(outcome).is_break() {
                        return;
                    }
                    queue.received();
                }
            }
        });
    }

    /// Does something on this thread while others do what it starts.
    fn beside<'scope>(&self, work: impl FnOnce(&rayon::Scope<'scope>)) {
        match &self.pool {
            Some(pool) => pool.in_place_scope(work),
            None => rayon::in_place_scope(work),
        }
    }
}

/// Items that threads take one by one.
struct Queue {
    state: Mutex<Progress>,
    /// Tells that one was received, or that no more are wanted.
    moved: Condvar,
    /// So many may be taken before the one that is to be received next is there.
    ahead: usize,
    length: usize,
}

#[derive(Default)]
struct Progress {
    /// How many were taken.
    taken: usize,
    /// How many were received, in order.
    received: usize,
    stopped: bool,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, Progress> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next item; waits while those who receive are behind.
    fn take(&self) -> Option<usize> {
        let waits = |state: &mut Progress| !state.stopped && state.taken >= state.received + self.ahead;
        let mut state = self.moved.wait_while(self.state(), waits).unwrap_or_else(PoisonError::into_inner);
        let index = (!state.stopped && state.taken < self.length).then_some(state.taken)?;
        state.taken += 1;
        Some(index)
    }

    fn received(&self) {
        self.state().received += 1;
        self.moved.notify_one();
    }

    /// Works on one item after the other.
    fn serve<'a, T, U>(&self, items: &'a [T], work: impl Fn(&'a T) -> U, sender: &mpsc::Sender<(usize, U)>) {
        // What a thread took that panics is never received: nobody waits for it.
        let _ends = Ends(self);
        while let Some((index, item)) = self.take().and_then(|index| Some((index, items.get(index)?))) {
            if sender.send((index, work(item))).is_err() {
                return;
            }
        }
    }
}

/// Ends the work on a queue when it goes away.
struct Ends<'a>(&'a Queue);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.state().stopped = true;
        self.0.moved.notify_all();
    }
}

/// Has this thread give way to whatever else the machine has to do. Where the system has no such thing, it
/// works on as it is.
pub fn give_way() {
    use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};
    // Between the middle and the bottom: on Unix a niceness of 10.
    let below_normal = ThreadPriorityValue::try_from(25u8).unwrap_or(ThreadPriorityValue::MIN);
    drop(set_current_thread_priority(ThreadPriority::Crossplatform(below_normal)));
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn outcomes_are_received_in_order_and_none_is_far_ahead() {
        let items: Vec<usize> = (0..500).collect();
        for count in [1, 2, 8] {
            let received = AtomicUsize::new(0);
            let work = |item: &usize| {
                // Those that come early take longest.
                let spins = (item % 7) * 1_000;
                assert_eq!((0..spins).map(std::hint::black_box).count(), spins);
                (*item, item - received.load(Ordering::SeqCst).min(*item))
            };
            let mut seen = Vec::new();
            Threads::new(count).in_order(&items, 10, work, |(item, ahead)| {
                assert!(ahead <= 10, "{ahead}");
                seen.push(item);
                received.store(seen.len(), Ordering::SeqCst);
                ControlFlow::Continue(())
            });
            assert_eq!(seen, items, "{count} threads");
        }
    }

    #[test]
    fn who_breaks_off_or_panics_keeps_nobody_waiting() {
        let items: Vec<usize> = (0..500).collect();
        for count in [1, 4] {
            let threads = Threads::new(count);
            let mut seen = 0;
            threads.in_order(
                &items,
                3,
                |item| *item,
                |item| {
                    seen = item;
                    if item == 20 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                },
            );
            assert_eq!(seen, 20);
            let fails = |item: &usize| assert!(*item < 20, "a test of panics");
            let work = || threads.in_order(&items, 3, fails, |()| ControlFlow::Continue(()));
            assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err());
            let receives = || threads.in_order(&items, 3, |_| (), |()| panic!("a test of panics"));
            assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(receives)).is_err());
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn threads_in_the_background_are_nicer_than_others() {
        let niceness = || {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
            // The name of the thread stands in brackets and may hold anything.
            let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
            fields[16].parse::<i32>().unwrap()
        };
        let own = niceness();
        let found = Threads::in_background(2).map(&[(); 8], |()| niceness());
        assert!(found.iter().all(|nice| *nice > own), "{found:?} beside {own}");
        assert_eq!(niceness(), own);
    }
}
