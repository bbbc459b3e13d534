//! Panics: caught where the work is done, told in one line with the place in the source and what was asked for.
//!
//! A panic costs the one answer or check that it happened in. Knows nothing of what is worked on but its name.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use tower_lsp::ls_types::Uri;

use super::stderr;

/// What went wrong, and where in the source. One line.
#[derive(Debug)]
pub(crate) struct Panic(String);

impl fmt::Display for Panic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

thread_local! {
    /// Somebody above on this thread catches what panics, and tells of it.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    static LAST: RefCell<Option<Panic>> = const { RefCell::new(None) };
}

/// Has every panic that nobody catches told in one line on stderr, without a backtrace.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        let panic = Panic::of(info);
        if CATCHING.try_with(Cell::get).unwrap_or(false) {
            let _ = LAST.try_with(|last| last.replace(Some(panic)));
        } else {
            let thread = std::thread::current();
            stderr::line(&format!("thread {} panicked: {panic}", thread.name().unwrap_or("without a name")));
        }
    }));
}

impl Panic {
    fn of(info: &PanicHookInfo<'_>) -> Self {
        let place = info.location().map(|at| format!(" ({}:{}:{})", at.file(), at.line(), at.column()));
        Self(format!("{}{}", words(info.payload()), place.unwrap_or_default()))
    }
}

/// What a panic says, in one line.
fn words(payload: &(dyn Any + Send)) -> String {
    let said = payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied());
    said.unwrap_or("no reason given").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Does some work.
///
/// # Errors
/// The panic that ended it.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    let before = CATCHING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(before);
    // On another thread, as those of a scan, the hook left nothing here.
    result.map_err(|payload| LAST.take().unwrap_or_else(|| Panic(words(payload.as_ref()))))
}

/// Waits for a future.
///
/// # Errors
/// The panic that ended it.
pub(crate) async fn contain<F: Future>(future: F) -> Result<F::Output, Panic> {
    let mut future = pin!(future);
    poll_fn(|context| match catch(|| future.as_mut().poll(context)) {
        Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

tokio::task_local! {
    /// What the client asked for that this task is about.
    static ASKED: Asked;
}

/// What the client asked for.
struct Asked {
    method: String,
    /// The document that it turned out to be about, and its version.
    about: RefCell<Option<(Arc<Uri>, i32)>>,
    tell: Box<dyn Fn(String) + Send>,
}

/// Does what the client asked for by a method. Whatever [`tell`] is told on the way goes to `to` as well.
pub(crate) async fn on_behalf<F: Future>(method: String, to: impl Fn(String) + Send + 'static, future: F) -> F::Output {
    let asked = Asked { method, about: RefCell::default(), tell: Box::new(to) };
    ASKED.scope(asked, future).await
}

/// What was asked for is about this version of a document.
pub(crate) fn about(uri: &Arc<Uri>, version: i32) {
    let _ = ASKED.try_with(|asked| asked.about.replace(Some((Arc::clone(uri), version))));
}

/// The method that the client asked for; nothing outside a request.
pub(crate) fn asked() -> String {
    ASKED.try_with(|asked| asked.method.clone()).unwrap_or_default()
}

/// Tells of a panic in what was asked for: on stderr and to the client.
pub(crate) fn tell(panic: &Panic) {
    let told = ASKED.try_with(|asked| {
        let about = asked.about.borrow();
        let of = about.as_ref().map(|(uri, version)| format!(" of {} (version {version})", uri.as_str()));
        let message = format!("{}{} failed: {panic}", asked.method, of.unwrap_or_default());
        stderr::line(&message);
        (asked.tell)(format!("Customary {}: {message}", env!("CARGO_PKG_VERSION")));
    });
    if told.is_err() {
        stderr::line(&panic.to_string());
    }
}

/// In a build for developers: panics here, where `CUSTOMARY_PANIC_AT` holds a part of the place's name. So tests can
/// show what a panic costs.
#[cfg(debug_assertions)]
pub(crate) fn trap(place: fmt::Arguments<'_>) {
    static TRAPS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    let set = || {
        let set = std::env::var("CUSTOMARY_PANIC_AT").unwrap_or_default();
        set.split(',').filter(|trap| !trap.is_empty()).map(str::to_owned).collect()
    };
    let traps = TRAPS.get_or_init(set);
    if !traps.is_empty() {
        let place = place.to_string();
        assert!(!traps.iter().any(|trap| place.contains(trap)), "a trap was set:\n{place}");
    }
}

/// Nothing, in a build for users.
#[cfg(not(debug_assertions))]
pub(crate) fn trap(_: fmt::Arguments<'_>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_one_line_and_costs_the_work_alone() {
        assert_eq!(catch(|| 3).unwrap(), 3);
        let panic = catch(|| panic!("it\n  broke")).unwrap_err();
        assert!(panic.to_string().starts_with("it broke"), "{panic}");
        let waited = futures::FutureExt::now_or_never(contain(async { panic!("{}", 7) })).unwrap();
        assert_eq!(Result::<(), Panic>::unwrap_err(waited).to_string().split(' ').next(), Some("7"));
    }
}
