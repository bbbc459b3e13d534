//! What the client tells, one file each. Every handler changes the session at once and waits for
//! nothing, least of all for the client.

pub(crate) mod did_change;
pub(crate) mod did_change_configuration;
pub(crate) mod did_change_watched_files;
pub(crate) mod did_change_workspace_folders;
pub(crate) mod did_close;
pub(crate) mod did_open;
pub(crate) mod did_save;
pub(crate) mod initialized;
pub(crate) mod notebook;
pub(crate) mod work_done_progress_cancel;
