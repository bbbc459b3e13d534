//! Standard output and error: buffered, in order, and quiet when nobody listens any more.

use std::io::{self, BufWriter, Stderr, StdoutLock, Write};

use anstream::AutoStream;
use clap::ColorChoice;

/// Where a command writes.
pub(super) struct Terminal {
    out: BufWriter<StdoutLock<'static>>,
    /// Not locked: a thread that panics tells so there, and would wait for ever.
    err: Stderr,
    state: State,
    /// Columns of an excerpt: those of the terminal, as far as they are good to read.
    pub(super) width: usize,
    /// Whether standard output shows colours.
    pub(super) coloured: bool,
    /// Whether standard error shows colours.
    pub(super) coloured_errors: bool,
}

/// Whether standard output takes what is written.
enum State {
    Open,
    /// The reader has gone (`| head`): no error, but nothing more to say.
    Closed,
    Failed(io::Error),
}

impl Terminal {
    /// Locks both streams.
    pub(super) fn new(colours: ColorChoice) -> Self {
        let choose = |auto: anstream::ColorChoice| match colours {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => auto != anstream::ColorChoice::Never,
        };
        Self {
            coloured: choose(AutoStream::choice(&io::stdout())),
            coloured_errors: choose(AutoStream::choice(&io::stderr())),
            out: BufWriter::with_capacity(64 * 1024, io::stdout().lock()),
            err: io::stderr(),
            state: State::Open,
            width: terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)).clamp(60, 140),
        }
    }

    /// Writes to standard output.
    pub(super) fn print(&mut self, text: &str) {
        self.print_bytes(text.as_bytes());
    }

    /// Writes to standard output what may be in another encoding.
    pub(super) fn print_bytes(&mut self, bytes: &[u8]) {
        if matches!(self.state, State::Open)
            && let Err(error) = self.out.write_all(bytes)
        {
            self.end(error);
        }
    }

    /// Writes to standard error, behind what was printed so far.
    pub(super) fn tell(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.flush();
        // There is no place left to complain about a standard error that does not work.
        let _ = self.err.write_all(text.as_bytes());
    }

    /// Whether there is still somebody to print for.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::Open)
    }

    /// Writes out what is buffered.
    ///
    /// # Errors
    /// What went wrong with standard output at any time, a reader that has gone excepted.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.flush();
        match self.state {
            State::Failed(error) => Err(error),
            State::Open | State::Closed => Ok(()),
        }
    }

    fn flush(&mut self) {
        if matches!(self.state, State::Open)
            && let Err(error) = self.out.flush()
        {
            self.end(error);
        }
    }

    fn end(&mut self, error: io::Error) {
        self.state = if error.kind() == io::ErrorKind::BrokenPipe { State::Closed } else { State::Failed(error) };
    }
}
