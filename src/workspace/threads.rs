//! The threads that check files, and work that they do in parallel and hand on in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

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

    /// Begins something that nobody waits for, if there are threads for it beside others.
    pub fn begin(&self, work: impl FnOnce() + Send + 'static) {
        if let Some(pool) = self.pool.as_ref().filter(|_| self.count > 1) {
            pool.spawn(work);
        }
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
        let state = Mutex::new(Progress { working: self.count, ..Progress::default() });
        let queue =
            Queue { state, moved: Condvar::new(), done: Condvar::new(), ahead: ahead.max(1), length: items.len() };
        let (queue, work) = (&queue, &work);
        self.beside(move |scope| {
            // However this ends, nobody waits for it.
            let _stops = Stops(queue);
            for _ in 0..self.count {
                scope.spawn(move |_| queue.serve(items, work));
            }
            while let Some(outcome) = queue.receive() {
                if each(outcome).is_break() {
                    return;
                }
                queue.received();
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
struct Queue<U> {
    state: Mutex<Progress<U>>,
    /// Tells that some were received, or that no more are wanted.
    moved: Condvar,
    /// Tells that some are done, or that no more will be.
    done: Condvar,
    /// So many may be taken before the one that is to be received next is there.
    ahead: usize,
    length: usize,
}

struct Progress<U> {
    /// How many were taken.
    taken: usize,
    /// What came of those that are done and not received.
    done: BTreeMap<usize, U>,
    /// How many were received, in order.
    received: usize,
    /// How many threads are at work.
    working: usize,
    /// How many threads wait until some are received.
    waiting: usize,
    /// Whether who receives waits for more.
    asleep: bool,
    stopped: bool,
}

impl<U> Default for Progress<U> {
    fn default() -> Self {
        Self { taken: 0, done: BTreeMap::new(), received: 0, working: 0, waiting: 0, asleep: false, stopped: false }
    }
}

/// To wake a thread takes as long as to check a small file: who receives is woken for so many, or looks after this time.
const WORTH_WAKING: usize = 16;
const LOOKS_AFTER: Duration = Duration::from_millis(4);

impl<U> Queue<U> {
    fn state(&self) -> MutexGuard<'_, Progress<U>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next item, once what came of the last is handed over; waits while those who receive are behind.
    fn take(&self, done: Option<(usize, U)>) -> Option<usize> {
        let mut state = self.state();
        state.done.extend(done);
        if state.asleep && state.done.len() >= WORTH_WAKING.min(self.ahead) {
            state.asleep = false;
            self.done.notify_one();
        }
        state.waiting += 1;
        let waits = |state: &mut Progress<U>| !state.stopped && state.taken >= state.received + self.ahead;
        let mut state = self.moved.wait_while(state, waits).unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        let index = (!state.stopped && state.taken < self.length).then_some(state.taken)?;
        state.taken += 1;
        Some(index)
    }

    /// What came of the item that is to be received next; waits for it. Nothing where no more come.
    fn receive(&self) -> Option<U> {
        let mut state = self.state();
        loop {
            let next = state.received;
            if let Some(outcome) = state.done.remove(&next) {
                return Some(outcome);
            }
            if state.working == 0 {
                return None;
            }
            state.asleep = true;
            let waited = self.done.wait_timeout(state, LOOKS_AFTER);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            state.asleep = false;
        }
    }

    fn received(&self) {
        let mut state = self.state();
        state.received += 1;
        // Not for each of them.
        if state.waiting > 0 && state.taken <= state.received + self.ahead / 2 {
            self.moved.notify_all();
        }
    }

    /// Works on one item after the other.
    fn serve<'a, T>(&self, items: &'a [T], work: impl Fn(&'a T) -> U) {
        // What a thread took that panics is never received: nobody waits for it.
        let _ends = Ends(self);
        let mut done = None;
        while let Some((index, item)) = self.take(done.take()).and_then(|index| Some((index, items.get(index)?))) {
            done = Some((index, work(item)));
        }
    }
}

/// Ends the work on a queue when it goes away.
struct Stops<'a, U>(&'a Queue<U>);

impl<U> Drop for Stops<'_, U> {
    fn drop(&mut self) {
        self.0.state().stopped = true;
        self.0.moved.notify_all();
    }
}

/// The same for a thread that works on it.
struct Ends<'a, U>(&'a Queue<U>);

impl<U> Drop for Ends<'_, U> {
    fn drop(&mut self) {
        drop(Stops(self.0));
        self.0.state().working -= 1;
        self.0.done.notify_one();
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
