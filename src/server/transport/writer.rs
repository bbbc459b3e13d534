//! What goes out: a queue in front of stdout, and the thread that empties it.
//!
//! A client that does not read must neither hold back the server nor make it grow: answers are kept
//! up to a bound, remarks are dropped once the queue is long, and diagnostics are not made before
//! there is room for them.

use std::collections::VecDeque;
use std::io::{self, IoSlice, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::{Notify, watch};

use crate::server::stderr;

/// Above this many bytes nothing is published, and remarks are dropped.
const ROOM: usize = 1 << 20;
/// Above this many bytes answers are dropped too: nobody reads them.
const LIMIT: usize = 64 << 20;

/// The queue in front of stdout.
#[derive(Default)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    filled: Condvar,
    emptied: Condvar,
    room: Notify,
    /// How often the client was asked to make an edit.
    edits: watch::Sender<u64>,
}

#[derive(Default)]
struct Queue {
    frames: VecDeque<Frame>,
    bytes: usize,
    writing: bool,
    closed: bool,
}

/// A message as it is written: its header and its body, which may be long and is not copied behind it.
struct Frame {
    header: String,
    body: Vec<u8>,
}

impl Frame {
    fn new(body: Vec<u8>) -> Self {
        Self { header: format!("Content-Length: {}\r\n\r\n", body.len()), body }
    }

    fn len(&self) -> usize {
        self.header.len() + self.body.len()
    }

    /// Writes both in one go, where all of it is taken: who reads is woken once.
    fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut parts = [IoSlice::new(self.header.as_bytes()), IoSlice::new(&self.body)];
        let mut left = parts.as_mut_slice();
        while !left.is_empty() {
            match to.write_vectored(left) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => IoSlice::advance_slices(&mut left, written),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        to.flush()
    }
}

/// What happens to a message when the queue is long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Importance {
    /// Somebody waits for it.
    Answer,
    /// Nothing is lost without it.
    Remark,
}

impl Outbox {
    /// Queues a message. Never waits.
    pub(crate) fn send(&self, importance: Importance, message: &impl Serialize) {
        match serde_json::to_vec(message) {
            Ok(body) => self.send_bytes(importance, body),
            Err(error) => stderr::line(&format!("a message cannot be written as JSON: {error}")),
        }
    }

    /// Queues a message that is JSON already. Never waits.
    pub(crate) fn send_bytes(&self, importance: Importance, body: Vec<u8>) {
        let frame = Frame::new(body);
        let limit = match importance {
            Importance::Answer => LIMIT,
            Importance::Remark => ROOM,
        };
        let mut queue = self.lock();
        if !queue.closed && queue.bytes < limit {
            queue.bytes += frame.len();
            queue.frames.push_back(frame);
            self.filled.notify_one();
        }
    }

    /// The client has been asked to make an edit.
    pub(crate) fn edit_asked(&self) {
        self.edits.send_modify(|edits| *edits += 1);
    }

    /// For whoever waits until the client has been asked to make an edit.
    pub(crate) fn edits_asked(&self) -> watch::Receiver<u64> {
        self.edits.subscribe()
    }

    /// Waits until what is queued is short enough to add to.
    pub(crate) async fn room(&self) {
        loop {
            let room = self.room.notified();
            tokio::pin!(room);
            room.as_mut().enable();
            if self.lock().bytes < ROOM {
                return;
            }
            room.await;
        }
    }

