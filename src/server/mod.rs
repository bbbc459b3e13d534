//! The language server adapter. The only room that names the protocol, and the only one with async.