    /// Waits until everything is written, but no longer than `limit`.
    pub(crate) fn drain(&self, limit: Duration) {
        let busy = |queue: &mut Queue| !queue.closed && (queue.writing || !queue.frames.is_empty());
        let _ = self.emptied.wait_timeout_while(self.lock(), limit, busy);
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next frame to write; waits for one.
    fn take(&self) -> Frame {
        let mut queue = self.lock();
        loop {
            if let Some(frame) = queue.frames.pop_front() {
                queue.writing = true;
                return frame;
            }
            queue.writing = false;
            self.emptied.notify_all();
            queue = self.filled.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn written(&self, frame: &Frame) {
        let mut queue = self.lock();
        queue.bytes = queue.bytes.saturating_sub(frame.len());
        if queue.bytes < ROOM {
            self.room.notify_waiters();
        }
    }

    fn close(&self) {
        let mut queue = self.lock();
        *queue = Queue { closed: true, ..Queue::default() };
        self.emptied.notify_all();
        self.room.notify_waiters();
    }
}

/// Starts the thread that writes what is queued. It ends when nothing can be written any more.
///
/// # Errors
/// Where the system gives no thread.
pub(crate) fn start(outbox: Arc<Outbox>, mut to: impl Write + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name("stdout".into()).spawn(move || {
        loop {
            let frame = outbox.take();
            if frame.write(&mut to).is_err() {
                return outbox.close();
            }
            outbox.written(&frame);
        }
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Hands on what is written, one call at a time, and waits until somebody takes it.
    struct Pipe(mpsc::SyncSender<Vec<u8>>);

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn write_vectored(&mut self, parts: &[IoSlice<'_>]) -> io::Result<usize> {
            self.write(&parts.iter().flat_map(|part| part.to_vec()).collect::<Vec<u8>>())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Takes a few bytes at a time, and is interrupted before each.
    #[derive(Default)]
    struct Slow(Vec<u8>, bool);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            self.0.extend(bytes.iter().take(3));
            Ok(bytes.len().min(3))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_frame_is_written_whole_however_little_is_taken_at_a_time() {
        let mut to = Slow::default();
        Frame::new(b"{\"a\": 1}".to_vec()).write(&mut to).unwrap();
        Frame::new(Vec::new()).write(&mut to).unwrap();
        assert_eq!(String::from_utf8(to.0).unwrap(), "Content-Length: 8\r\n\r\n{\"a\": 1}Content-Length: 0\r\n\r\n");
    }

    #[test]
    fn writes_frames_in_order() {
        let (sender, receiver) = mpsc::sync_channel(0);
        let outbox = Arc::new(Outbox::default());
        start(Arc::clone(&outbox), Pipe(sender)).unwrap();
        outbox.send(Importance::Answer, &1);
        outbox.send(Importance::Remark, &"ä");
        assert_eq!(receiver.recv().unwrap(), b"Content-Length: 1\r\n\r\n1");
        assert_eq!(receiver.recv().unwrap(), "Content-Length: 4\r\n\r\n\"ä\"".as_bytes());
        outbox.drain(Duration::from_secs(10));
        assert_eq!(outbox.lock().bytes, 0);
    }

    #[test]
    fn drops_remarks_and_then_answers_that_nobody_reads() {
        let outbox = Outbox::default();
        let body = vec![b'1'; ROOM / 2];
        for _ in 0..10 {
            outbox.send_bytes(Importance::Remark, body.clone());
        }
        assert_eq!(outbox.lock().frames.len(), 2);
        for _ in 0..1000 {
            outbox.send_bytes(Importance::Answer, body.clone());
        }
        assert!(outbox.lock().bytes <= LIMIT + body.len() + 64);
        assert!(futures::FutureExt::now_or_never(outbox.room()).is_none());
    }

    #[test]
    fn takes_nothing_more_once_nothing_can_be_written() {
        let (sender, receiver) = mpsc::sync_channel(0);
        let outbox = Arc::new(Outbox::default());
        drop(receiver);
        start(Arc::clone(&outbox), Pipe(sender)).unwrap();
        outbox.send(Importance::Answer, &1);
        outbox.drain(Duration::from_secs(10));
        outbox.send(Importance::Answer, &2);
        assert!(outbox.lock().frames.is_empty());
        assert!(futures::FutureExt::now_or_never(outbox.room()).is_some());
    }
}
